"""A home, the store, and the people at both ends; and an account of what must not be lost."""

import contextlib
import hashlib
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import httpx

from hub_ext.storage.filters import is_personal
from hub_ext.storage.process import STUDENT
from tests.integration.storage.agent import TOKEN, AgentProcess
from tests.integration.storage.objectstore import BUCKET, ObjectStore
from tests.waiting import NotInTimeError, wait_until

Side = Literal["student", "platform"]
#: Never touched, so that neither side is ever empty: what that means has tests of its own.
ANCHOR = "고정.txt"
CONFLICT = ".충돌 "
_HOUR_NANOSECONDS = 3600 * 10**9
#: Seconds.
_SETTLED_WITHIN = 60.0
_TURN_WITHIN = 5.0
_people = itertools.count()


class World:
    """One person with files, who works on one side, and the platform, on the other.

    Parameters
    ----------
    agent, store
        Real ones.
    """

    def __init__(self, agent: AgentProcess, store: ObjectStore) -> None:
        self.agent = agent
        self._store = store.beside_the_faults()
        self._person = f"r{os.getpid()}x{next(_people)}"
        self._versions = itertools.count()
        #: Versions that somebody wrote and did not replace or delete, by who did and where.
        self._alive: dict[tuple[Side, str], str] = {}
        #: Versions that were there when everything was saved: where, by their hashes.
        self._kept: dict[str, str] = {}
        self._equal: dict[str, str] = {}
        #: Who last did what since then: the content, or None for a deletion.
        self._done: dict[str, dict[Side, str | None]] = {}
        #: Whether the store may have refused to tell an object's time since then: `test_gaps.py`.
        self._looks_fail = False
        self._files = agent.files(self._person)
        self._prefix = f"users/{self._person}/jupyter/"
        store.put(f"{self._prefix}{ANCHOR}", "고정")
        self.ask("open")
        self.settle()

    def ask(self, what: str) -> dict[str, Any] | None:
        """Ask the agent to open or close the home, or how it stands; None if it does not answer."""
        try:
            answer = httpx.post(
                f"{self.agent.url}/homes/{what}",
                json={"user_id": self._person},
                headers={"Authorization": f"Bearer {TOKEN}"},
                timeout=60,
            )
        except httpx.HTTPError:
            return None
        found: dict[str, Any] = answer.json()
        return found

    def writes(self, side: Side, path: str, size: int, hours: int) -> None:
        """Somebody saves a file, with a clock that is wrong by some hours."""
        text = f"{next(self._versions)} {side} {self._person} ".ljust(size, "가")
        with self._replacing(side, path) as apart:
            if side == "student":
                self._student_saves(path, text, hours)
            else:
                self._store.put(f"{self._prefix}{path}", text)
        self._note(side, path, text, apart=apart)

    def deletes(self, side: Side, path: str) -> None:
        """Somebody deletes a file, if it is there."""
        if self._text(side, path) is None:
            return
        with self._replacing(side, path) as apart:
            if side == "student":
                (self._files / path).unlink()
            else:
                self._store.delete(f"{self._prefix}{path}")
        self._note(side, path, None, apart=apart)

    def renames(self, side: Side, path: str, new: str) -> None:
        """Somebody gives a file another name, over whatever has it."""
        text = self._text(side, path)
        if text is None:
            return
        with self._replacing(side, new) as apart:
            if side == "student":
                self._make_folders(new)
                (self._files / path).rename(self._files / new)
            elif not self._platform_renames(path, new):
                return
        self._note(side, path, None, apart=apart)
        self._note(side, new, text, apart=apart)

    def kill_agent(self, after: float) -> None:
        """Cut the agent's power at some moment, and give it back."""
        time.sleep(after)
        self.agent.kill()
        self.agent.start()

    def kill_rclone(self, after: float) -> None:
        """Kill rclone at some moment."""
        time.sleep(after)
        self.agent.kill_rclone()

    def breaks(self, **faults: Any) -> None:
        """Break something of the store, and mend everything else."""
        broken = faults.get("status") or faults.get("cut")
        self._looks_fail |= bool(broken) and faults.get("methods") in ([], ["HEAD"])
        self._store.faults(**faults)

    def settle(self) -> None:
        """Mend everything, save everything, and account for every version."""
        self._store.faults()
        wait_until(self._saved, _SETTLED_WITHIN, f"the home of {self._person} is saved")
        here, there = self._here(), self._there()
        unequal = sorted(
            (path, here.get(path, "-").strip("가"), there.get(path, "-").strip("가"))
            for path in here.keys() | there.keys()
            if here.get(path) != there.get(path)
        )
        assert not unequal, "the home and the store are not equal"
        self._nothing_is_lost({*here.values(), *self._history()})
        for path, done in self._done.items():
            self._one_sided_work_is_done(path, done, here)
        written = {f"{side}: {path}": text for (side, path), text in self._alive.items()}
        for place, text in (here | written).items():
            self._kept.setdefault(_hash(text), f"{place} ({text[:40].strip()})")
        self._equal, self._alive, self._done = here, {}, {}
        self._looks_fail = False
        self.ask("open")

    def _student_saves(self, path: str, text: str, hours: int) -> None:
        self._make_folders(path)
        target = self._files / path
        new = target.with_name(f".~{target.name}")
        new.write_text(text)
        written = new.stat().st_mtime_ns + hours * _HOUR_NANOSECONDS
        os.utime(new, ns=(written, written))
        os.chown(new, STUDENT, STUDENT)
        new.rename(target)

    def _make_folders(self, path: str) -> None:
        for folder in reversed(Path(path).parents[:-1]):
            (self._files / folder).mkdir(exist_ok=True)
            os.chown(self._files / folder, STUDENT, STUDENT)

    def _platform_renames(self, path: str, new: str) -> bool:
        """Copy and delete, as there is no other way; False if a sync took the object away meanwhile."""
        source, target = f"{self._prefix}{path}", f"{self._prefix}{new}"
        copied = {"Bucket": BUCKET, "Key": source}
        try:
            self._store.platform.copy_object(Bucket=BUCKET, Key=target, CopySource=copied)
        except self._store.platform.exceptions.NoSuchKey:
            return False
        self._store.delete(source)
        return True

    def _text(self, side: Side, path: str) -> str | None:
        if side == "platform":
            return self._store.get(f"{self._prefix}{path}")
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return (self._files / path).read_text()
        return None

    @contextlib.contextmanager
    def _replacing(self, side: Side, path: str) -> Iterator[bool]:
        """Release a version whose last copy somebody takes away themself.

        Both people can replace what was saved between two syncs; then nobody could have kept it.
        Yields whether no sync was under way, as far as that could be waited for.
        """
        apart = self._wait_for_a_turn(side, path)
        before = self._text(side, path)
        yield apart
        if before is not None and before not in {
            *self._here().values(),
            *self._there().values(),
            *self._history(),
        }:
            self._kept.pop(_hash(before), None)
            self._alive = {place: text for place, text in self._alive.items() if text != before}

    def _wait_for_a_turn(self, side: Side, path: str) -> bool:
        """Keep the platform out of two gaps, in which what a test does would hit it all the time.

        An object that arrives between the move of the earlier one to the history and the end of the
        transfer that replaces it is replaced too. And an object of the same second as the file that
        it replaces, which is what the store tells, looks changed again at the next sync.
        """
        apart = True
        if side == "platform":
            try:
                wait_until(lambda: not self._syncing(), _TURN_WITHIN, "no sync is under way")
            except NotInTimeError:
                apart = False
                print(f"{self._person}: the platform changes {path} during a sync")
            with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                second = int((self._files / path).stat().st_mtime)
                wait_until(lambda: int(time.time()) != second, 2, "the next second")
        return apart

    def _syncing(self) -> bool:
        """Tell whether a sync is under way; of one that is tried again the status says "waiting"."""
        locks = (self._files.parent / "state" / "listings").glob("*.lck")
        return self._state() == "saving" or any(locks)

    def _state(self) -> str:
        answer = self.ask("status")
        return "unknown" if answer is None else str(answer.get("state"))

    def _note(self, side: Side, path: str, text: str | None, *, apart: bool) -> None:
        self._alive.pop((side, path), None)
        self._done.setdefault(path, {})[side] = text
        if text is None:
            return
        if side == "platform" and (not apart or self._syncing()):
            # A sync was under way or began meanwhile, and may have replaced the object at once: see `test_gaps.py`.
            self._done[path].setdefault("student", None)
        else:
            self._alive[side, path] = text

    def _saved(self) -> bool:
        answer = self.ask("close")
        return answer is not None and answer.get("state") == "saved"

    def _nothing_is_lost(self, found: set[str]) -> None:
        hashes = {_hash(text) for text in found}
        lost = [place for place, text in self._alive.items() if _hash(text) not in hashes]
        assert not lost, f"versions that somebody wrote are nowhere: {lost}"
        gone = [place for digest, place in self._kept.items() if digest not in hashes]
        assert not gone, f"versions that were saved and closed are nowhere: {gone}"

    def _one_sided_work_is_done(
        self, path: str, done: dict[Side, str | None], here: dict[str, str]
    ) -> None:
        if len(done) != 1:
            return
        (side, text), *_ = done.items()
        stem = path.rpartition(".")[0] or path
        copies = [name for name in here if name.startswith(f"{stem}{CONFLICT}")]
        new = {
            name: here[name]
            for name in copies
            if name not in self._equal and name not in self._done
        }
        before = self._equal.get(path)
        if self._looks_fail and before is not None:
            # What both had before counts as new then, and both are kept.
            undone = here.get(path) == before and (text is None or text in new.values())
            new = {name: copied for name, copied in new.items() if copied not in {before, text}}
        else:
            undone = False
        assert undone or here.get(path) == text, f"what the {side} did to {path!r} is not done"
        assert not new, f"nobody but the {side} changed {path!r}, and there is {new}"

    def _here(self) -> dict[str, str]:
        paths = (PurePosixPath(file.relative_to(self._files)) for file in _all_files(self._files))
        texts = {str(path): self._text("student", str(path)) for path in paths if is_personal(path)}
        # A sync that is under way takes one away while we look.
        return {path: text for path, text in texts.items() if text is not None}

    def _there(self) -> dict[str, str]:
        keys = self._store.keys(self._prefix)
        return {key.removeprefix(self._prefix): self._store.get(key) or "" for key in keys}

    def _history(self) -> Iterator[str]:
        for key in self._store.keys(f"jupyterhub-history/{self._person}/"):
            yield self._store.get(key) or ""
        for file in _all_files(self._files.parent / "state" / "history"):
            if not file.name.endswith(".partial"):
                yield file.read_text()


def _all_files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.rglob("*") if file.is_file())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
