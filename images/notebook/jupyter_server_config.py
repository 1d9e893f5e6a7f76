"""Defaults of every student's server; JupyterHub adds the rest when it starts one."""

import os

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# JupyterHub looks at the environment for this when it is imported, which a server that waits for somebody
# has done long before: its cookie would go to everybody's server, and hide or be hidden by another one's.
c.HubAuth.base_url = os.environ.get("JUPYTERHUB_SERVICE_PREFIX") or "/"
# The home is a working copy that is kept in step with the object store: a trash folder in it would
# be copied there, and outside it there is no room on a read-only root file system.
c.FileContentsManager.delete_to_trash = False
c.ContentsManager.allow_hidden = False
c.MultiKernelManager.default_kernel_name = "python3"
c.KernelProvisionerFactory.default_provisioner_name = "eduhub-provisioner"
# A kernel that works, or that some page shows, is in use; any other one keeps memory from somebody else.
idle_seconds = int(os.environ.get("EDUHUB_KERNEL_IDLE_SECONDS", "0"))
c.MappingKernelManager.cull_idle_timeout = idle_seconds
c.MappingKernelManager.cull_interval = max(1, min(300, idle_seconds))
# The home is no folder: JupyterLab reads and writes the bucket through the storage agent's door.
if os.environ.get("EDUHUB_FILES_URL"):
    c.ServerApp.contents_manager_class = "eduhub_contents.HomeContents"
# Neither a list of extensions to install, nor news fetched from the internet.
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"

# JupyterLab opens in Korean (overrides.json), unless a further folder of settings says otherwise.
if os.environ.get("EDUHUB_LANGUAGE") == "en":
    os.environ["JUPYTER_CONFIG_PATH"] = "/opt/jupyter/english"

# Which pages may show this server in a frame. Unset, JupyterHub's own rule holds: none.
if policy := os.environ.get("EDUHUB_CONTENT_SECURITY_POLICY"):
    c.ServerApp.tornado_settings = {"headers": {"Content-Security-Policy": policy}}
