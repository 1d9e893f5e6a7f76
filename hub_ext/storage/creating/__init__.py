"""New notebooks in people's homes, for somebody who is not in the home: the hub's page or the platform."""
