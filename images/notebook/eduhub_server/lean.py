"""What a server does not import, because it is the hub's alone, or not before somebody needs it."""

import importlib.util
import sys
from collections.abc import MutableSequence, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Final

#: Modules of the hub and of its database. `jupyterhub.singleuser` gets to them by its log, which knows the
#: hub's health check, and by its scopes, which name the tables in annotations.
HUBS_OWN: Final = (
    "sqlalchemy",
    "sqlalchemy.exc",
    "jupyterhub.orm",
    "jupyterhub.roles",
    "jupyterhub.handlers",
    "jupyterhub.handlers.pages",
    "jupyterhub.metrics",
)
#: What JupyterLab imports for lists of extensions from the internet.
LATER: Final = ("httpx", "requests")


class StandIn(ModuleType):
    """A module of which only names are needed: each is a class that nothing is an instance of."""

    __path__: MutableSequence[str] = []  # noqa: RUF012 - a package, to Python, in which nothing is found

    def __getattr__(self, name: str) -> type[Exception]:
        """Make a class of that name."""
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (Exception,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


class Postponed:
    """Finds modules as ever, and runs them when something of them is first used."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of `LATER`; anything else is left to Python."""
        if fullname not in LATER:
            return None
        for finder in sys.meta_path:
            spec = None if finder is self else finder.find_spec(fullname, path, target)
            if spec is not None and spec.loader is not None:
                spec.loader = importlib.util.LazyLoader(spec.loader)
                return spec
        return None


def do_without_the_hub() -> None:
    """Put stand-ins where the hub's own modules would be; before `jupyterhub.singleuser` is imported.

    Notes
    -----
    For this process alone: kernels are processes of their own, and have SQLAlchemy.
    """
    for name in HUBS_OWN:
        sys.modules[name] = StandIn(name)
        package, _, own = name.rpartition(".")
        if package in sys.modules:
            setattr(sys.modules[package], own, sys.modules[name])
    # Called for each request; it counts them for the hub's own Prometheus page.
    vars(sys.modules["jupyterhub.metrics"])["prometheus_log_method"] = lambda _handler: None
    # The interface's base class would cost another twentieth of a start.
    sys.meta_path.insert(0, Postponed())
