"""Servers that nobody uses: they are stopped, but never while a lesson of the timetable goes on.

JupyterHub's own `jupyterhub-idle-culler` looks and stops, as a service of the hub. A server that
some browser has open is in use: its page asks for its kernels again and again. What was saved stays,
as after any stop; what kernels had in memory is gone.
"""
