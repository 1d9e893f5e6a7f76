"""A folder as `hub_ext.prepare` leaves it, of one version or another."""

from pathlib import Path

from hub_ext.deploy.releases import Releases
from hub_ext.whole_files import write_file


def deploy(run: Path, version: str) -> None:
    """Give an instance the files of a version, and record it."""
    write_file(run / "docker-compose.yml", f"name: of {version}\n")
    write_file(run / "hub.env", f"SETTING={version}\n")
    Releases(run).record(version)


def settings_of(run: Path) -> str:
    return (run / "hub.env").read_text().strip().removeprefix("SETTING=")
