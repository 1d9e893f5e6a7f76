"""One small instance for all tests of the doctor."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.doctor.place import Place


@pytest.fixture(scope="session")
def place() -> Iterator[Place]:
    # Under a path that the engine sees, too.
    with tempfile.TemporaryDirectory(
        prefix="doctor-", dir="/tmp", ignore_cleanup_errors=True
    ) as folder:
        made = Place.make(Path(folder))
        try:
            made.start()
            yield made
        finally:
            made.remove()
