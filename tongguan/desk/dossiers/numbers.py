"""The ids of dossiers: office, month and number in one integer that reads as what it is.

`12 2603 00000417` is number 417 of March 2026 at the office with the number 12. Every table below a dossier
begins its key with this one column, so ranges of it are offices and months. Numbers are unique and may have
gaps.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from threading import Lock

from django.db import connection

from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.rows import raw_cursor, vendor

BLOCK = 100
PER_MONTH = 10**8
PER_OFFICE = 10**4 * PER_MONTH
LAST = f'SELECT max("id") FROM "{Dossier._meta.db_table}" WHERE "id" >= ? AND "id" < ?'


def month_of(at: datetime) -> int:
    """The month of an id, as year and month in four digits."""
    at = at.astimezone(UTC)
    return at.year % 100 * 100 + at.month


def first_id(office: int, month: int) -> int:
    """Where the ids of an office's month begin; they end before those of its next month."""
    return office * PER_OFFICE + month * PER_MONTH


def take(office: int, month: int, count: int = 1) -> list[int]:
    """New ids. Must be called inside the transaction that uses them."""
    begin = first_id(office, month)
    if vendor() == "postgresql":
        return [begin + number for number in BLOCKS.take(count)]
    return _after_the_last(begin, count)


def _after_the_last(begin: int, count: int) -> list[int]:
    """SQLite has one writer, so the last id that it sees is the last one."""
    last: int | None
    (last,) = raw_cursor().execute(LAST, (begin, begin + PER_MONTH)).fetchone()
    following = (begin if last is None else last) + 1
    return list(range(following, following + count))


class Blocks:
    """PostgreSQL: a sequence hands out blocks of a hundred to each process, outside all transactions, so
    that nobody waits for another's commit. One sequence serves all offices and months; it begins again before
    its numbers have eight digits, since an entry number has room for seven."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left: Iterator[int] = iter(())
        self._whose: tuple[object, ...] = ()

    def take(self, count: int) -> list[int]:
        # a forked child must not use its parent's block, nor one database another's
        whose = (os.getpid(), connection.settings_dict["HOST"], connection.settings_dict["NAME"])
        with self._lock:
            if self._whose != whose:
                self._left, self._whose = iter(()), whose
            numbers: list[int] = []
            while len(numbers) < count:
                number = next(self._left, None)
                if number is None:
                    self._left = self._block()
                else:
                    numbers.append(number)
            return numbers

    def _block(self) -> Iterator[int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('dossiers_block')")
            block = cursor.fetchone()[0]
        return iter(range(block * BLOCK + 1, (block + 1) * BLOCK + 1))


BLOCKS = Blocks()
