"""What runs on the host needs nothing but Python, and not the newest."""

import ast
import sys
from pathlib import Path

import pytest

_DOCTOR = Path(__file__).parents[3] / "hub_ext/doctor"
_ON_HOST = [
    *(file for file in _DOCTOR.rglob("*.py") if "inside" not in file.parts),
    _DOCTOR.parent / "language.py",
    _DOCTOR.parent / "__init__.py",
]
#: Of Ubuntu 22.04, the oldest that `make up` prepares.
_OLDEST = (3, 10)
_NEWER = {"typing": {"Self", "override", "assert_never"}, "enum": {"StrEnum"}, "datetime": {"UTC"}}


@pytest.mark.parametrize("file", _ON_HOST, ids=lambda file: str(file.relative_to(_DOCTOR.parent)))
def test_a_module_of_the_host_needs_no_package(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"), feature_version=_OLDEST)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert {name.name.partition(".")[0] for name in node.names} <= sys.stdlib_module_names
        elif isinstance(node, ast.ImportFrom):
            module = str(node.module)
            ours = module == "hub_ext.language" or module.startswith("hub_ext.doctor")
            assert "inside" not in module
            assert ours or module.partition(".")[0] in sys.stdlib_module_names
            assert not {name.name for name in node.names} & _NEWER.get(module, set())
