"""Recording on every dossier what was reported of the cargo that it waits for.

`expect` says what a dossier waits for. `catch_up`, inside an action on a dossier, records on it whatever is
known and not yet recorded there. What a report means for value and rates (entry) is for the room that knows
the declaration: it calls `catch_up` in an action of its own.
"""

from collections.abc import Iterable

from tongguan.desk.cargo import names, queries, shorts, words
from tongguan.desk.cargo.models import Applied, Expectation, Fact
from tongguan.desk.cargo.names import Expected
from tongguan.desk.cargo.reports import REPORTS, Meaning, meaning
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.inspections.sites import OPERATORS, may_move, offices_of, run_by
from tongguan.law.findings import refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor, TrackKey

CARGO = "cargo"


def expect(act: Act, things: Iterable[Expected]) -> None:
    """The dossier waits for these from now on, inside an action. Reads nothing where the dossier is new;
    what was reported before it is recorded by `catch_up` afterwards."""
    rows = [(act.id, *one) for one in things]
    if not act.before.seq:
        act.rows.extend(Expectation, rows)
    elif rows:
        insert_new(Expectation, rows)


def catch_up(act: Act, things: Iterable[Expected] | None = None) -> tuple[str, ...]:
    """Records on the dossier what was reported and concerns it, in the order of the life of cargo; the
    kinds that changed something. Each event is its sender's, with the time that the sender stated. What
    cannot be yet (discharged before entered, gone before it may leave) stays open, and is tried again.
    `things`: what it waits for now, where it once waited for others, whose goods are not its own; what was
    said of those changes nothing here."""
    listed = None if things is None else tuple(things)
    if listed is not None:
        _settle(act, listed)
    waiting = _in_order(queries.open_facts(act.id, listed))
    parts = queries.parts_of(act.id)
    cancelled = shorts.void(waiting)
    act.rows.extend(Applied, [(act.id, pk, 0) for pk in sorted(cancelled)])
    waiting = [fact for fact in waiting if fact.pk not in cancelled]
    changed: list[str] = []
    while waiting:
        left = []
        for fact in waiting:
            before = act.case.seq
            seq = _apply(act, fact, parts)
            if seq and fact.kind == shorts.NOT_SHORT:
                hear_again(act, listed, part=parts.get((fact.about, fact.key), ""))
            changed += [fact.kind] * (act.case.seq > before)
            if seq is None:
                left.append(fact)
            else:
                act.rows.add(Applied, (act.id, fact.pk, seq))
        if len(left) == len(waiting):
            break
        waiting = left
    if listed is not None:
        hear_again(act, listed)
    return tuple(changed)


def must_be_theirs(act: Act) -> None:
    """Of a carrier: that its manifests list the goods, if anybody's do. Raises Refused."""
    bills = queries.bills_of(act.id) if act.actor.capacity == "carrier" else ()
    if any(queries.listed_by_another(names.BILL, bill, act.actor.behalf) for bill in bills):
        raise refused(words.NOT_YOUR_CALL)


def _apply(act: Act, fact: Fact, parts: dict[tuple[str, str], str]) -> int | None:
    """The event by which a fact was recorded, 0 where it changes nothing here, None where it must wait."""
    means = meaning(fact.kind, act.flow.kind)
    if means is None:
        return 0
    part = parts.get((fact.about, fact.key), "")
    if _elsewhere(act, fact, part):
        return None if may_move(act, part) else 0
    seqs = [_take(act, fact, means, key) for key in act.case.tracks if _is_meant(key, means, part)]
    if not seqs or None in seqs:
        # a part that waits keeps the fact open for all; those that have it see nothing new in it
        return None if None in seqs else 0
    return max(seq for seq in seqs if seq is not None)


def _take(act: Act, fact: Fact, means: Meaning, key: TrackKey) -> int | None:
    state, step = act.case.tracks[key].state, means.step
    if fact.kind == shorts.NOT_SHORT:
        before = shorts.state_before(act, fact, key)
        return _taken(act, fact, f"{step}_{before}", key) or 0 if before else 0
    if state in means.done or act.case.ended.get(key.part, "") not in act.flow.goes_on:
        return 0
    if state not in means.source:
        return None
    return _taken(act, fact, step, key)


def _taken(act: Act, fact: Fact, step: str, key: TrackKey) -> int | None:
    try:
        events = act.take(
            step,
            part=key.part,
            number=key.number,
            actor=Actor(fact.by, fact.capacity, fact.sender),
            occurred_at=fact.occurred_at,
            data=shorts.told(fact),
        )
    except NotOffered:
        return None
    return events[0].seq


def hear_again(act: Act, things: Iterable[Expected] | None = None, *, part: str = "") -> None:
    """What was recorded as changing nothing, because the goods of a part ("": all) were taken for short or
    were declared under another bill when it came, moves them now, inside an action. `things` as above."""
    listed = None if things is None else tuple(things)
    parts, known = queries.parts_of(act.id), queries.known_facts(act.id, listed)
    over = shorts.void(known) | {fact.pk for fact in queries.open_facts(act.id, listed)}
    for fact in _in_order([one for one in known if one.pk not in over]):
        means, about = meaning(fact.kind, act.flow.kind), parts.get((fact.about, fact.key), "")
        if means is None or means.track != CARGO or _elsewhere(act, fact, about):
            continue
        for key in [
            one for one in act.case.tracks if _is_meant(one, means, about) and one.part in ("", part)
        ]:
            _take(act, fact, means, key)


def _settle(act: Act, things: Iterable[Expected]) -> None:
    """What was said of bills and containers that were amended away is recorded as changing nothing. What was
    said of a call stays open: a manifest may still put the bill on it."""
    now = {(one.about, one.key) for one in things}
    for fact in queries.open_facts(act.id):
        if fact.about != names.CALL and (fact.about, fact.key) not in now:
            act.rows.add(Applied, (act.id, fact.pk, 0))


def _in_order(facts: Iterable[Fact]) -> list[Fact]:
    """In the order of the life of cargo."""
    return sorted(facts, key=lambda one: (REPORTS[one.kind].rank, one.occurred_at, one.pk))


def _elsewhere(act: Act, fact: Fact, part: str) -> bool:
    """Whether a terminal or port says something of goods that are before an office where it runs nothing."""
    return fact.capacity in OPERATORS and not run_by(fact.sender) & offices_of(act, part)


def _is_meant(key: TrackKey, means: Meaning, part: str) -> bool:
    return key.track == means.track and part in ("", key.part)
