"""What holds for every test."""

from hypothesis import settings

# How long an example takes is the machine's, and no test is about that.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

pytest_plugins = ("tests.reliability",)
