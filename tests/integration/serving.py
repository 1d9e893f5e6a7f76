"""Applications of tornado at an address of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application


@asynccontextmanager
async def served(application: Application) -> AsyncIterator[str]:
    """Serve it; the address."""
    server = HTTPServer(application)
    socket, port = bind_unused_port()
    server.add_socket(socket)
    yield f"http://127.0.0.1:{port}"
    server.stop()
    await server.close_all_connections()
