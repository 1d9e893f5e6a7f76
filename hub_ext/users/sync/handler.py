"""``/hub/api/directory/people``: where the sync tells the hub what is new in the table."""

# JupyterHub's handlers and models have no types.
# mypy: disallow-untyped-calls=False, disallow-untyped-decorators=False, disallow-subclassing-any=False

import time
from typing import Any, Final

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.scopes import needs_scope
from pydantic import BaseModel, ValidationError
from tornado.web import HTTPError

from hub_ext.metrics.people import DATABASE_ANSWERS, SYNC_LAST_GOOD
from hub_ext.users.sync.configuration import SCOPE
from hub_ext.users.sync.endings import end_servers, remove_people
from hub_ext.users.sync.models import (
    BATCH,
    Heard,
    KnownNames,
    RoundReport,
    SyncBatch,
    SyncOutcome,
)
from hub_ext.users.sync.records import Records

PATH: Final = r"/api/directory/people"
ROUND_PATH: Final = r"/api/directory/round"


class DirectoryHandler(APIHandler):
    """What the hub knows of the table's people, for the sync's own token only."""

    @needs_scope(SCOPE)
    def get(self) -> None:
        """Answer with the next `KnownNames`, after those that ended with ``?after=NUMBER``."""
        query = self.db.query(orm.User.id, orm.User.name).order_by(orm.User.id)
        rows = query.filter(orm.User.id > self._after()).limit(BATCH).all()
        names = [name for _, name in rows if self.authenticator.stands_in_table(name)]
        self._answer(KnownNames(names=names, last=rows[-1][0] if rows else None))

    @needs_scope(SCOPE)
    async def put(self) -> None:
        """Believe a `SyncBatch`, stop the servers of those who lost something, and tell what was done."""
        try:
            batch = SyncBatch.model_validate_json(self.request.body)
        except ValidationError as error:
            raise HTTPError(400, f"not a batch of people: {error.error_count()} errors") from None
        records = Records(self.db, self.users, self.authenticator.stands_in_table)
        await records.update(batch.people)
        stopped, unfinished = await end_servers(self, records.to_end)
        gone = [name for name in batch.gone if self.authenticator.stands_in_table(name)]
        removed, left = await remove_people(self, gone)
        self._answer(
            SyncOutcome(
                created=records.created,
                changed=records.changed,
                stopped=stopped,
                removed=removed,
                unfinished=[*unfinished, *left],
            )
        )

    def _after(self) -> int:
        try:
            return int(self.get_argument("after", "0"))
        except ValueError:
            raise HTTPError(400, "after is not a number") from None

    def _answer(self, model: BaseModel) -> None:
        self.finish(model.model_dump_json())


class RoundHandler(APIHandler):
    """What came of the sync's rounds, for whoever watches the hub's numbers."""

    @needs_scope(SCOPE)
    def put(self) -> None:
        """Take note of a `RoundReport`."""
        try:
            report = RoundReport.model_validate_json(self.request.body)
        except ValidationError:
            raise HTTPError(400, "not a report of a round") from None
        DATABASE_ANSWERS.set(report.table_read)
        if report.table_read:
            SYNC_LAST_GOOD.set(time.time())
        self.finish(Heard().model_dump_json())


def handlers() -> list[tuple[str, Any]]:
    """Return what the hub serves for the sync."""
    return [(PATH, DirectoryHandler), (ROUND_PATH, RoundHandler)]
