"""The user directory: the platform's ``Users`` table, read only and never waited for long."""

from collections.abc import Callable
from functools import partial
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from hub_ext.metrics.people import DATABASE_ANSWERS
from hub_ext.platform_database import CONNECTIONS
from hub_ext.users.bounded_threads import BoundedThreads, ThreadsBusy
from hub_ext.users.directory_errors import DirectoryError, DirectoryUnavailable, directory_error
from hub_ext.users.person import Person
from hub_ext.users.users_table import (
    best_match,
    count_rows,
    only_one,
    rows_after,
    rows_named,
    rows_of_email,
    rows_of_id,
)

#: Seconds a person waits at most, whatever the database does.
ANSWER_SECONDS: Final = 4.0
#: A whole school that logs in at the same moment; of 150 people 46 were refused when it was 100.
_WAITING: Final = 400


class UserDirectory:
    """Questions to the ``Users`` table.

    Making one asks nothing: the hub starts with the database down.

    Parameters
    ----------
    engine
        From `hub_ext.platform_database.users_engine`.
    answer_seconds
        How long a question may take in all.
    """

    def __init__(self, engine: Engine, *, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._engine = engine
        self._threads = BoundedThreads(
            "users-database", threads=CONNECTIONS, waiting=_WAITING, seconds=answer_seconds
        )

    async def find(self, user_id: str) -> Person | None:
        """Return the person of a typed name, as the table's own collation understands it.

        Parameters
        ----------
        user_id
            As typed; at most 255 characters.

        Returns
        -------
        Person or None
            None if there is nobody, or several of whom none is spelt exactly so.

        Raises
        ------
        DirectoryUnavailable
            If the database cannot be asked now: nothing is known about the person.
        DirectoryUnfit
            If the table or a column is missing or may not be read.
        """
        return best_match(await self._ask(partial(rows_named, user_id=user_id)), user_id)

    async def find_exact(self, user_id: str) -> Person | None:
        """Return the person whose ``userID`` is exactly this; errors are those of `find`."""
        people = await self._ask(partial(rows_named, user_id=user_id))
        return next((person for person in people if person.user_id == user_id), None)

    async def find_row(self, row_id: int) -> Person | None:
        """Return the person of a row, by ``Users.id``; errors are those of `find`."""
        return only_one(await self._ask(partial(rows_of_id, row_id=row_id)))

    async def find_email(self, email: str) -> Person | None:
        """Return the person of an address that only one row has; errors are those of `find`."""
        return only_one(await self._ask(partial(rows_of_email, email=email)))

    async def page(self, after_row: int, most: int) -> list[Person]:
        """Return at most `most` people whose ``Users.id`` is greater, in its order.

        Their passwords are not read. Errors are those of `find`.
        """
        return await self._ask(partial(rows_after, row_id=after_row, most=most))

    async def check(self) -> int:
        """Read every column that a login needs, and return how many people can be found.

        Errors are those of `find`.
        """
        return await self._ask(count_rows)

    def close(self) -> None:
        """Give the connections back."""
        self._threads.close()
        self._engine.dispose()

    async def _ask[T](self, question: Callable[[Connection], T]) -> T:
        try:
            answer = await self._answer(question)
        except DirectoryError:
            DATABASE_ANSWERS.set(0)
            raise
        DATABASE_ANSWERS.set(1)
        return answer

    async def _answer[T](self, question: Callable[[Connection], T]) -> T:
        try:
            return await self._threads.run(partial(self._in_thread, question))
        except ThreadsBusy:
            raise DirectoryUnavailable("too many questions wait for the user database") from None
        except TimeoutError:
            raise DirectoryUnavailable("the user database takes too long to answer") from None
        except SQLAlchemyError as error:
            raise directory_error(error) from None

    def _in_thread[T](self, question: Callable[[Connection], T]) -> T:
        with self._engine.connect() as connection:
            return question(connection)
