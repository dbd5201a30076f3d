"""Arrival: what carriers and terminals report reaches the declarations that wait for it. Entry of the
conveyance settles the day whose rates apply, so the declaration is judged again and what it owes is final."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo import recording
from tongguan.desk.cargo.names import Expected
from tongguan.desk.cargo.queries import entered_at, open_facts
from tongguan.desk.cargo.shorts import NOT_SHORT
from tongguan.desk.declarations import current
from tongguan.desk.declarations.judgement import Books, Judged
from tongguan.desk.declarations.openings import expected
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.law.calendar import local_day
from tongguan.law.findings import Refused, errors
from tongguan.law.kernel.case import SYSTEM, Actor, TrackKey

ENTRY, DOCUMENTS = "entered", TrackKey("documents")


def report(
    told: Sequence[cargo.Told], *, reference: str, actor: Actor, at: datetime, books: Books
) -> cargo.Received:
    """A carrier or terminal reports; every declaration that waits for it hears it. Idempotent by the
    sender's reference. Raises Refused."""
    received = cargo.receive(told, reference=reference, actor=actor, at=at)
    for dossier in received.dossiers:
        catch_up(dossier, books=books, at=at)
    return received


def report_manifest(
    bills: Sequence[cargo.Bill],
    *,
    direction: str,
    call: str,
    reference: str,
    actor: Actor,
    at: datetime,
    books: Books,
) -> cargo.Received:
    """A carrier sends a manifest: bills learn which call they are on, and what is known of that call."""
    received = cargo.receive_manifest(
        bills, direction=direction, call=call, reference=reference, actor=actor, at=at
    )
    for dossier in received.dossiers:
        catch_up(dossier, books=books, at=at)
    return received


def allow_discharge(dossier_id: int, *, reason: str, actor: Actor, at: datetime, books: Books) -> None:
    """Quarantine has passed the goods: they may be discharged, and what was reported of them meanwhile is
    recorded. Raises NotOffered."""
    cargo.allow_discharge(dossier_id, reason=reason, actor=actor, at=at)
    catch_up(dossier_id, books=books, at=at)


def catch_up(dossier_id: int, *, books: Books, at: datetime) -> tuple[str, ...]:
    """Records on a declaration whatever is known of its cargo and not yet recorded there; the kinds that
    changed something. May be repeated at will."""
    if not open_facts(dossier_id):
        return ()

    def do(act: Act) -> tuple[str, ...]:
        changed = recording.catch_up(act, _waits_for(act, books))
        if act.cover.kind == "import" and (ENTRY in changed or _provisional(act)):
            try:
                now, judged = _judged_again(act, books)
            except Refused as against:
                if ENTRY in changed:
                    _review(act, against, books)
            else:
                _follow(act, now, judged, books, reason=ENTRY)
        if NOT_SHORT in changed and _amended_since_short(act):
            _take_up(act, data=NOT_SHORT)
        return changed

    return act_on(dossier_id, do, actor=SYSTEM, at=at)


def _waits_for(act: Act, books: Books) -> tuple[Expected, ...] | None:
    """What an amended declaration waits for; None where none was granted and it is what it always was."""
    if not any(key.track == "amendment" and at.state == "granted" for key, at in act.case.tracks.items()):
        return None
    return expected(current.current(act.id, books.law).declaration)


def reconsider(dossier_id: int, *, books: Books, at: datetime, reason: str = "rules") -> bool:
    """Judges a declaration anew when new rules or criteria are published, as long as some of its goods stand
    before the first gate; whether anything came out otherwise. Orders are added, never removed."""

    def do(act: Act) -> bool:
        case, first = act.case, act.flow.gates[0].name
        waits = any(part not in case.ended and not case.is_open(first, part) for part in case.parts)
        if not waits:
            return False
        try:
            now, judged = _judged_again(act, books)
        except Refused:
            return False
        return _follow(act, now, judged, books, reason=reason)

    return act_on(dossier_id, do, actor=SYSTEM, at=at)


def _judged_again(act: Act, books: Books) -> tuple[current.Current, Judged]:
    """Once the conveyance has declared entry the day of the rates is known (Regulations on Import and Export
    Duties art. 15), and selection looks again. Raises Refused: the law cannot judge yet, because the rates of
    that day are not published, or allows it no more. Then all stays as it was: no report of cargo fails for
    it, and the next one tries again."""
    now = current.current(act.id, books.law)
    entered = entered_at(expected(now.declaration))
    facts = replace(now.facts, entered_on=entered and local_day(entered, books.law))
    return now, current.judge_again(now, books=books, facts=facts)


def _follow(act: Act, now: current.Current, judged: Judged, books: Books, *, reason: str) -> bool:
    """Whether anything came out otherwise; then it is recorded."""
    if judged.result == now.result:
        return False
    current.follow(act, now, judged, books=books, version=now.version, reason=reason)
    return True


def _provisional(act: Act) -> bool:
    return any(key.track == "charges" and at.state == "provisional" for key, at in act.case.tracks.items())


def _review(act: Act, against: Refused, books: Books) -> None:
    """An officer looks at what the law does not allow any more now that the entry is known: a declaration
    lodged in advance of a ship that had come already stays provisional until it is amended."""
    on = local_day(act.at, books.law)
    codes = [f.code for f in errors(against.findings) if books.law.get("check", f.code, on)]
    if codes:
        _take_up(act, data=" ".join(codes))


def _amended_since_short(act: Act) -> bool:
    """Whether the declaration was amended while some of its goods were taken for short: it may say less than
    what came."""
    names = [event.name for event in act.past]
    return "report_short" in names and "grant_amendment" in names[names.index("report_short") :]


def _take_up(act: Act, *, data: str) -> None:
    """A document officer looks at the declaration, unless one does already."""
    step = {"checking": "take_up", "cleared": "review_again"}.get(act.case.tracks[DOCUMENTS].state)
    if step:
        act.take(step, data=data)
