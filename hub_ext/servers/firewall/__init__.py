"""The packet filter around people's servers.

Standard library only: images/firewall holds this folder and nothing else of the project.
"""
