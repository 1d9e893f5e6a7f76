"""Homes as mounts: the bucket itself as a folder, through rclone and FUSE."""
