"""The list: what is understood, as what, and that nothing else is."""

import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.servers import hardening
from hub_ext.servers.broker.call import Asked, Call, Kind
from hub_ext.servers.broker.calls import understand
from hub_ext.servers.broker.refused import RefusedCallError
from tests.unit.servers.broker.conftest import RULES, SETTINGS, persons

ID = "0123456789abcdef" * 4
V = "/v1.41"
OURS = {"label": ["eduhub.instance=eduhub"]}
ENDS = OURS | {"type": ["container"], "event": ["die", "destroy", "oom", "kill", "stop"]}
LIMITS = {
    "CpuShares": 1024, "CpuPeriod": 100_000, "CpuQuota": 200_000,
    "Memory": 2 * 1024**3, "MemorySwap": 2 * 1024**3,
}  # fmt: skip
LIST = {"limit": -1, "all": 1, "size": 0, "trunc_cmd": 0, "filters": json.dumps(OURS)}
LOGS = {"stderr": 1, "stdout": 1, "timestamps": 0, "follow": 0, "tail": 5}
REMOVE = {"v": True, "link": False, "force": True}

OTHER_FILTERS: list[Any] = [
    {}, {"label": []}, {"label": ["eduhub.instance"]}, {"label": ["eduhub.instance=other"]},
    OURS | {"status": ["running"]}, {"label": {"eduhub.instance=eduhub": True}}, [], None, "x",
]  # fmt: skip

#: As Docker's library, and our own client of events, write them.
ASKED: list[tuple[str, str, dict[str, Any], Any]] = [
    ("GET", "/version", {}, None),
    ("GET", "/_ping", {}, None),
    ("GET", "/events", {"filters": json.dumps(ENDS)}, None),
    ("GET", f"{V}/containers/json", LIST, None),
    ("POST", f"{V}/containers/create", {"name": "eduhub-student1"}, persons()),
    ("GET", f"{V}/containers/{ID}/json", {}, None),
    ("GET", f"{V}/containers/eduhub-student1/json", {}, None),
    ("GET", f"{V}/containers/{ID}/logs", LOGS, None),
    ("POST", f"{V}/containers/{ID}/start", {}, None),
    ("POST", f"{V}/containers/{ID}/stop", {"t": 5}, None),
    ("POST", f"{V}/containers/{ID}/rename", {"name": "eduhub-student1"}, None),
    ("POST", f"{V}/containers/{ID}/update", {}, LIMITS),
    ("DELETE", f"{V}/containers/{ID}", REMOVE, None),
    ("GET", f"{V}/images/eduhub/notebook:latest/json", {}, None),
]


def asked(method: str, path: str, query: dict[str, Any], body: Any = None) -> Asked:
    target = f"{path}?{urlencode(query)}" if query else path
    return Asked(method, target, b"" if body is None else json.dumps(body).encode())


def call(method: str, path: str, query: dict[str, Any], body: Any = None) -> Call:
    return understand(asked(method, path, query, body), RULES)


@pytest.mark.parametrize("request_", ASKED, ids=lambda r: f"{r[0]} {r[1]}")
def test_what_our_hub_asks_is_understood(request_: tuple[str, str, dict[str, Any], Any]) -> None:
    made = call(*request_)
    assert made.method == request_[0]
    assert made.path.replace("{}", made.container) == request_[1]
    assert made.body == request_[3]


def test_a_list_is_of_our_containers_whatever_was_asked() -> None:
    made = call("GET", f"{V}/containers/json", LIST)
    assert json.loads(made.query["filters"]) == OURS
    for filters in OTHER_FILTERS:
        with pytest.raises(RefusedCallError):
            call("GET", f"{V}/containers/json", LIST | {"filters": json.dumps(filters)})


@pytest.mark.parametrize(
    "more",
    [
        {"label": []},
        {"label": ["eduhub.instance=other"]},
        {"type": ["container", "image"]},
        {"event": []},
        {"event": ["exec_start"]},
        {"event": {"die": True}},
        {"container": [ID]},
    ],
    ids=str,
)
def test_events_are_of_the_ends_of_our_containers(more: dict[str, Any]) -> None:
    assert call("GET", "/events", {"filters": json.dumps(ENDS)}).kind is Kind.STREAM
    with pytest.raises(RefusedCallError):
        call("GET", "/events", {"filters": json.dumps(ENDS | more)})


