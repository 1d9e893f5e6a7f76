"""The command line against a real agent, as ``scripts/history`` runs it in its container."""

import json
import os
import subprocess
import sys

import pytest

from tests.integration.storage.agent import LOOK_TOKEN, METRICS_TOKEN, TOKEN, AgentProcess
from tests.integration.storage.objectstore import (
    ACCESS_KEY,
    BUCKET,
    SECRET_KEY,
    ObjectStore,
)

MOMENT = "20261101T090000.000000Z"


def run(agent: AgentProcess, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "TZ": "Asia/Seoul",
        "LANG": "C.UTF-8",
        "HUB_MODE": "dev",
        "HUB_STORAGE_TOKEN": TOKEN,
        "HUB_LOOK_TOKEN": LOOK_TOKEN,
        "HUB_METRICS_TOKEN": METRICS_TOKEN,
        "S3_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
        "BUCKET_NAME": BUCKET,
    }
    return subprocess.run(
        [sys.executable, "-m", "hub_ext.storage.history", f"--agent={agent.url}", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture
def path(store: ObjectStore, person: str) -> str:
    """A notebook that was deleted."""
    path = "과제/내 노트북.ipynb"
    store.put(f"jupyterhub-history/{person}/{MOMENT}/{path}", "old")
    return path


def test_files_and_versions_are_listed(agent: AgentProcess, person: str, path: str) -> None:
    files = run(agent, person)
    assert files.returncode == 0, files.stderr
    assert files.stdout.splitlines() == [
        "1 files with earlier versions, 3 bytes",
        f"2026-11-01 18:00:00  deleted     1  {path}",
    ]
    assert files.stdout == run(agent, person, "list").stdout
    versions = run(agent, person, "versions", path)
    assert versions.stdout.startswith(f"{MOMENT}  saved ")


def test_a_version_is_brought_back(
    agent: AgentProcess, store: ObjectStore, person: str, path: str
) -> None:
    done = run(agent, person, "restore", path, MOMENT)
    assert (done.returncode, done.stdout) == (0, "done\n"), done.stderr
    assert store.get(f"users/{person}/jupyter/{path}") == "old"


def test_programs_read_json(agent: AgentProcess, person: str, path: str) -> None:
    found = json.loads(run(agent, "--json", person, "list").stdout)
    assert [file["path"] for file in found["files"]] == [path]


def test_what_is_refused_is_said(agent: AgentProcess, person: str, path: str) -> None:
    refused = run(agent, person, "restore", path, "20261101T090000.000001Z")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "error: not-found: there is no such version\n"


def test_an_agent_that_is_away_is_named(agent: AgentProcess, person: str) -> None:
    refused = run(agent, "--agent=http://127.0.0.1:9", person)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("error: agent-unreachable")


@pytest.mark.parametrize("arguments", [[], ["a", "restore"], ["a", "forget", "b"]])
def test_what_makes_no_sense_is_a_wrong_usage(agent: AgentProcess, arguments: list[str]) -> None:
    assert run(agent, *arguments).returncode == 2
