"""From the log-in form to a kernel's first output: stock DockerSpawner, and ours cold and warm."""