@pytest.mark.parametrize(
    ("method", "path"),
    [
        # What else the engine can do.
        ("GET", "/info"),
        ("GET", f"{V}/info"),
        ("GET", f"{V}/version"),
        ("GET", f"{V}/_ping"),
        ("HEAD", "/_ping"),
        ("GET", f"{V}/system/df"),
        ("GET", f"{V}/images/json"),
        ("GET", f"{V}/images/debian:trixie-slim/json"),
        ("GET", f"{V}/images/eduhub/hub:latest/json"),
        ("GET", f"{V}/images/eduhub/notebook:latest/get"),
        ("GET", f"{V}/images/eduhub/notebook:latest/history"),
        ("POST", f"{V}/images/create?fromImage=debian"),
        ("POST", f"{V}/images/eduhub/notebook:latest/tag?repo=x"),
        ("POST", f"{V}/images/eduhub/notebook:latest/push"),
        ("POST", f"{V}/images/load"),
        ("DELETE", f"{V}/images/eduhub/notebook:latest"),
        ("POST", f"{V}/build"),
        ("POST", f"{V}/build/prune"),
        ("POST", f"{V}/commit?container={ID}"),
        ("POST", f"{V}/session"),
        ("POST", f"{V}/grpc"),
        ("POST", f"{V}/auth"),
        ("GET", f"{V}/networks"),
        ("POST", f"{V}/networks/create"),
        ("POST", f"{V}/networks/eduhub_control/connect"),
        ("GET", f"{V}/volumes"),
        ("POST", f"{V}/volumes/create"),
        ("DELETE", f"{V}/volumes/eduhub_hub-data"),
        ("GET", f"{V}/plugins"),
        ("POST", f"{V}/plugins/pull"),
        ("GET", f"{V}/swarm"),
        ("POST", f"{V}/swarm/init"),
        ("GET", f"{V}/secrets"),
        ("GET", f"{V}/nodes"),
        ("GET", f"{V}/services"),
        ("GET", f"{V}/distribution/debian/json"),
        ("POST", f"{V}/containers/prune"),
        ("POST", f"{V}/containers/{ID}/exec"),
        ("POST", f"{V}/exec/{ID}/start"),
        ("POST", f"{V}/containers/{ID}/attach"),
        ("GET", f"{V}/containers/{ID}/attach/ws"),
        ("GET", f"{V}/containers/{ID}/archive?path=/etc"),
        ("PUT", f"{V}/containers/{ID}/archive?path=/etc"),
        ("GET", f"{V}/containers/{ID}/export"),
        ("GET", f"{V}/containers/{ID}/changes"),
        ("GET", f"{V}/containers/{ID}/top"),
        ("GET", f"{V}/containers/{ID}/stats"),
        ("POST", f"{V}/containers/{ID}/kill"),
        ("POST", f"{V}/containers/{ID}/pause"),
        ("POST", f"{V}/containers/{ID}/restart"),
        ("POST", f"{V}/containers/{ID}/resize"),
        ("POST", f"{V}/containers/{ID}/wait"),
        # Other ways to write what is on the list.
        ("GET", f"{V}/containers/{ID}"),
        ("GET", f"{V}/containers/{ID[:12]}/json"),
        ("GET", f"{V}/containers/{ID.upper()}/json"),
        ("GET", f"{V}/containers/{ID}0/json"),
        ("GET", f"{V}/containers/other-student1/json"),
        ("GET", f"{V}/containers/eduhub/json"),
        ("GET", f"{V}/containers/eduhub-/json"),
        ("GET", f"{V}/containers/eduhub--hub/json"),
        ("GET", f"{V}/containers/eduhub-Student1/json"),
        ("GET", f"{V}/containers/eduhub2-student1/json"),
        ("GET", f"{V}/containers/eduhub-hub-1/json"),
        ("GET", f"{V}/containers/eduhub-warm-1/json"),
        ("GET", f"{V}/containers/{'eduhub-' + 'x' * 200}/json"),
        ("GET", f"{V}/containers/eduhub-student1/../other/json"),
        ("GET", f"{V}/containers/eduhub-student1%2f..%2fother/json"),
        ("GET", f"{V}/containers/eduhub-student1%00/json"),
        ("GET", f"{V}/containers/eduhub-student1\n/json"),
        ("GET", f"{V}/containers/{quote(ID)}/json/"),
        ("GET", f"{V}//containers/{ID}/json"),
        ("GET", f"/{V}/containers/{ID}/json"),
        ("GET", f"{V}/./containers/{ID}/json"),
        ("GET", f"{V}/containers/../containers/{ID}/json"),
        ("GET", f"{V}/%63ontainers/{ID}/json"),
        ("GET", f"{V}/Containers/{ID}/json"),
        ("GET", f"{V}/containers/{ID}/json#x"),
        ("GET", f"{V}/containers/{ID}/json;x=y"),
        ("GET", f"{V}/containers/{ID}/json?size=1"),
        ("GET", f"/containers/{ID}/json"),
        ("GET", f"/v1.23/containers/{ID}/json"),
        ("GET", f"/v1.40/containers/{ID}/json"),
        ("GET", f"/v1.041/containers/{ID}/json"),
        ("GET", f"/v2.41/containers/{ID}/json"),
        ("GET", f"http://engine{V}/containers/{ID}/json"),
        ("get", f"{V}/containers/{ID}/json"),
        ("POST", f"{V}/containers/{ID}/json"),
        ("GET", f"{V}/images/eduhub%2fnotebook:latest/json"),
        ("GET", f"{V}/images/../containers/{ID}/json"),
        ("GET", "/version?x=1"),
        ("GET", "*"),
        ("GET", ""),
        # Other questions.
        ("GET", f"{V}/containers/json"),
        ("GET", f"{V}/containers/json?all=1"),
        ("GET", "/events"),
        ("GET", f"{V}/containers/{ID}/logs?stdout=1&stderr=1&timestamps=0&follow=1&tail=5"),
        ("GET", f"{V}/containers/{ID}/logs?stdout=1&stderr=1&timestamps=0&follow=0&tail=all"),
        ("GET", f"{V}/containers/{ID}/logs?stdout=1&stderr=1&timestamps=0&follow=0&tail=5&tail=9"),
        ("GET", f"{V}/containers/{ID}/logs?stdout=1&stderr=1&timestamps=0&follow=0&tail=5&since=1"),
        ("POST", f"{V}/containers/{ID}/start?checkpoint=x"),
        ("POST", f"{V}/containers/{ID}/stop"),
        ("POST", f"{V}/containers/{ID}/stop?t=-1"),
        ("POST", f"{V}/containers/{ID}/stop?t=99999999999"),
        ("POST", f"{V}/containers/{ID}/stop?t=5&signal=SIGSTOP"),
        ("POST", f"{V}/containers/{ID}/rename?name=other-student1"),
        ("POST", f"{V}/containers/{ID}/rename?name=eduhub-../x"),
        ("POST", f"{V}/containers/{ID}/rename?name=eduhub-hub-1"),
        ("POST", f"{V}/containers/{ID}/rename?name=/eduhub-x"),
        ("POST", f"{V}/containers/{ID}/rename"),
        ("DELETE", f"{V}/containers/{ID}?v=True&link=True&force=True"),
        ("DELETE", f"{V}/containers/create?v=True&link=False&force=True"),
        ("POST", f"{V}/containers/create?name=eduhub-student1&platform=linux"),
    ],
)  # fmt: skip
def test_everything_else_is_refused(method: str, path: str) -> None:
    with pytest.raises(RefusedCallError):
        understand(Asked(method, path), RULES)


