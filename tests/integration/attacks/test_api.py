"""Schemathesis asks everything that the hub serves, as a student, as a teacher and as nobody."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import pytest_asyncio

from tests.integration.attacks.routes import description
from tests.integration.permissions.cast import MEANS, PEOPLE, STRANGER, person_behind
from tests.integration.permissions.house import House, open_house
from tests.integration.permissions.table import DESIGN
from tests.reliability import Reliability

_PROJECT: Final = Path(__file__).resolve().parents[3]
#: Of each address, beside those that schemathesis makes up for each parameter.
_EXAMPLES: Final = 6
_MANY_EXAMPLES: Final = 300
_SECONDS: Final = 30
#: How often at most, until everything was asked.
_ROUNDS: Final = 8
#: What else an address of a description has is no operation.
_VERBS: Final = {"get", "head", "options", "post", "put", "patch", "delete"}
_LIST: Final = "see in the list of people"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """One hub for all who ask."""
    async with open_house(tmp_path_factory.mktemp("house"), subdomains=False) as house:
        yield house


def not_for(house: House, actor: str) -> list[str]:
    """Names that `actor` must not be told."""
    words = DESIGN.words(actor, _LIST, subdomains=False)
    means, who = [MEANS[word] for word in words.split(", ")], person_behind(actor)
    theirs = {whom for whom in PEOPLE.values() if any(meant(who, whom) for meant in means)}
    return sorted(house.names[whom.name] for whom in PEOPLE.values() if whom not in {*theirs, who})


def operations(described: dict[str, Any]) -> set[tuple[str, str]]:
    """Each method of each address of a description."""
    return {
        (method.upper(), path)
        for path, item in described["paths"].items()
        for method in item.keys() & _VERBS
    }


def only(described: dict[str, Any], wanted: set[tuple[str, str]]) -> dict[str, Any]:
    """A description with these operations and no others."""
    paths = {
        path: {name: part for name, part in item.items() if name not in _VERBS or (name.upper(), path) in wanted}
        for path, item in described["paths"].items()
        if any(path == asked for _, asked in wanted)
    }  # fmt: skip
    return described | {"paths": paths}


async def run(
    folder: Path, described: dict[str, Any], url: str, token: str, examples: int, seconds: int
) -> tuple[int, set[tuple[str, str]]]:
    """Run schemathesis once; return how many requests it made, and of which operations.

    Raises
    ------
    AssertionError
        With what it prints, if an answer has a fault or gives something away.
    """
    (folder / "hub.json").write_text(json.dumps(described))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", "hub.json", f"--url={url}"),
        *([f"--header=Authorization: token {token}"] if token else []),
        *("--checks=Discreet", "--phases=coverage,fuzzing", "--no-shrink", "--continue-on-failure"),
        *(f"--max-examples={examples}", "--seed=1", "--no-color", "--request-timeout=30"),
        f"--max-time={seconds}",
        *("--suppress-health-check=all", "--warnings=off"),
        cwd=folder,
        env=os.environ
        | {
            "PYTHONPATH": str(_PROJECT),
            "SCHEMATHESIS_HOOKS": "tests.integration.attacks.fuzzed",
            "FUZZ_FORBIDDEN": str(folder / "forbidden.json"),
            "FUZZ_TOLD": str(folder / "told.json"),
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    print(said.decode()[-20_000:])
    assert process.returncode == 0, said.decode()[-3000:]
    told = json.loads((folder / "told.json").read_text())
    return told["requests"], {(method, path) for method, path in told["asked"]}


async def fuzz(
    house: House, actor: str, folder: Path, examples: int = _EXAMPLES, seconds: int = _SECONDS
) -> int:
    """Let schemathesis ask for every operation; return how many requests it made.

    It takes `seconds` for it, and on a busy machine some more for what it did not get to.
    """
    known = [*house.names.values(), "center-11", "center-12-teachers", "guests"]
    described = description(house.app, known)
    (folder / "forbidden.json").write_text(json.dumps(not_for(house, actor)))
    url = f"http://127.0.0.1:{house.app.hub.port}"
    token = "" if actor == STRANGER else house.user(actor).new_api_token(note="fuzz")
    await is_theirs(house, actor, token)
    before = house.state()
    requests, left = 0, operations(described)
    for _ in range(_ROUNDS):
        made, asked = await run(folder, only(described, left), url, token, examples, seconds)
        requests, left = requests + made, left - asked
        if not left:
            break
    # Nothing is left out: even what shuts the hub down is only refused to these.
    assert not left, sorted(left)
    # Their own server may have been started: that, they may.
    assert house.state() | {"running": None} == before | {"running": None}
    # They did not lose it on the way, so it was they who asked.
    await is_theirs(house, actor, token)
    return requests


async def is_theirs(house: House, actor: str, token: str) -> None:
    """See that whoever sends this token is `actor`, and that a stranger is nobody."""
    headers = {"Authorization": f"token {token}"} if token else {}
    async with httpx.AsyncClient(headers=headers) as http:
        answer = await http.get(f"http://127.0.0.1:{house.app.hub.port}/hub/api/user")
    if actor == STRANGER:
        assert answer.status_code == 403
    else:
        assert answer.status_code == 200
        assert answer.json()["name"] == house.names[actor]


def test_every_address_is_described(house: House) -> None:
    paths = description(house.app, ["x"])["paths"]
    for expected in (
        "/hub/api/users/{name}/server", "/hub/api/users/{name}/tokens/{token_id}", "/hub/api/shutdown",
        "/hub/api/user-notebooks", "/hub/api/directory/people", "/hub/login", "/hub/guest",
        "/hub/history/{part0}", "/hub/api/looks/{part0}",
    ):  # fmt: skip
        assert expected in paths, sorted(paths)


#: Who asks, each a row of the table.
_ASKING: Final = (
    pytest.param("student11", marks=pytest.mark.attack("API fuzzing: student"), id="student"),
    pytest.param("teacher11", marks=pytest.mark.attack("API fuzzing: teacher"), id="teacher"),
    pytest.param(STRANGER, marks=pytest.mark.attack("API fuzzing: anonymous"), id="stranger"),
)


# Half a minute each; on a machine that is busy with other things, up to all the rounds.
@pytest.mark.timeout(900)
@pytest.mark.parametrize("who", _ASKING)
@pytest.mark.asyncio(loop_scope="module")
async def test_everything_is_asked(
    house: House, tmp_path: Path, reliability: Reliability, who: str
) -> None:
    reliability.count(await fuzz(house, who, tmp_path))


@pytest.mark.long
@pytest.mark.timeout(4 * 3600)
@pytest.mark.parametrize("who", _ASKING[:2])
@pytest.mark.asyncio(loop_scope="module")
async def test_there_are_hours(
    house: House, tmp_path: Path, reliability: Reliability, who: str
) -> None:
    reliability.count(await fuzz(house, who, tmp_path, _MANY_EXAMPLES, 2 * 3600))
