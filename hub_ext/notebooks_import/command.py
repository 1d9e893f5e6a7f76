"""The command line of the import."""

import tempfile
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from hub_ext.command.exits import Exit
from hub_ext.command.failure import CommandError
from hub_ext.command.output import Output
from hub_ext.environment import read
from hub_ext.language import Language, Message
from hub_ext.notebooks_import import messages
from hub_ext.notebooks_import.bucket import Bucket
from hub_ext.notebooks_import.importing import Importing
from hub_ext.notebooks_import.models import Left, Person, Report, SourceFile
from hub_ext.notebooks_import.people import owner_of, people_of_file, people_of_table
from hub_ext.notebooks_import.tree import Tree, read_tree
from hub_ext.settings import DirectorySettings, ObjectStoreSettings
from hub_ext.users.person import KOREA

#: People in a row of whom the store takes nothing, after which it is not asked for others.
_FAILURES: Final = 3


def add(app: typer.Typer, language: Language) -> None:
    """Add ``notebooks import``."""
    group = typer.Typer(no_args_is_help=True)
    group.callback(help=messages.HELP.in_language(language))(lambda: None)

    @group.command("import", help=messages.IMPORT_HELP.in_language(language))
    def command(
        tree: Annotated[Path, typer.Argument(help=messages.TREE_HELP.in_language(language))],
        users: Annotated[
            Path | None, typer.Option(help=messages.USERS_HELP.in_language(language))
        ] = None,
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help=messages.DRY_RUN_HELP.in_language(language))
        ] = False,
        as_json: Annotated[
            bool, typer.Option("--json", help=messages.JSON_HELP.in_language(language))
        ] = False,
    ) -> None:
        output = Output(language, as_json=as_json)
        raise typer.Exit(import_tree(tree, users, output, dry_run=dry_run))

    app.add_typer(group, name="notebooks")


def import_tree(root: Path, users: Path | None, output: Output, *, dry_run: bool) -> Exit:
    """Import a tree, and say what became of it.

    Raises
    ------
    CommandError
        If nothing could be done: the tree or the people cannot be read.
    SettingsError
        If a setting is missing or wrong.
    """
    settings = read(ObjectStoreSettings)
    people = people_of_file(users) if users else people_of_table(read(DirectorySettings))
    try:
        tree = read_tree(root)
    except OSError as error:
        text = messages.NO_TREE.in_language(output.language, tree=root, reason=error.strerror)
        raise CommandError(text, Exit.WRONG) from None
    owned = _owned(tree, people)
    with tempfile.TemporaryDirectory(prefix="eduhub-import-") as folder:
        bucket = Bucket(settings, Path(folder))
        work = Importing(root, bucket, dry_run, datetime.now(KOREA).date())
        report = _import_people(work, owned, tree, output)
    output.result(report)
    _show(report, work, output)
    if report.unfinished:
        return Exit.STOPPED
    return Exit.FOUND if report.left or report.invalid else Exit.WELL


def _owned(tree: Tree, people: set[str]) -> dict[str, list[SourceFile]]:
    """Return the files of each person; folders of nobody in the table are left."""
    owned: dict[str, list[SourceFile]] = {}
    for folder, files in tree.files.items():
        owner = owner_of(folder, people)
        if owner is None:
            tree.left.append(Left(source=folder, reason="no-such-user", files=len(files)))
        else:
            owned.setdefault(owner, []).extend(files)
    return owned


def _import_people(
    work: Importing, owned: dict[str, list[SourceFile]], tree: Tree, output: Output
) -> Report:
    people: list[Person] = []
    failed = 0
    with output.progress() as progress:
        text = messages.WORKING.in_language(output.language)
        bar = progress.add_task(text, total=sum(map(len, owned.values())))
        for user_id, files in owned.items():
            if failed >= _FAILURES:
                work.unfinished.append(user_id)
                continue
            people.append(work.person(user_id, files, lambda: progress.advance(bar)))
            failed = failed + 1 if user_id in work.unfinished else 0
    return Report(
        dry_run=work.dry_run,
        people=people,
        left=[*tree.left, *work.left],
        invalid=work.invalid,
        left_out=tree.left_out,
        unfinished=work.unfinished,
    )


def _show(report: Report, work: Importing, output: Output) -> None:
    def line(message: Message, **fields: object) -> None:
        output.show(message.in_language(output.language, **fields))

    imported = [file for person in report.people for file in person.imported]
    for file in imported:
        if file.renamed:
            line(messages.RENAMED, source=file.source, path=file.path)
    for broken in report.invalid:
        line(messages.INVALID, source=broken.source, problem=broken.problem)
    for left in report.left:
        line(messages.LEFT[left.reason], source=left.source, files=left.files)
    line(
        messages.WOULD if report.dry_run else messages.SUMMARY,
        people=sum(bool(person.imported) for person in report.people),
        imported=len(imported),
        renamed=sum(file.renamed for file in imported),
        already=sum(person.already for person in report.people),
        left_out=report.left_out,
    )
    if report.unfinished:
        reason = work.failure.message if work.failure else ""
        output.say(messages.UNFINISHED, people=len(report.unfinished), reason=reason)
