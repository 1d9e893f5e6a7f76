"""What Prometheus is told of the hub, at ``/hub/metrics`` beside JupyterHub's own numbers.

Every label has a few values that are known beforehand, and each of them is there from the start: an alert
about something that never happened yet has something to look at. No label says who, of which centre, or
from where.
"""
