"""The outermost transaction on SQLite."""

from types import TracebackType
from typing import Any

from django.db import Error


class Outermost:
    """What `transaction.atomic` does on SQLite where no transaction is open yet. Django's own asks forty
    functions, which have to be fetched into the processor again after each wait for the disk: a twentieth of
    a lodging. Inside this one `atomic` makes its savepoints as ever."""

    __slots__ = ("database",)

    def __init__(self, database: Any) -> None:
        self.database = database

    def __enter__(self) -> None:
        held = self.database
        if held.connection is None:  # whose work came before has closed it
            held.ensure_connection()
        with held.wrap_database_errors:
            held.connection.execute("BEGIN IMMEDIATE")
        held.autocommit, held.needs_rollback, held.commit_on_exit = False, False, True
        held.in_atomic_block = True

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        held = self.database
        held.in_atomic_block = False
        if kind is not None or held.needs_rollback:
            self._undo()
            return
        try:
            with held.wrap_database_errors:
                held.connection.execute("COMMIT")
        except BaseException:  # where the thread is stopped just after, there is nothing left to undo
            self._undo()
            raise
        held.autocommit = True
        if held.run_on_commit:
            held.run_and_clear_commit_hooks()

    def _undo(self) -> None:
        held = self.database
        held.needs_rollback = False
        try:
            if not held.closed_in_transaction:  # else the database has undone it by itself
                held.rollback()
        except Error:
            held.close()
        if held.closed_in_transaction:
            held.connection = None
        else:
            held.autocommit = True
