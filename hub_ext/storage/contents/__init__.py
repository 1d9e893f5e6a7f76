"""Homes without a folder: JupyterLab reads and writes the bucket through a door of the agent's.

``door`` is what people's servers reach. It lets in who has keys of a home that is open, and hands
each request to ``gateway``, one ``rclone serve s3`` behind a socket. rclone asks ``ask``, and that
asks ``answers``, which secret belongs to a key and what the key opens.

Nothing is kept on this host: a save that was answered is in the object store.
"""
