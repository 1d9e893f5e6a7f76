"""Files of the repository that deploying relies on."""

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[3]
UNITS = sorted((PROJECT / "deploy" / "systemd").iterdir())
SCRIPTS = ("deploy", "switch", "rollback", "backup", "restore", "rotate-secrets")


def test_every_image_that_serves_people_is_of_the_deployed_version() -> None:
    text = (PROJECT / "docker-compose.yml").read_text()
    images = re.findall(r"^    image: eduhub/([a-z-]+):(.*)$", text, re.MULTILINE)
    # The hub's image serves in several parts, each of which has to be of that version.
    ours = {(name, tag) for name, tag in images if not name.startswith("dev-")}
    assert {tag for _, tag in ours} == {"${HUB_VERSION:-latest}"}
    listed = re.search(
        r"^PRODUCTION_IMAGES=\((.*)\)$", (PROJECT / "scripts/compose.sh").read_text(), re.MULTILINE
    )
    assert listed
    assert set(listed[1].split()) == {name for name, _ in ours}


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_asks_for_nothing_that_deploying_does_not_fill_in(unit: Path) -> None:
    text = unit.read_text()
    assert set(re.findall(r"@\w+@", text)) <= {"@PROJECT_DIR@", "@INSTANCE@"}
    for script in re.findall(r"@PROJECT_DIR@/(\S+)", text):
        assert (PROJECT / script).is_file()


def test_a_restart_of_the_engine_does_not_stop_the_instance() -> None:
    text = (PROJECT / "deploy/systemd/eduhub.service").read_text()
    assert not re.search(r"^(Requires|BindsTo|PartOf)=", text, re.MULTILINE)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_can_be_run_and_says_what_it_does(script: str) -> None:
    file = PROJECT / "scripts" / script
    assert file.stat().st_mode & 0o111
    assert file.read_text().splitlines()[1].startswith("# ")
