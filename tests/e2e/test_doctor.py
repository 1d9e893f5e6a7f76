"""The doctor before the composed system: well, and with one part broken after another."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import pytest

from tests.e2e.breaking import stopped
from tests.e2e.stack import PROJECT, Stack, run
from tests.waiting import wait_until

Breakage = Callable[[Stack], AbstractContextManager[None]]


def doctor(stack: Stack, **more: str) -> tuple[int, dict[str, Any]]:
    """Run what `make doctor` runs; its status and its document."""
    done = subprocess.run(
        ["scripts/doctor", "--json", "--language", "en"],
        cwd=PROJECT, env=os.environ | stack.environment | more, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


@contextmanager
def rules_flushed(stack: Stack) -> Iterator[None]:
    """The rules are gone while their guard cannot put them back."""
    flush = f"iptables -F EDUHUB-{stack.name}-FWD"
    with stopped(stack, "firewall"):
        run(
            *("docker", "run", "--rm", "--network", "host", "--cap-add", "NET_ADMIN"),
            *("--entrypoint", "sh", "eduhub/firewall:latest", "-c", flush),
        )
        yield


def is_served(stack: Stack) -> bool:
    """Tell whether the hub answers through the proxy, which learns of it again after its start."""
    return httpx.get(f"{stack.url}/hub/health", timeout=10).status_code == 200


def test_everything_is_well_and_said_to_be_so(stack: Stack) -> None:
    for part in ("sync", "classroom", "lab-files"):
        stack.wait_healthy(part)
    status, answer = doctor(stack)
    assert answer["broken"] == [], answer
    assert answer["unknown"] == [], answer
    # How much this machine has left is not for a test to say.
    assert set(answer["warning"]) <= {"disk", "memory"}, answer
    assert status == (1 if answer["warning"] else 0)
    well = {"services", "database", "bucket", "firewall", "agent", "page", "ready", "spawn"}
    assert well <= set(answer["ok"])
    assert not [name for name in stack.user_containers() if "doctor" in name]
    assert stack.keys("jupyterhub-doctor/") == []


@pytest.mark.parametrize(
    ("breakage", "named"),
    [
        pytest.param(
            lambda stack: stopped(stack, "storage"), {"service.storage"}, marks=pytest.mark.long
        ),
        pytest.param(
            lambda stack: stopped(stack, "sync"), {"service.sync"}, marks=pytest.mark.long
        ),
        pytest.param(
            lambda stack: stopped(stack, "proxy"), {"service.proxy"}, marks=pytest.mark.long
        ),
        (rules_flushed, {"service.firewall", "firewall"}),
    ],
    ids=["storage agent stopped", "sync stopped", "proxy stopped", "rules flushed"],
)
def test_what_is_broken_is_named(stack: Stack, breakage: Breakage, named: set[str]) -> None:
    wait_until(lambda: is_served(stack), 60, "the proxy leads to the hub")
    with breakage(stack):
        status, answer = doctor(stack)
    assert set(answer["broken"]) == named, answer
    assert status == 2


def test_the_hub_says_by_itself_whether_people_can_work(stack: Stack) -> None:
    def ready() -> tuple[int, dict[str, str]]:
        answer = httpx.get(f"{stack.url}/hub/ready", timeout=10)
        return answer.status_code, answer.json()["parts"]

    well = dict.fromkeys(("database", "storage", "engine", "proxy"), "ok")
    wait_until(lambda: ready() == (200, well), 30, "the hub is ready")
    with stopped(stack, "storage"):
        wait_until(lambda: ready() == (503, well | {"storage": "broken"}), 30, "it is not ready")
        # The hub itself is well, and must not be restarted.
        assert httpx.get(f"{stack.url}/hub/health", timeout=10).status_code == 200
    wait_until(lambda: ready() == (200, well), 30, "the hub is ready again")
