"""One transaction for one piece of work, and on SQLite one lane for all who write.

SQLite lets one write at a time. One thread of the process does all writing: it takes whatever waits, up to
100 pieces together, and commits once for all of them, while those who brought them sleep. A piece that
fails, fails alone. A lock file keeps other processes out for each batch, in the order of the kernel's
queue, where SQLite would let them poll.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections, transaction

TOGETHER = 100
T = TypeVar("T")


def transact(work: Callable[[], T]) -> T:
    """Does the work in one transaction and returns what it returns, once that is committed. The work may
    be done again from its start, and on another thread, so it must change nothing but the database. Inside
    a transaction that is open already it becomes part of that one."""
    database = connections[DEFAULT_DB_ALIAS]  # asking `connection` each time costs more than a row
    if database.in_atomic_block or not lane_needed(database):
        with transaction.atomic():
            return work()
    piece = _Piece(work)
    LANE.bring(piece)
    if piece.error is not None:
        raise piece.error
    result: T = piece.result
    return result


def lane_needed(database: Any) -> bool:
    """Whether this is SQLite on disk: one in memory belongs to one thread."""
    return database.vendor == "sqlite" and not database.is_in_memory_db()


class _Piece:
    """A piece of work; whoever brought it sleeps until `done` is released."""

    __slots__ = ("done", "error", "result", "work")

    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.result: Any = None
        self.error: BaseException | None = None
        self.done = Lock()
        self.done.acquire()

    def do(self) -> None:
        """In a transaction of its own, or as a part of the one that is open."""
        try:
            with transaction.atomic():
                self.result, self.error = self.work(), None
        except BaseException as error:  # whatever it is, it belongs to who brought the piece
            self.error = error


class Lane:
    """The queue, and the one thread that writes."""

    def __init__(self) -> None:
        self.waiting: SimpleQueue[_Piece] = SimpleQueue()
        self._starting = Lock()
        self._writer: Thread | None = None
        self._file: tuple[str, int] = ("", -1)

    def bring(self, piece: _Piece) -> None:
        """Returns when the piece is committed, or has failed and says so."""
        if self._writer is None:
            with self._starting:
                if self._writer is None:
                    self._writer = Thread(target=self._write, name="writer", daemon=True)
                    self._writer.start()
        self.waiting.put(piece)
        piece.done.acquire()

    def _write(self) -> None:
        while True:
            batch = [self.waiting.get()]
            try:
                while len(batch) < TOGETHER:
                    batch.append(self.waiting.get_nowait())
            except Empty:
                pass
            self._commit(batch)
            for piece in batch:
                piece.done.release()
            batch.clear()  # what was done must not be kept alive until the next piece comes

    def _commit(self, batch: list[_Piece]) -> None:
        try:
            with self._others_kept_out():
                if len(batch) == 1:
                    return batch[0].do()
                try:
                    with transaction.atomic():
                        for piece in batch:
                            piece.do()
                except OperationalError:
                    raise
                except DatabaseError:  # one of them broke the commit itself: each for itself, then
                    for piece in batch:
                        piece.do()
        except Exception as broken:  # no disk, no lock: nobody's piece was done
            for piece in batch:
                piece.error = broken
        return None

    @contextmanager
    def _others_kept_out(self) -> Iterator[None]:
        database = connections[DEFAULT_DB_ALIAS]
        name = f"{database.settings_dict['NAME']}.lane"
        if self._file[0] != name:
            database.close()  # another database than before
            if self._file[1] >= 0:
                os.close(self._file[1])
            self._file = name, os.open(name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._file[1], fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(self._file[1], fcntl.LOCK_UN)


def _anew() -> None:
    """A child process shares neither the writer nor the open lock file of its parent."""
    global LANE
    LANE = Lane()


LANE = Lane()
os.register_at_fork(after_in_child=_anew)
