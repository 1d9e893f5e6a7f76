"""Versions of the checkout and of images, in a repository made for it."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
CLEAN = re.compile(r"1\.2\.3-g[0-9a-f]{12}")
DIRTY = re.compile(r"1\.2\.3-g[0-9a-f]{12}-dirty-[0-9a-f]{12}")
_FILES = {
    "pyproject.toml": '[project]\nversion = "1.2.3"\n',
    ".gitignore": "*.log\n",
    "docs/page.md": "text\n",
    "hub_ext/code.py": "code\n",
    "images/hub/Dockerfile": "FROM debian:trixie-slim\nCOPY hub_ext /srv/hub_ext\n",
    "images/proxy/Dockerfile": "FROM debian:trixie-slim\nCOPY --from=build /opt /opt\nCOPY images/proxy/start /\n",
    "images/proxy/start": "start\n",
    "images/more/Dockerfile": "FROM eduhub/hub:latest\nCOPY images/proxy/start /\n",
}


class Checkout:
    """A small project that has this project's scripts/version."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in _FILES.items():
            self.write(name, text)
        (folder / "scripts").mkdir()
        for name in ("version", "lib.sh"):
            shutil.copy(PROJECT / "scripts" / name, folder / "scripts" / name)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def git(self, *arguments: str) -> str:
        who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        command = ["git", *who, "-c", "init.defaultBranch=main", *arguments]
        return subprocess.run(
            command, cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "a change")

    def version(self, *image: str) -> str:
        command = [str(self.folder / "scripts/version"), *image]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    checkout = Checkout(tmp_path)
    checkout.git("init", "--quiet")
    checkout.commit()
    return checkout


def test_what_is_committed_is_named_by_its_commit(checkout: Checkout) -> None:
    version = checkout.version()

    assert CLEAN.fullmatch(version)
    assert checkout.git("rev-parse", "HEAD").startswith(version.partition("-g")[2])


def test_what_is_not_committed_is_named_by_its_content(checkout: Checkout) -> None:
    clean = checkout.version()
    checkout.write("hub_ext/code.py", "other code\n")
    changed = checkout.version()
    checkout.write("hub_ext/new.py", "new\n")
    added = checkout.version()
    checkout.write("hub_ext/new.log", "ignored\n")

    assert DIRTY.fullmatch(changed)
    assert changed.startswith(clean)
    assert len({clean, changed, added}) == 3
    assert checkout.version() == added
    assert checkout.git("diff", "--cached", "--name-only") == ""


def test_the_same_content_has_the_same_name(checkout: Checkout) -> None:
    clean = checkout.version()
    checkout.write("hub_ext/code.py", "other code\n")
    first = checkout.version()
    checkout.write("hub_ext/code.py", "third code\n")
    checkout.write("hub_ext/code.py", "other code\n")

    assert checkout.version() == first
    checkout.write("hub_ext/code.py", _FILES["hub_ext/code.py"])
    assert checkout.version() == clean


def test_an_image_has_the_version_of_what_goes_into_it(checkout: Checkout) -> None:
    before = {image: checkout.version(image) for image in ("hub", "proxy", "more")}
    checkout.write("docs/page.md", "other text\n")
    checkout.commit()
    after_docs = {image: checkout.version(image) for image in before}
    checkout.write("hub_ext/code.py", "other code\n")
    checkout.commit()
    after_code = {image: checkout.version(image) for image in before}

    assert after_docs == before
    assert checkout.version() not in before.values()
    assert after_code["proxy"] == before["proxy"]
    # The other one is built on the hub's image.
    assert after_code["hub"] == after_code["more"] == checkout.version()


def test_an_image_is_dirty_only_with_what_goes_into_it(checkout: Checkout) -> None:
    proxy = checkout.version("proxy")
    checkout.write("hub_ext/code.py", "other code\n")

    assert checkout.version("proxy") == proxy
    assert DIRTY.fullmatch(checkout.version("hub"))


def test_an_image_that_was_never_committed_has_a_version(checkout: Checkout) -> None:
    checkout.write("images/new/Dockerfile", "FROM debian:trixie-slim\n")

    assert DIRTY.fullmatch(checkout.version("new"))


def test_files_without_their_history_have_an_unknown_version(tmp_path: Path) -> None:
    assert Checkout(tmp_path).version("hub") == "1.2.3-unknown"


def test_an_image_that_is_none_is_an_error(checkout: Checkout) -> None:
    with pytest.raises(subprocess.CalledProcessError) as failed:
        checkout.version("hubb")
    assert "there is no image 'hubb'" in failed.value.stderr


@pytest.mark.parametrize(
    "image", sorted(path.parent.name for path in (PROJECT / "images").glob("*/Dockerfile"))
)
def test_every_image_of_the_project_has_a_version(image: str) -> None:
    command = [str(PROJECT / "scripts/version"), image]
    done = subprocess.run(command, check=True, capture_output=True, text=True)

    assert re.fullmatch(r"\d+\.\d+\.\d+-g[0-9a-f]{12}(-dirty-[0-9a-f]{12})?\n", done.stdout)
