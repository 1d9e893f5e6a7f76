"""Looks at this machine: its disk, its memory, its mounts, its ports."""
