"""The dashboard: every question of it has an answer in a real Prometheus, and can be drawn.

Grafana itself is in no package source that this project builds from, so it does not load the file here.
"""

import asyncio
import json
import math
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from bench.drawing import NOTEBOOK_IMAGE
from hub_ext.metrics.starts import measured_start
from tests.integration.monitoring.promtool import DEPLOYED, Prometheus
from tests.integration.storage.agent import AgentProcess
from tests.integration.users.conftest import VisitorFactory
from tests.waiting import NotInTimeError, eventually

FILE = DEPLOYED / "dashboard.json"
#: What CI keeps.
ARTEFACTS = Path(__file__).parents[3] / "artefacts"
SECONDS = 60
PNG = b"\x89PNG\r\n\x1a\n"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Source(Strict):
    type: str = Field(pattern="^prometheus$")
    uid: str = Field(pattern=r"^\$\{datasource\}$")


class Place(Strict):
    x: int = Field(ge=0, le=23)
    y: int = Field(ge=0)
    w: int = Field(ge=1, le=24)
    h: int = Field(ge=1)


class Target(Strict):
    refId: str = Field(pattern="^[A-Z]$")  # noqa: N815 - Grafana's word
    datasource: Source
    expr: str = Field(min_length=2)
    legendFormat: str  # noqa: N815


class Panel(Strict):
    id: int
    type: str = Field(pattern="^(row|timeseries|stat)$")
    title: str = Field(min_length=1)
    description: str = ""
    gridPos: Place  # noqa: N815
    datasource: Source | None = None
    targets: list[Target] = []
    fieldConfig: dict[str, Any] = {}  # noqa: N815
    options: dict[str, Any] = {}
    collapsed: bool = False
    panels: list[Any] = []


class Dashboard(BaseModel):
    uid: str
    title: str
    schemaVersion: int = Field(ge=36)  # noqa: N815
    panels: list[Panel]
    templating: dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def dashboard() -> Dashboard:
    return Dashboard.model_validate_json(FILE.read_text())


def with_questions(dashboard: Dashboard) -> list[Panel]:
    return [panel for panel in dashboard.panels if panel.type != "row"]


def test_it_is_of_the_form_that_grafana_reads(dashboard: Dashboard) -> None:
    ids = [panel.id for panel in dashboard.panels]
    assert len(set(ids)) == len(ids)
    assert [one["name"] for one in dashboard.templating["list"]] == ["datasource"]
    taken: set[tuple[int, int]] = set()
    for panel in dashboard.panels:
        place = panel.gridPos
        assert place.x + place.w <= 24
        cells = {
            (x, y)
            for x in range(place.x, place.x + place.w)
            for y in range(place.y, place.y + place.h)
        }
        assert not cells & taken, panel.title
        taken |= cells
        letters = [target.refId for target in panel.targets]
        assert len(set(letters)) == len(letters)
        assert (panel.type == "row") == (not letters)


@pytest.mark.timeout(180)
async def test_every_question_has_an_answer_and_can_be_drawn(
    dashboard: Dashboard,
    hub: Any,
    agent: AgentProcess,
    prometheus: Prometheus,
    visitor_of: VisitorFactory,
) -> None:
    began = time.time()
    await _work(hub, agent, visitor_of)
    panels = with_questions(dashboard)
    questions = [target.expr for panel in panels for target in panel.targets]

    unanswered = list(questions)

    async def answered() -> bool:
        # Beside the loop, in which the hub is that Prometheus asks.
        answers = await asyncio.to_thread(lambda: [*map(prometheus.query, unanswered)])
        unanswered[:] = [
            question for question, found in zip(unanswered, answers, strict=True) if not found
        ]
        return not unanswered

    try:
        await eventually(answered, SECONDS, "every question has an answer", every=1)
    except NotInTimeError as error:
        error.add_note("\n".join(unanswered))
        raise
    assert {series["value"][1] for series in prometheus.query("up")} == {"1"}
    series = await asyncio.to_thread(lambda: [_series(prometheus, one, began) for one in panels])
    ARTEFACTS.mkdir(exist_ok=True)
    picture = ARTEFACTS / "dashboard.png"
    picture.write_bytes(await asyncio.to_thread(_drawn, series))

    assert picture.read_bytes().startswith(PNG)
    assert picture.stat().st_size > 100_000
    assert all(one["series"] for one in series)


async def _work(hub: Any, agent: AgentProcess, visitor_of: VisitorFactory) -> None:
    """A little of everything that is counted."""
    visitor = visitor_of(hub)
    await visitor.login("student2", "wrong")
    for name in ("student1", "student2"):
        await visitor_of(hub).login(name, "codingnplay")
    for kind in ("warm", "cold"):
        with measured_start() as clock:
            clock.begin("home")
            clock.begin("claim")
            clock.kind = "warm" if kind == "warm" else "cold"
            if kind == "cold":
                clock.begin("container")
                clock.begin("ready")
    async with agent.client() as client:
        for person in ("dashboard1", "dashboard2"):
            await client.open(person, 11)
    (agent.files("dashboard1") / "실습.ipynb").write_text("{}")


def _series(prometheus: Prometheus, panel: Panel, began: float) -> dict[str, Any]:
    lines = []
    for target in panel.targets:
        answer = prometheus.ask(
            "query_range", query=target.expr, start=f"{began}", end=f"{time.time()}", step="1"
        )
        for one in answer["result"]:
            name = target.legendFormat
            for label, value in one["metric"].items():
                name = name.replace(f"{{{{{label}}}}}", value)
            points = [(moment - began, float(value)) for moment, value in one["values"]]
            shown = [(x, y) for x, y in points if not math.isnan(y)]
            lines.append((name, shown))
    return {"title": panel.title, "series": lines}


def _drawn(panels: list[dict[str, Any]]) -> bytes:
    program = Path(__file__).with_name("drawing.py").read_text()
    command = ["docker", "run", "--rm", "--interactive", "--network=none", NOTEBOOK_IMAGE]
    done = subprocess.run(
        [*command, "python", "-c", program],
        input=json.dumps(panels).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    return done.stdout
