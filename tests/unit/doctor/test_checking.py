"""Who is to blame, and that every look ends."""

import threading
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from hub_ext.doctor.checking import Check, run, state_of, worst
from hub_ext.doctor.docker_client import DockerError
from hub_ext.doctor.findings import STATES, Finding, State

#: A code of each state, whose sentence needs no field.
CODES: dict[State, str] = {
    "ok": "inodes-ok",
    "unknown": "service-starting",
    "warning": "setup-no-live-restore",
    "broken": "engine-missing",
}


def check(name: str, state: State = "ok", needs: Sequence[str] = ()) -> Check:
    return Check(name, lambda: [Finding(name, CODES[state])], tuple(needs))


def told(findings: Sequence[Finding]) -> dict[str, tuple[State, object]]:
    return {one.check: (state_of(one), one.fields.get("cause")) for one in findings}


def test_what_needs_a_broken_part_is_not_blamed_and_names_it() -> None:
    found = run([check("a", "broken"), check("b", needs=["a"]), check("c", needs=["b"])], {})
    assert told(found) == {
        "a": ("broken", None),
        "b": ("unknown", "a"),
        # Not b, which nobody has to mend.
        "c": ("unknown", "a"),
    }


def test_a_warning_keeps_nobody_from_looking() -> None:
    found = run([check("a", "warning"), check("b", "broken", needs=["a"])], {})
    assert told(found)["b"] == ("broken", None)


def test_a_part_that_a_look_found_besides_counts_too() -> None:
    services = Check("services", lambda: [Finding("service.hub", CODES["broken"])])
    found = run([services, check("page", needs=["service.hub"])], {})
    assert told(found)["page"] == ("unknown", "service.hub")


def test_a_breakage_that_another_explains_is_not_named() -> None:
    checks = [check("sync", "broken"), check("database", "broken")]
    excuses = {"sync": ["hub", "database"]}
    assert told(run(checks, excuses)) == {
        "sync": ("unknown", "database"),
        "database": ("broken", None),
    }
    assert told(run(checks[:1], excuses)) == {"sync": ("broken", None)}


def test_a_look_that_never_ends_is_given_up() -> None:
    never = threading.Event()

    def look() -> Sequence[Finding]:
        never.wait()
        return []

    slow = Check("disk", look, seconds=0.2)
    found = run([slow, check("memory")], {})
    never.set()
    assert [(one.check, one.code) for one in found] == [
        ("disk", "look-silent"), ("memory", "inodes-ok"),
    ]  # fmt: skip


def test_what_a_look_raises_is_no_fault_of_the_part_and_its_text_is_not_told() -> None:
    def look() -> Sequence[Finding]:
        raise ValueError("mysql://hub:a-secret@db")

    [found] = run([Check("database", look)], {})
    assert state_of(found) == "unknown"
    assert found.fields == {"error": "ValueError"}


def test_of_the_engines_client_the_trouble_is_told() -> None:
    def look() -> Sequence[Finding]:
        raise DockerError("silent", "output that may be anything")

    [found] = run([Check("images", look)], {})
    assert found.fields == {"error": "docker: silent"}


@given(st.lists(st.tuples(st.sampled_from(STATES), st.sets(st.integers(0, 8))), max_size=9))
def test_a_part_is_called_broken_if_it_is_and_nothing_that_it_needs_is(
    parts: list[tuple[State, set[int]]],
) -> None:
    checks = [
        check(f"part{number}", state, [f"part{other}" for other in needs if other < number])
        for number, (state, needs) in enumerate(parts)
    ]
    found = told(run(checks, {}))
    assert set(found) == {one.name for one in checks}
    bad = {name for name, (state, _) in found.items() if state in {"broken", "unknown"}}
    for number, (state, _) in enumerate(parts):
        needs_bad = bad & set(checks[number].needs)
        assert found[f"part{number}"][0] == ("unknown" if needs_bad else state)
        if needs_bad:
            cause = str(found[f"part{number}"][1])
            assert not bad & set(checks[int(cause.removeprefix("part"))].needs)


@given(st.lists(st.sampled_from(STATES)))
def test_the_worst_decides(states: list[State]) -> None:
    findings = [Finding("a", CODES[state]) for state in states]
    assert worst(findings) == max(states, key=STATES.index, default="ok")
