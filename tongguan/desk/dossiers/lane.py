"""One transaction for one piece of work, and on SQLite one lane for all who write.

SQLite lets one thread write at a time. Whoever finds the lane free becomes its writer: does what waits
there, up to 100 pieces together, and commits once for all of them, while the others sleep until theirs is
committed. A piece that fails, fails alone. A lock file keeps other processes out for each batch, in the
order of the kernel's queue, where SQLite would let them poll.
"""

import fcntl
import os
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

TOGETHER = 100
T = TypeVar("T")


def transact(work: Callable[[], T]) -> T:
    """Does the work in one transaction and returns what it returns, once that is committed. The work may
    be done again from its start, so it must change nothing but the database. Inside a transaction that is
    open already it becomes part of that one."""
    database = connections[DEFAULT_DB_ALIAS]  # asking `connection` each time costs more than a row
    if database.in_atomic_block or not lane_needed(database):
        with transaction.atomic():
            return work()
    piece = _Piece(work)
    LANE.run(piece)
    if piece.error is not None:
        raise piece.error
    result: T = piece.result
    return result


def lane_needed(database: Any) -> bool:
    """Whether this is SQLite on disk: one in memory belongs to one thread."""
    return database.vendor == "sqlite" and not database.is_in_memory_db()


class _Piece:
    """A piece of work that waits; its thread sleeps on `woken`, until it is done or has to lead."""

    __slots__ = ("error", "leads", "result", "woken", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.leads = False
        self.woken = Lock()
        self.woken.acquire()

    def do(self) -> None:
        self.result, self.error = self.work(), None


class Lane:
    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: deque[_Piece] = deque()
        self._taken = False
        self._file: tuple[str, int] = ("", -1)

    def run(self, piece: _Piece) -> None:
        """Returns when the piece is committed, or has failed and says so."""
        with self._lock:
            self._waiting.append(piece)
            piece.leads, self._taken = not self._taken, True
        if not piece.leads:
            piece.woken.acquire()
        if piece.leads:
            self._lead()

    def _lead(self) -> None:
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(TOGETHER, len(self._waiting)))]
        try:
            self._commit(batch)
        except BaseException as broken:  # this thread is being stopped; the others are not
            for piece in batch:
                piece.error = piece.error or broken
            raise
        finally:
            with self._lock:
                following = self._waiting[0] if self._waiting else None
                if following:
                    following.leads = True
                self._taken = following is not None
            for piece in (*batch, *([following] if following else [])):
                piece.woken.release()

    def _commit(self, batch: list[_Piece]) -> None:
        if len(batch) > 1:
            try:
                with self._others_kept_out(), transaction.atomic():
                    for piece in batch:
                        _alone(piece)
                return
            except Exception:  # the commit itself failed, for one of them: find out which
                pass
        for piece in batch:
            try:
                with self._others_kept_out(), transaction.atomic():
                    piece.do()
            except Exception as error:
                piece.error = error

    def _others_kept_out(self) -> "_FileLock":
        name = f"{connection.settings_dict['NAME']}.lane"
        if self._file[0] != name:
            if self._file[1] >= 0:
                os.close(self._file[1])
            self._file = name, os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        return _FileLock(self._file[1])


def _alone(piece: _Piece) -> None:
    try:
        with transaction.atomic():
            piece.do()
    except Exception as error:
        piece.error = error


class _FileLock:
    def __init__(self, file: int) -> None:
        self.file = file

    def __enter__(self) -> None:
        fcntl.flock(self.file, fcntl.LOCK_EX)

    def __exit__(self, *raised: object) -> None:
        fcntl.flock(self.file, fcntl.LOCK_UN)


def _anew() -> None:
    """A child process shares neither the threads nor the open lock file of its parent."""
    global LANE
    LANE = Lane()


LANE = Lane()
os.register_at_fork(after_in_child=_anew)
