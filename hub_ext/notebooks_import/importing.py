"""One person after the other: what the bucket lacks goes there, and is looked at afterwards."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from hub_ext.notebooks_import.bucket import Bucket
from hub_ext.notebooks_import.models import Imported, Invalid, Left, Person, SourceFile
from hub_ext.notebooks_import.naming import target_of
from hub_ext.notebooks_import.tree import shown
from hub_ext.notebooks_import.validity import problem_of
from hub_ext.storage.errors import StorageError

#: Somebody may save under a name in the moment in which it is taken here; then it is looked again.
_ROUNDS = 3
_CHUNK = 1024 * 1024


@dataclass
class _Outcome:
    """What became of one person's files so far.

    Attributes
    ----------
    already
        Which were in the bucket before; None if nobody knows.
    waiting
        Which were not there at the last look, and where they go.
    """

    already: set[Path] | None = None
    waiting: dict[str, SourceFile] = field(default_factory=dict)


@dataclass
class Importing:
    """Brings files to the bucket.

    Attributes
    ----------
    root, bucket
        From where to where.
    dry_run
        Whether nothing is written.
    today
        For the names of files whose own name is taken.
    invalid, left, unfinished
        See `Report`.
    """

    root: Path
    bucket: Bucket
    dry_run: bool
    today: date
    invalid: list[Invalid] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    failure: StorageError | None = None
    _where: dict[Path, str] = field(default_factory=dict)

    def person(self, user_id: str, files: Sequence[SourceFile], done: Callable[[], None]) -> Person:
        """Bring one person's files; what the store does not take now is left to the next run."""
        readable = [(file, digest) for file in files if (digest := self._digest(file))]
        for file, _ in readable:
            self._look_at(file)
        outcome = _Outcome()
        try:
            self._bring(user_id, readable, outcome)
        except StorageError as error:
            self.failure = error
            self.unfinished.append(user_id)
        else:
            if outcome.waiting and not self.dry_run:
                self.unfinished.append(user_id)
        for _ in files:
            done()
        if outcome.already is None:
            return Person(user_id=user_id)
        arrived = self._arrived(user_id, readable, outcome)
        return Person(user_id=user_id, imported=arrived, already=len(outcome.already))

    def _bring(
        self, user_id: str, files: Sequence[tuple[SourceFile, str]], outcome: _Outcome
    ) -> None:
        for _ in range(_ROUNDS):
            outcome.waiting, there = self._plan(files, self._present(user_id, files))
            if outcome.already is None:
                outcome.already = there
            if self.dry_run or not outcome.waiting:
                return
            try:
                self.bucket.put(
                    user_id, {path: file.place for path, file in outcome.waiting.items()}
                )
            except StorageError as error:
                # Some may have arrived, and some names may be taken now: the next look tells.
                self.failure = error

    def _arrived(
        self, user_id: str, files: Iterable[tuple[SourceFile, str]], outcome: _Outcome
    ) -> list[Imported]:
        """Return what is new in the bucket, or would be."""
        if self.dry_run:
            return [self._imported(file, path) for path, file in outcome.waiting.items()]
        waiting = {file.place for file in outcome.waiting.values()}
        if user_id in self.unfinished:
            self.left += [
                Left(source=shown(self.root, place), reason="not-uploaded")
                for place in sorted(waiting)
            ]
        gone = waiting | (outcome.already or set())
        return [
            self._imported(file, self._where[file.place])
            for file, _ in files
            if file.place not in gone
        ]

    def _plan(
        self, files: Iterable[tuple[SourceFile, str]], present: Mapping[str, str]
    ) -> tuple[dict[str, SourceFile], set[Path]]:
        """Return which path each file goes to that is not there, and which files are there."""
        known, plan, there = dict(present), {}, set()
        for file, digest in files:
            path = target_of(file.path, digest, known, self.today)
            self._where[file.place] = path
            if known.get(path) == digest:
                there.add(file.place)
            else:
                plan[path] = file
                known[path] = digest
        return plan, there

    def _present(self, user_id: str, files: Iterable[tuple[SourceFile, str]]) -> Mapping[str, str]:
        present = self.bucket.digests(user_id)
        for file, _ in files:
            # Uploaded in parts: its sum is no MD5.
            if present.get(file.path) == "":
                present[file.path] = self.bucket.digest(user_id, file.path)
        return present

    def _look_at(self, file: SourceFile) -> None:
        if file.path.endswith(".ipynb") and (problem := problem_of(file.place)):
            self.invalid.append(Invalid(source=shown(self.root, file.place), problem=problem))

    def _imported(self, file: SourceFile, path: str) -> Imported:
        return Imported(source=shown(self.root, file.place), path=path, renamed=path != file.path)

    def _digest(self, file: SourceFile) -> str:
        try:
            digest = hashlib.md5(usedforsecurity=False)
            with file.place.open("rb") as content:
                while chunk := content.read(_CHUNK):
                    digest.update(chunk)
        except OSError:
            self.left.append(Left(source=shown(self.root, file.place), reason="unreadable"))
            return ""
        return digest.hexdigest()
