"""Two real object stores: where the objects were, and where they go."""

from collections.abc import Iterator

import pytest

from tests.integration.content.tool import Tool
from tests.integration.storage.objectstore import running_object_store


@pytest.fixture(scope="package")
def stores() -> Iterator[Tool]:
    with running_object_store() as source, running_object_store() as target:
        yield Tool(source, target)


@pytest.fixture
def tool(stores: Tool) -> Iterator[Tool]:
    yield stores
    stores.source.faults()
    stores.target.faults()


@pytest.fixture
def prefix(request: pytest.FixtureRequest) -> str:
    """A part of the bucket that no other test uses."""
    return f"{request.node.originalname}/"
