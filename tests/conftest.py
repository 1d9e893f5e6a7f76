"""How tests are shared out when several run at a time."""

from pathlib import Path

import pytest

INTEGRATION = Path(__file__).parent / "integration"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the integration tests of one area in one process: they share what they start."""
    for item in items:
        if INTEGRATION in item.path.parents:
            area = item.path.relative_to(INTEGRATION).parts[0]
            item.add_marker(pytest.mark.xdist_group(area))
