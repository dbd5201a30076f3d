"""A figure beside its floor, and how it is told."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Bound = Literal["at least", "at most", ""]
Times = list[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured and its floor, in `unit`; `ratio` is floor / measured where it must be `at least`
    the target, measured / floor where it must be `at most` that, and nothing where there is no target."""

    name: str
    where: str
    measured: float
    unit: str
    floor: float | None = None
    bound: Bound = ""
    target: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float | None:
        if not self.floor or not self.measured or not self.bound:
            return None
        return self.floor / self.measured if self.bound == "at least" else self.measured / self.floor

    @property
    def met(self) -> bool | None:
        """Whether the target is met; nothing where there is none, or where nothing could be measured."""
        if self.ratio is None or self.target is None:
            return None
        return self.ratio >= self.target if self.bound == "at least" else self.ratio <= self.target

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "ratio": self.ratio, "met": self.met}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> "Figure":
        """The figure that `plain` told."""
        return cls(**{name: value for name, value in plain.items() if name not in ("ratio", "met")})


@dataclass(frozen=True, slots=True)
class Effort:
    """How often each thing is done: `singles` one by one, and `spells` times so often beside a floor, for
    whoever else works on the machine does so for seconds; `hundreds` to a transaction, `laws` of what is
    worked out without a database; what is `stored` and `run` little and much for the comparison; each of the
    `pages` over so many `declarations`."""

    singles: int
    hundreds: int
    laws: int
    stored: tuple[int, int]
    run: tuple[int, int]
    declarations: int
    pages: int
    spells: int = 1


EFFORTS: Mapping[str, Effort] = {
    "full": Effort(
        *(600, 50, 300),
        stored=(1_000, 100_000),
        run=(2_000, 10_000),
        declarations=1_000_000,
        pages=100,
        spells=8,
    ),
    "quick": Effort(80, 4, 50, stored=(200, 4_000), run=(300, 1_500), declarations=5_000, pages=20),
    "once": Effort(1, 1, 1, stored=(2, 20), run=(20, 40), declarations=200, pages=1),
}


def skipped(name: str, where: str, why: str) -> Figure:
    """A figure that could not be taken here, and why."""
    return Figure(name=name, where=where, measured=0, unit="", note=f"skipped: {why}")


def undisturbed(times: Sequence[float]) -> float:
    """The lowest tenth of some times: what a work takes where nothing else on the machine is in its way. A
    median would hold whatever else runs there against the longer work of two."""
    return sorted(times)[len(times) // 10]


def in_turns(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The seconds of each work undisturbed, done in turns."""
    taken: list[Times] = [[] for _ in works]
    for _ in range(rounds):
        for work, times in zip(works, taken, strict=True):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
    return [undisturbed(times) for times in taken]


COLUMNS = ("figure", "where", "measured", "floor", "ratio", "target", "met", "note")


def table(figures: Iterable[Figure]) -> str:
    """The figures as Markdown."""
    rows = [COLUMNS, *(_row(figure) for figure in figures)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    lines = [_line(row, widths) for row in rows]
    return "\n".join([lines[0], _line(["-" * width for width in widths], widths), *lines[1:]])


def _row(one: Figure) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[one.met]
    return (
        one.name,
        one.where,
        _amount(one.measured, one.unit) if one.unit else "",
        _amount(one.floor, one.unit),
        f"{one.ratio:.2f}" if one.ratio is not None else "",
        f"{one.bound} {one.target:g}" if one.target is not None else "",
        met,
        one.note,
    )


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(text.ljust(width) for text, width in zip(row, widths, strict=True))} |"


def _amount(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.1f} {unit}" if value < 1000 else f"{value:,.0f} {unit}"
