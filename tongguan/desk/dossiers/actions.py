"""The only writers of state. What happens to a dossier is decided by the law and recorded here, whole, in
one transaction: events, tracks, gates, what others must hear, and the rows of whoever acts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from tongguan.desk.dossiers import numbers, writing
from tongguan.desk.dossiers.act import Act, not_theirs
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import Rows
from tongguan.desk.dossiers.shelf import initial_parts, take_down
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.people.queries import office_number
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor, Case
from tongguan.law.kernel.pen import NotOffered
from tongguan.law.rulebook import Rulebook

T = TypeVar("T")
Admit = Callable[[Sequence[Act]], Sequence[Refused | None]]
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
    after many tries; NotOffered where the dossier is not the actor's to act on, or has moved on since the
    actor saw it."""

    def once() -> T:
        stored = take_down(dossier_id)
        if reason := not_theirs(stored.cover, stored.case, actor) or _moved_on(stored.case, actor):
            raise NotOffered("act", reason)
        it = Act(stored.cover, stored.case, actor=actor, at=at, correlation=correlation)
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


def _moved_on(case: Case, actor: Actor) -> str:
    """Whoever says what they saw decides on that alone: what was sent twice is done once."""
    return "moved_on" if actor.seen and actor.seen != case.seq else ""


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

    def called(self, dossier_id: int) -> str:
        """What people call the dossier by."""
        return self.reference if isinstance(self.reference, str) else self.reference(dossier_id)


@dataclass(frozen=True, slots=True)
class Plan:
    """A new dossier whose first action is worked out, and which only lacks its id. Its rows hold 0 in their
    first column, where every table below a dossier has that id."""

    opening: Opening
    act: Act
    ready: writing.Beforehand

    def numbered(self, new: int) -> Act:
        """The same action on the dossier that now has an id, ready to go on."""
        return self.act.numbered(self.act.cover._replace(id=new, reference=self.opening.called(new)))


def plan(
    opening: Opening,
    do: Callable[[Act], object],
    *,
    actor: Actor,
    at: datetime,
    book: Rulebook,
    correlation: str = "",
) -> Plan:
    """Lets `do` begin a dossier, with deadlines by the book; touches no database."""
    it = _new(opening, 0, actor=actor, at=at, correlation=correlation, book=book)
    do(it)
    return Plan(opening, it, writing.beforehand(it))


def open_many(
    wanted: Iterable[tuple[Opening | Plan, Callable[[Act], T]]],
    *,
    actor: Actor,
    at: datetime,
    correlation: str = "",
    admit: Admit | None = None,
) -> list[T | Refused]:
    """Opens dossiers in one transaction. For each, the function begins its tracks (or goes on where its
    Plan ended) and adds its rows, through the Act alone; its result is the answer. One that raises Refused
    is left out, and the refusal is its answer. `admit` is asked of all of them at once, before anything is
    done: which are left out, and why."""
    listed = list(wanted)
    return transact(lambda: open_here(listed, actor=actor, at=at, correlation=correlation, admit=admit))


def open_here(
    wanted: Sequence[tuple[Opening | Plan, Callable[[Act], T]]],
    *,
    actor: Actor,
    at: datetime,
    correlation: str = "",
    admit: Admit | None = None,
) -> list[T | Refused]:
    """The same inside a transaction that is open (`lane.transact`)."""
    rows = Rows()
    results: list[T | Refused] = []
    acts = [
        one.numbered(new)
        if isinstance(one, Plan)
        else _new(one, new, actor=actor, at=at, correlation=correlation)
        for (one, _), new in zip(wanted, _ids([one for one, _ in wanted], at), strict=True)
    ]
    refusals = admit(acts) if admit else [None] * len(acts)
    for (one, do), it, refusal in zip(wanted, acts, refusals, strict=True):
        try:
            if refusal is not None:
                raise refusal
            results.append(do(it))
        except Refused as refused:
            results.append(refused)
            continue
        if isinstance(one, Plan):
            writing.open_new(it, one.ready, rows)
            rows.merge_keyed(it.id, one.act.rows)
        else:
            writing.open_new(it, writing.beforehand(it), rows)
        rows.merge(it.rows)
    rows.write()
    return results


def _ids(wanted: Sequence[Opening | Plan], at: datetime) -> list[int]:
    of: dict[tuple[str, int], list[int]] = {}
    for index, one in enumerate(wanted):
        opening, when = (one.opening, one.act.at) if isinstance(one, Plan) else (one, at)
        of.setdefault((opening.office, numbers.month_of(when)), []).append(index)
    ids = [0] * len(wanted)
    for (office, month), places in of.items():
        for index, new in zip(places, numbers.take(office_number(office), month, len(places)), strict=True):
            ids[index] = new
    return ids


def _new(
    opening: Opening,
    new: int,
    *,
    actor: Actor,
    at: datetime,
    correlation: str,
    book: Rulebook | None = None,
) -> Act:
    at = at.astimezone(UTC)
    cover = Cover(
        new,
        opening.kind,
        opening.jurisdiction,
        opening.called(new),
        opening.office,
        opening.trader,
        opening.declarant,
        at,
        initial_parts(opening.parts),
    )
    case = Case(parts=opening.parts)
    return Act(cover, case, actor=actor, at=at, correlation=correlation, book=book)
