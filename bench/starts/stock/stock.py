"""In place of a site's own configuration: DockerSpawner as upstream has it, with the same image.

What it is told is where it is, how long a start may take, and to wait for its port as long as ours.
"""

# mypy: ignore-errors
import os

c = get_config()  # noqa: F821

c.JupyterHub.spawner_class = "dockerspawner.DockerSpawner"
# Ours, unless the bench has another one.
c.DockerSpawner.image = os.environ.get("BENCH_STOCK_IMAGE", c.DockerSpawner.image)
c.DockerSpawner.allowed_images = [c.DockerSpawner.image]
c.DockerSpawner.cmd = ["jupyterhub-singleuser"]
c.DockerSpawner.use_internal_ip = True
c.DockerSpawner.prefix = "edutest-stock"
# Ours, which ask a spawner of ours.
c.Spawner.environment = {}
c.Spawner.progress_ready_hook = None
