"""A home as a folder on the host's disk, kept equal to the object store by rclone bisync."""
