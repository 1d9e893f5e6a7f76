"""A JupyterHub for learning centres: who you are, where you work, your files, and the pages between."""
