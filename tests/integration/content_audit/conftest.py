"""A real object store, a CDN in front of it, and the tool as an operator runs it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hub_ext.command import application
from hub_ext.content_audit.models import Finding, Report
from tests.integration.content_audit.pretended_cdn import PretendedCdn, running_cdn
from tests.integration.storage.objectstore import BUCKET, ObjectStore, running_object_store


@pytest.fixture(scope="session")
def running_store() -> Iterator[ObjectStore]:
    with running_object_store() as store:
        yield store


@pytest.fixture
def store(running_store: ObjectStore) -> Iterator[ObjectStore]:
    """The store with nothing in it and nothing broken."""
    running_store.faults()
    # A list has a thousand at most.
    while keys := running_store.keys(""):
        for key in keys:
            running_store.delete(key)
    yield running_store
    running_store.faults()


@pytest.fixture(scope="session")
def shared_cdn(running_store: ObjectStore) -> Iterator[PretendedCdn]:
    with running_cdn(running_store.beside_the_faults()) as cdn:
        yield cdn


@pytest.fixture
def cdn(shared_cdn: PretendedCdn) -> PretendedCdn:
    shared_cdn.mend()
    return shared_cdn


@dataclass
class Ran:
    """How a run of the tool ended."""

    status: int
    out: str
    err: str

    @property
    def report(self) -> Report:
        return Report.model_validate_json(self.out)

    @property
    def found(self) -> set[tuple[str, str]]:
        return {(finding.kind.value, finding.key) for finding in self.report.findings}

    def finding(self, key: str) -> Finding:
        (finding,) = (one for one in self.report.findings if one.key == key)
        return finding


Audit = Callable[..., Ran]


@pytest.fixture
def audit(
    store: ObjectStore,
    cdn: PretendedCdn,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> Audit:
    """Runs ``eduhub content audit --json`` with further arguments."""
    environment = {
        "HUB_MODE": "dev",
        "S3_ENDPOINT_URL": store.endpoint,
        "S3_ASSET_URL": cdn.address,
        "BUCKET_NAME": BUCKET,
        "HUB_SOURCE_BUCKET": "educodingnplay",
        "HUB_USERS_DATABASE": f"sqlite:///{tmp_path / 'platform.sqlite'}",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments: str | Path, as_json: bool = True) -> Ran:
        capfd.readouterr()
        line = ["content", "audit", "--rate=1000", *(["--json"] if as_json else [])]
        status = application.run("en", [*line, *(str(one) for one in arguments)])
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return run
