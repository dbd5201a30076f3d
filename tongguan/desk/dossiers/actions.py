"""The only writers of state. What happens to a dossier is decided by the law and recorded here, whole, in
one transaction: events, tracks, gates, what others must hear, and the rows of whoever acts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from tongguan.desk.dossiers import chain, numbers, writing
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import Rows
from tongguan.desk.dossiers.shelf import initial_parts, take_down
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.people.queries import office_number
from tongguan.law.case import Actor, Case
from tongguan.law.findings import Refused

T = TypeVar("T")
TRIES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A dossier to be opened. `reference` is what people call it by, a text or worked out of the new id;
    `office` is a code; `trader` and `declarant` are identifiers of enterprises."""

    kind: str
    jurisdiction: str
    reference: str | Callable[[int], str]
    office: str
    trader: str = ""
    declarant: str = ""
    parts: tuple[str, ...] = ("",)


def act(
    dossier_id: int,
    do: Callable[[Act], T],
    *,
    actor: Actor,
    at: datetime,
    correlation: str = "",
) -> T:
    """Takes the dossier down, lets `do` act on it, and records what it did, in one transaction. Where
    another action came first, `do` is called again on the state which that one left, so it must do nothing
    but act and read. Returns what `do` returned. Raises what it raises, Dossier.DoesNotExist, or Stale
    after many tries."""

    def once() -> T:
        stored = take_down(dossier_id)
        rows = Rows()
        it = Act(stored.cover, stored.case, actor=actor, at=at, correlation=correlation, rows=rows)
        result = do(it)
        writing.record(it, stored)
        rows.write()
        return result

    for _ in range(TRIES - 1):
        try:
            return transact(once)
        except Stale:
            continue
    return transact(once)


def open_many(
    openings: Iterable[tuple[Opening, Callable[[Act], T]]],
    *,
    actor: Actor,
    at: datetime,
    correlation: str = "",
) -> list[T | Refused]:
    """Opens dossiers, all in one transaction. For each, `do` begins its tracks and adds its rows through
    the Act alone; one that raises Refused is left out, and its place in the answer holds the refusal."""
    wanted = list(openings)
    return transact(lambda: open_here(wanted, actor=actor, at=at, correlation=correlation))


def open_here(
    openings: Sequence[tuple[Opening, Callable[[Act], T]]],
    *,
    actor: Actor,
    at: datetime,
    correlation: str = "",
) -> list[T | Refused]:
    """The same inside a transaction that is open (`lane.transact`)."""
    at, rows, results = at.astimezone(UTC), Rows(), []
    offices: dict[str, list[int]] = {}
    for opening, _ in openings:
        offices.setdefault(opening.office, []).append(0)
    ids = {o: iter(numbers.take(office_number(o), at, len(n))) for o, n in offices.items()}
    for opening, do in openings:
        own = Rows()
        case = Case(parts=opening.parts)
        cover = _cover(opening, next(ids[opening.office]), at)
        it = Act(cover, case, actor=actor, at=at, correlation=correlation, rows=own)
        try:
            result: T | Refused = do(it)
        except Refused as refused:
            result = refused
        else:
            writing.open_new(it, rows)
            rows.merge(own)
        results.append(result)
    rows.write()
    return results


def _cover(opening: Opening, dossier_id: int, at: datetime) -> Cover:
    reference = opening.reference
    return chain.Cover(
        dossier_id,
        opening.kind,
        opening.jurisdiction,
        reference if isinstance(reference, str) else reference(dossier_id),
        opening.office,
        opening.trader,
        opening.declarant,
        at,
        initial_parts(opening.parts),
    )
