"""The only writers of state. What happens to a dossier is decided by the law and recorded here, whole, in
one transaction: events, tracks, gates, what others must hear, and the rows of whoever acts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from tongguan.desk.dossiers import numbers, writing
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import Rows
from tongguan.desk.dossiers.shelf import initial_parts, take_down
from tongguan.desk.dossiers.writing import Stale, Written
from tongguan.desk.people.queries import office_number
from tongguan.law.case import Actor, Case
from tongguan.law.findings import Refused

T = TypeVar("T")
TRIES = 20


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
        it = Act(stored.cover, stored.case, actor=actor, at=at, correlation=correlation, rows=Rows())
        result = do(it)
        writing.record(it, stored)
        it.rows.write()
        return result

    for _ in range(TRIES - 1):
        try:
            return transact(once)
        except Stale:
            continue
    return transact(once)


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


@dataclass(frozen=True, slots=True)
class Plan:
    """A new dossier, worked out but for its id."""

    opening: Opening
    at: datetime
    written: Written


def plan(
    opening: Opening,
    begin: Callable[[Act], object],
    *,
    actor: Actor,
    at: datetime,
    correlation: str = "",
) -> Plan:
    """Works out how a dossier begins; touches no database. `begin` acts, but adds no rows, for the dossier
    has no id yet: they come with `open_many`."""
    at = at.astimezone(UTC)
    case = Case(parts=opening.parts)
    it = Act(_cover(opening, 0, at), case, actor=actor, at=at, correlation=correlation, rows=Rows())
    begin(it)
    if len(it.rows) or it.linked or not it.made:
        raise ValueError(f"{opening.kind}: a new dossier begins with events, and with them alone")
    return Plan(opening, at, writing.beforehand(it))


def open_many(
    plans: Iterable[tuple[Plan, Callable[[int, Rows], T]]],
    *,
    claim: Callable[[Sequence[int]], Sequence[Refused | None]] | None = None,
) -> list[T | Refused]:
    """Opens dossiers in one transaction. `claim` is called first, with all their ids, and says which of
    them are refused: those are left out, and their refusal is their answer. The others' functions add the
    rows that belong to the dossier of that id, and their result is their answer; one that raises Refused
    is left out as well."""
    wanted = list(plans)
    return transact(lambda: open_here(wanted, claim=claim))


def open_here(
    plans: Sequence[tuple[Plan, Callable[[int, Rows], T]]],
    *,
    claim: Callable[[Sequence[int]], Sequence[Refused | None]] | None = None,
) -> list[T | Refused]:
    """The same inside a transaction that is open (`lane.transact`)."""
    rows, ids = Rows(), _ids([one for one, _ in plans])
    refusals = claim(ids) if claim else [None] * len(ids)
    results: list[T | Refused] = []
    for (one, rows_of), new, refusal in zip(plans, ids, refusals, strict=True):
        if refusal is not None:
            results.append(refusal)
            continue
        own = Rows()
        try:
            results.append(rows_of(new, own))
        except Refused as refused:
            results.append(refused)
            continue
        writing.open_new(_cover(one.opening, new, one.at), one.written, rows)
        rows.merge(own)
    rows.write()
    return results


def _ids(plans: Sequence[Plan]) -> list[int]:
    wanted: dict[tuple[str, int], list[int]] = {}
    for index, one in enumerate(plans):
        wanted.setdefault((one.opening.office, numbers.month_of(one.at)), []).append(index)
    ids = [0] * len(plans)
    for (office, _), places in wanted.items():
        taken = numbers.take(office_number(office), plans[places[0]].at, len(places))
        for index, new in zip(places, taken, strict=True):
            ids[index] = new
    return ids


def _cover(opening: Opening, dossier_id: int, at: datetime) -> Cover:
    reference = opening.reference
    return Cover(
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
