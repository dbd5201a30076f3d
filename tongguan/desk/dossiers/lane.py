"""One transaction for one piece of work, and on SQLite one lane for all who write.

SQLite lets one thread write at a time. Whoever finds the lane free becomes its writer: does what waits
there, up to 100 pieces together, and commits once for all of them, while the others sleep until theirs is
committed; then the next in the queue becomes the writer. A piece that fails, fails alone. A lock file keeps
other processes out for each batch, in the order of the kernel's queue, where SQLite would let them poll.
"""

import fcntl
import os
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Any, TypeVar

from django.db import DatabaseError, OperationalError, transaction

from tongguan.desk.dossiers.outermost import Outermost
from tongguan.desk.dossiers.rows import database

TOGETHER = 100
T = TypeVar("T")


class Unknown(RuntimeError):
    """The thread that wrote for this one was stopped: whether it was written, nobody here knows."""


def transact(work: Callable[[], T]) -> T:
    """Does the work in one transaction and returns what it returns, once that is committed. The work may
    be done again from its start, and on another thread, so it must change nothing but the database. Inside
    a transaction that is open already it becomes part of that one."""
    held = database()
    if held.in_atomic_block or held.vendor != "sqlite":
        with transaction.atomic():
            return work()
    if held.connection is None:  # before the lane, so that nobody waits for it there
        held.ensure_connection()
    if held.is_in_memory_db():  # which belongs to one thread
        with Outermost(held):
            return work()
    piece = _Piece(work)
    LANE.bring(piece, held)
    if piece.error is not None:
        raise piece.error
    result: T = piece.result
    return result


class _Piece:
    """A piece of work; its thread sleeps on `woken` until it is done, or has to lead."""

    __slots__ = ("error", "leads", "result", "woken", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: Exception | None = None
        self.leads = False
        self.woken = Lock()
        self.woken.acquire()

    def do(self, within: AbstractContextManager[object]) -> None:
        """In a transaction of its own, or as a part of the one that is open."""
        try:
            with within:
                self.result, self.error = self.work(), None
        except Exception as error:  # whatever it is, it belongs to who brought the piece
            self.error = error


class Lane:
    """The queue. Whose piece leads, writes for all that wait."""

    def __init__(self) -> None:
        self.waiting: deque[_Piece] = deque()
        self._lock = Lock()
        self._taken = False
        self._file: tuple[str, int] = ("", -1)

    def bring(self, piece: _Piece, database: Any) -> None:
        """Returns when the piece is committed, or has failed and says so. `database` is this thread's own."""
        with self._lock:
            free, self._taken = not self._taken, True
            if not free:
                self.waiting.append(piece)
        if free:
            self._write([piece], database)
            return
        try:
            piece.woken.acquire()
        except BaseException:  # this thread is being stopped; the lane goes on without it
            self._give_up(piece)
            raise
        if piece.leads:
            self._lead(database)

    def _lead(self, database: Any) -> None:
        with self._lock:
            batch = [self.waiting.popleft() for _ in range(min(TOGETHER, len(self.waiting)))]
        self._write(batch, database)

    def _write(self, batch: list[_Piece], database: Any) -> None:
        try:
            self._commit(batch, database)
        except BaseException:  # this thread is being stopped, in the midst of what it does for others
            for piece in batch:
                piece.error = Unknown()
            raise
        finally:
            with self._lock:
                self._hand_on()
            for piece in batch:
                piece.woken.release()

    def _hand_on(self) -> None:
        self._taken = bool(self.waiting)
        if self._taken:
            self.waiting[0].leads = True
            self.waiting[0].woken.release()

    def _give_up(self, piece: _Piece) -> None:
        with self._lock:
            if piece in self.waiting:
                self.waiting.remove(piece)
                if piece.leads:
                    self._hand_on()

    def _commit(self, batch: list[_Piece], database: Any) -> None:
        try:
            file = self._file_of(database.settings_dict["NAME"])
            fcntl.flock(file, fcntl.LOCK_EX)
            try:
                self._do(batch, database)
            finally:
                fcntl.flock(file, fcntl.LOCK_UN)
        except Exception as broken:  # no disk, no lock: nobody's piece was done
            for piece in batch:
                piece.error = broken

    def _do(self, batch: list[_Piece], database: Any) -> None:
        if len(batch) > 1:
            try:
                with Outermost(database):
                    for piece in batch:
                        piece.do(transaction.atomic())
                        if database.needs_rollback:  # SQLite has undone those before it too: a full disk
                            raise DatabaseError("the transaction is gone")
                return
            except OperationalError:
                raise
            except DatabaseError:  # one of them broke it all, or the commit itself: each for itself, then
                pass
        for piece in batch:
            piece.do(Outermost(database))

    def _file_of(self, database: str) -> int:
        """The open lock file of a database, which keeps other processes out."""
        if self._file[0] != database:
            if self._file[1] >= 0:
                os.close(self._file[1])
            file = os.open(f"{database}.lane", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            self._file = database, file
        return self._file[1]


def _anew() -> None:
    """A child process shares neither the writer nor the open lock file of its parent."""
    global LANE
    LANE = Lane()


LANE = Lane()
os.register_at_fork(after_in_child=_anew)
