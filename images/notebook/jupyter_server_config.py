"""Defaults of every student's server; JupyterHub adds the rest when it starts one."""

c = get_config()  # noqa: F821

c.FileContentsManager.delete_to_trash = False
c.ContentsManager.allow_hidden = False
