"""What stands between the hub and the Docker engine: a service that passes exactly what the hub's spawner asks.

Whoever may ask the engine anything is root on the host. The hub, which the whole internet talks to, therefore
has this service's socket and not the engine's. Each request is taken apart, compared with what is allowed, and
made anew from what was understood; nothing of it is passed on as it came.
"""
