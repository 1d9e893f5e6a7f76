"""Who you are: the platform's user table, passwords, limits on guessing, and the login itself.

Nothing is imported here: the command line tool reads the table where there is no JupyterHub.
"""
