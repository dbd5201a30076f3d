"""Instants, spans and bars as the pages show them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from tongguan.doors.clock import ZONE
from tongguan.law.clock import Ledger
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.flow_words import span, stage

PARTIES = tuple(flow_words.WHOSE)
WIDTH = 1000


def clock(at: datetime, day: datetime | None = None) -> str:
    """`14:05`, with the date before it where it is not the day's."""
    here = at.astimezone(ZONE)
    if day is not None and here.date() == day.astimezone(ZONE).date():
        return here.strftime("%H:%M")
    return here.strftime("%m-%d %H:%M")


def precise(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%m-%d %H:%M:%S")


def exactly(seconds: float) -> str:
    """Hours, minutes and seconds, so that what is added up adds up: `10:32:05`."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def roughly(seconds: float, language: str) -> str:
    """A length of time in one unit: `3 d`, `7 h`, `12 min`."""
    units = ((86400, "d", "天"), (3600, "h", "小时"), (60, "min", "分钟"), (1, "s", "秒"))
    length, en, zh = next((u for u in units if seconds >= u[0]), units[-1])
    return f"{int(seconds / length)}{zh}" if language == "zh" else f"{int(seconds / length)} {en}"


def hours(seconds: float | None) -> str:
    """Hours to two places, as the yardsticks are given."""
    return "–" if seconds is None else f"{seconds / 3600:.2f}"


class Piece(NamedTuple):
    """A stretch of a bar: where it begins and how wide it is, of a thousand."""

    x: float
    width: float
    whose: str
    words: str


def by_party(held: Mapping[str, int], language: str) -> list[Piece]:
    """A bar of who held the time, in the fixed order of the parties."""
    ordered = [(whose, held[whose]) for whose in PARTIES if held.get(whose)]
    return _pieces(
        [(whose, n, f"{flow_words.whose(whose, language)} {span(n, language)}") for whose, n in ordered]
    )


def in_order(ledger: Ledger, language: str) -> list[Piece]:
    """A bar of the ledger's slices as they followed each other."""
    return _pieces(
        [(s.whose, s.seconds, f"{stage(s.key and s.key.track, s.state, language)}") for s in ledger.slices]
    )


def _pieces(parts: Sequence[tuple[str, int, str]]) -> list[Piece]:
    total = sum(n for _, n, _ in parts) or 1
    pieces, x = [], 0
    for whose, n, words in parts:
        left, right = round(WIDTH * x / total, 2), round(WIDTH * (x + n) / total, 2)
        pieces.append(Piece(left, round(right - left, 2), whose, words))
        x += n
    return pieces


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark below a bar."""

    x: float
    words: str

    @property
    def percent(self) -> str:
        return f"{self.x / 10:.2f}%"


def ticks(
    ledger: Ledger, steps: Iterable[int] = (60, 300, 900, 3600, 10800, 21600, 86400, 604800)
) -> list[Tick]:
    """Marks at round times, at most eight of them."""
    length = max(ledger.overall, 1)
    step = next((s for s in steps if length / s <= 8), 604800 * (1 + length // (604800 * 8)))
    offset = int(ledger.start.astimezone(ZONE).utcoffset().total_seconds())  # type: ignore[union-attr]
    first = ledger.start.timestamp() + offset
    at = -(-first // step) * step
    found = []
    while at < first + 0.965 * length:  # a later mark's words would run over the edge
        shown = datetime.fromtimestamp(at - offset, ZONE)
        text = shown.strftime("%m-%d") if step >= 86400 else shown.strftime("%H:%M")
        found.append(Tick(round(WIDTH * (at - first) / length, 2), text))
        at += step
    return found
