"""Looks that are taken in a container of the project: ``python -m hub_ext.doctor.inside LOOK``."""
