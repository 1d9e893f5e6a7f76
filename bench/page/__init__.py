"""``scripts/bench page``: what JupyterLab's first page costs a browser."""
