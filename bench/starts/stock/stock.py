"""In place of a site's own configuration: DockerSpawner as upstream has it, with the same image.

What it is told is where it is, how long a start may take, and to wait for its port as long as ours.
"""

# mypy: ignore-errors
c = get_config()  # noqa: F821

c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.DockerSpawner.use_internal_ip = True
c.DockerSpawner.prefix = "edutest-stock"
# Ours, which ask a spawner of ours.
c.Spawner.environment = {}
c.Spawner.progress_ready_hook = None
