"""A proxy without a process: visitors of the bench go to the hub and to the class page directly."""

# JupyterHub's own classes have no types.
# mypy: disallow-subclassing-any=False

from typing import Any

from jupyterhub.proxy import Proxy


class RoutesInMemory(Proxy):
    """Keeps the routes, so that the hub's regular check of them does its whole work."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._routes: dict[str, dict[str, Any]] = {}

    async def start(self) -> None:
        """Start nothing."""

    async def stop(self) -> None:
        """Stop nothing."""

    async def add_route(self, routespec: str, target: str, data: Any) -> None:
        """Keep a route."""
        self._routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec: str) -> None:
        """Forget a route."""
        self._routes.pop(routespec, None)

    async def get_all_routes(self) -> dict[str, dict[str, Any]]:
        """Return what is kept."""
        return dict(self._routes)
