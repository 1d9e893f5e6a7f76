"""``scripts/doctor``: looks at every part, from the settings to a test server, and names what is broken.

It has to work where little else does. So all of this but the folder `inside` needs nothing besides
Python 3.10 and the engine's client, and runs on the host itself; `inside` runs in the containers of
hub and storage agent, with their packages and from their place in the networks.
"""