@pytest.mark.parametrize("request_", ASKED, ids=lambda r: f"{r[0]} {r[1]}")
def test_a_question_more_or_a_body_where_none_belongs_is_refused(
    request_: tuple[str, str, dict[str, Any], Any],
) -> None:
    method, path, query, body = request_
    with pytest.raises(RefusedCallError):
        call(method, path, query | {"x": "1"}, body)
    if body is None:
        with pytest.raises(RefusedCallError, match="body"):
            call(method, path, query, {"HostConfig": {"Privileged": True}})


CHARACTERS = st.sampled_from("/.%?&=#;:@\\ \n\x00aA0-_{}~é") | st.characters()


@given(st.sampled_from(ASKED), st.data())
def test_a_target_that_differs_in_one_character_means_no_other_container(
    request_: tuple[str, str, dict[str, Any], Any], data: st.DataObject
) -> None:
    right = asked(*request_)
    path = right.target.partition("?")[0]
    at = data.draw(st.integers(0, len(path)))
    skip = data.draw(st.integers(0, 1))
    path = path[:at] + data.draw(CHARACTERS) + path[at + skip :]
    query = right.target.partition("?")[2]
    target = f"{path}?{query}" if query else path
    try:
        made = understand(Asked(right.method, target, right.body), RULES)
    except RefusedCallError:
        return
    # Another version, container of ours by name, or id: and nothing that anybody could read in two ways.
    assert made.path.replace("{}", made.container) == path
    assert set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789./:-_")
    assert "//" not in path
    assert ".." not in path


@given(st.text(max_size=300))
def test_every_name_that_our_hub_gives_is_one(user_id: str) -> None:
    assert RULES.is_name(hardening.container_name(SETTINGS, user_id))


def test_a_refusal_is_one_printable_line() -> None:
    error = RefusedCallError("a\nb", "\x1b[31m" + "x" * 1000)
    assert str(error).isprintable()
    assert len(str(error)) < 400
