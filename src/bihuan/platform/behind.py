"""Inserting behind the back of whoever prepares the next rows: the database works on one core, the program on the other.

Within `writing_behind()` the rows of `insert_drafts` are handed to a thread that speaks to the database while the caller goes on. Only
one insertion is on its way at a time, in the caller's order and on the caller's own connection, so the transaction is the
same as ever; any other statement waits for it first, and so does the end of the block.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction


class _Behind:
    """The insertion under way on one connection."""

    def __init__(self, connection: Any, thread: ThreadPoolExecutor) -> None:
        self.connection, self.thread = connection, thread
        self.going: Future[None] | None = None

    def put(self, insertion: Callable[[], None]) -> None:
        """Begin an insertion once the one before has ended."""
        self.settle()
        self.going = self.thread.submit(insertion)

    def settle(self) -> None:
        """Wait for the insertion under way.

        Raises:
            IntegrityError: a constraint refused one of its rows.
        """
        going, self.going = self.going, None
        if going is not None:
            with self.connection.wrap_database_errors:
                going.result()

    def before(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        """Let no statement of the caller's own meet an insertion under way."""
        self.settle()
        return execute(sql, params, many, context)


_present: ContextVar[_Behind | None] = ContextVar("bihuan_writing_behind", default=None)


@contextmanager
def writing_behind(connection: Any) -> Iterator[None]:
    """Within the block, insertions on `connection` go on behind the caller's back; they are all done at its end.

    Must stand inside a transaction. What a constraint refuses is raised by a later statement, or by the end of the block.

    Raises:
        IntegrityError: see above.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="insert") as thread:
        behind = _Behind(connection, thread)
        token = _present.set(behind)
        try:
            with connection.execute_wrapper(behind.before):
                yield
                behind.settle()
        finally:
            _present.reset(token)


def all_or_none() -> Any:
    """A transaction within which a savepoint would wait for what is written behind: there it has none, since whoever writes
    behind gives the whole transaction up when a part of it fails."""
    return transaction.atomic(savepoint=_present.get() is None)


def insert(connection: Any, insertion: Callable[[], None]) -> None:
    """Do `insertion`, which speaks to the driver alone, now or behind the caller's back."""
    behind = _present.get()
    if behind is not None and behind.connection.alias == connection.alias:
        behind.put(insertion)
    else:
        with connection.wrap_database_errors:
            insertion()
