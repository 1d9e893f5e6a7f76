"""JupyterLab's files when the home is no folder: they are in the bucket, behind the agent's door.

The class `HomeContents` is for ``ServerApp.contents_manager_class``. It joins two parts: the
person's files, which s3contents reads and writes, and the read-only folders of this container.
Where the door is and which keys open it stands in the environment; both are made for one opening
of one home, and open nothing else.
"""

from .home import HomeContents

__all__ = ["HomeContents"]
