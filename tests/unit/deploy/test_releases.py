"""Which version came before which, and what is kept of each."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_ext.deploy.releases import ReleaseError, Releases
from hub_ext.whole_files import write_file
from tests.unit.deploy.instances import deploy, settings_of


def test_the_way_back_brings_the_settings_of_before(tmp_path: Path) -> None:
    releases = Releases(tmp_path)
    for version in ("1.0", "1.1"):
        deploy(tmp_path, version)
    assert releases.current == "1.1"
    assert releases.go_back() == "1.0"
    assert releases.current == "1.0"
    assert settings_of(tmp_path) == "1.0"
    assert (tmp_path / "docker-compose.yml").read_text() == "name: of 1.0\n"


def test_a_change_that_broke_off_leaves_the_settings_of_the_present_version(
    tmp_path: Path,
) -> None:
    Releases(tmp_path).again()
    deploy(tmp_path, "1.0")
    write_file(tmp_path / "hub.env", "SETTING=1.1\n")
    Releases(tmp_path).again()
    assert settings_of(tmp_path) == Releases(tmp_path).current == "1.0"


@pytest.mark.parametrize("versions", [(), ("1.0",), ("1.0", "1.0")])
def test_there_is_no_way_back_from_the_first(tmp_path: Path, versions: tuple[str, ...]) -> None:
    for version in versions:
        deploy(tmp_path, version)
    with pytest.raises(ReleaseError):
        Releases(tmp_path).go_back()


def test_a_version_that_is_deployed_again_keeps_its_way_back(tmp_path: Path) -> None:
    for version in ("1.0", "1.1", "1.1"):
        deploy(tmp_path, version)
    assert Releases(tmp_path).before() == "1.0"


def test_a_version_that_was_left_by_going_back_is_not_where_the_next_one_goes_back_to(
    tmp_path: Path,
) -> None:
    for version in ("1.0", "1.1-bad"):
        deploy(tmp_path, version)
    Releases(tmp_path).go_back()
    deploy(tmp_path, "1.1-good")
    assert Releases(tmp_path).before() == "1.0"
    assert Releases(tmp_path).obsolete(3) == ["1.1-bad"]


def test_the_last_three_are_kept(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1.8", "2.0"):
        deploy(tmp_path, version)
    releases = Releases(tmp_path)
    assert releases.obsolete(3) == ["1.9"]
    releases.forget("1.9")
    assert releases.obsolete(3) == []
    assert not releases.folder("1.9").exists()


def test_the_present_version_is_never_forgotten(tmp_path: Path) -> None:
    deploy(tmp_path, "1.0")
    with pytest.raises(ReleaseError, match="is deployed"):
        Releases(tmp_path).forget("1.0")


@pytest.mark.parametrize("name", ["", ".", "..", "../1.0", "a/b", "-rf", "1.0\n", "1 0", "x" * 128])
def test_a_name_that_docker_would_not_take_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ReleaseError, match="is not a version"):
        Releases(tmp_path).record(name)
    assert not list(tmp_path.iterdir())


@given(st.lists(st.sampled_from(["a", "b", "c", "d", "back"]), max_size=12), st.integers(1, 4))
def test_whatever_is_deployed_in_whatever_order(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str], keep: int
) -> None:
    """What runs has the settings that it was deployed with, and so has what is before it."""
    run = tmp_path_factory.mktemp("run")
    releases = Releases(run)
    for step in steps:
        if step == "back":
            try:
                expected = releases.before()
            except ReleaseError:
                continue
            assert releases.go_back() == expected
        else:
            deploy(run, step)
        assert settings_of(run) == releases.current
        for old in releases.obsolete(keep):
            releases.forget(old)
        assert len(list((run / "releases").iterdir())) <= keep
