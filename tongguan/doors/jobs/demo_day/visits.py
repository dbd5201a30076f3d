"""Inspections as they are carried out: notice, appointment, two officers, samples, results, a second look."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections.actions import Found, Wanted
from tongguan.desk.inspections.bookings import free_slots
from tongguan.desk.inspections.models import Order, Sample
from tongguan.desk.inspections.orders import lines_of, looks_of
from tongguan.doors.jobs.demo_day.cast import SITE_OF
from tongguan.doors.jobs.demo_day.port import File, Look, Port
from tongguan.doors.jobs.demo_day.timetable import HOURS, at_work, minutes
from tongguan.law.calendar import local_day
from tongguan.law.kernel.case import Actor, At, Case, TrackKey
from tongguan.law.rulebook import Rulebook

PORT, DESTINATION = "port_inspection", "destination_inspection"
OUTCOMES = {"seize": "hand_over", "destroy": "destroy", "treat": "treat", "return": "return"}
"""What the story of a row lets an inspection find."""
HERE = ("discharged", "available", "arrived")


def here(case: Case, part: str) -> bool:
    """Whether the goods of a part (of all parts) stand in the yard."""
    states = [at.state for key, at in case.tracks.items() if key.track == "cargo" and part in ("", key.part)]
    return bool(states) and all(state in HERE for state in states)


def notify(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Notice is given when the goods have come; of a visit to the consignee's, when they may leave."""
    ready = here(case, key.part) if key.track == PORT else _may_leave(case)
    if not ready:
        return False
    queue = port.queue("inspector", port.office(file))
    officer, then = queue.turn(now, minutes(file.chance, "notice"))
    port.later(file, then, key, at, lambda t: inspections.notify(file.id, key, actor=officer, at=t))
    return True


def _may_leave(case: Case) -> bool:
    return any(case.is_open("may_leave", part) for part in case.parts)


def book(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The broker books the first bay that is free; a visit to the consignee's is for another day."""
    if key.track == DESTINATION:
        return True
    asked = at_work(now + minutes(file.chance, "book"), HOURS["broker"])
    site = SITE_OF[port.terminal(file)]

    def reserve(then: datetime) -> None:
        slot = first_free(site, then + timedelta(minutes=10), port.books.law)
        if slot is None:
            return
        inspections.book(file.id, key, site=site, starts_at=slot, actor=file.lodger, at=then)
        file.notes[key] = slot

    port.later(file, asked, key, at, reserve)
    return True


def first_free(site: str, after: datetime, book: Rulebook) -> datetime | None:
    """The first appointment at which an inspector is at work; None where three days are full."""
    for days in range(3):
        for slot, _ in free_slots(site, local_day(after, book) + timedelta(days=days), book):
            if slot > after and at_work(slot, HOURS["inspector"]) == slot:
                return slot
    return None


def present(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The terminal brings the goods to the bay, a little before the hour or after it. A visit that somebody
    has booked through the pages is theirs, and so is one that they have begun."""
    if key not in file.notes:
        return False
    site = port.cast.one("terminal", port.terminal(file))
    slot = file.notes[key]
    then = max(now, slot + timedelta(minutes=file.chance.randrange(-8, 15)))
    port.later(file, then, key, at, lambda t: inspections.present(file.id, key, actor=site, at=t))
    return True


def begin(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Two officers, the same ones at a second look; whoever lodged stands for the trader."""
    queue = port.queue("inspector", port.office(file))
    work = minutes(file.chance, "begin inspection")
    first, then = queue.turn(now, work)
    second, _ = queue.turn(now, work, but=frozenset({first.person}))
    first, second = file.notes.get((key, "officers"), (first, second))
    file.notes[key, "officers"] = (first, second)
    port.later(
        file,
        then,
        key,
        at,
        lambda t: inspections.begin(
            file.id,
            key,
            second_officer=second.person,
            present=file.lodger.person,
            actor=first,
            at=t,
        ),
    )
    return True


def examine(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Samples first where they are wanted and not yet taken, then everything else, then the results."""
    if (key, "officers") not in file.notes:
        return False
    first, _ = file.notes[key, "officers"]
    looks = looks_of(file.id, key)
    sampled = Sample.objects.filter(dossier_id=file.id, **key._asdict()).exists()
    if any(look.method == "sample" for look in looks) and not sampled:
        wanted = [
            Wanted(
                line, look.authority, f"S{file.id % 100000:05}{key.number}{line}{look.authority[0].upper()}"
            )
            for look in looks
            if look.method == "sample"
            for line in lines_of(look)
        ]
        then = now + minutes(file.chance, "sampling")
        port.later(
            file,
            then,
            key,
            at,
            lambda t: inspections.take_samples(
                file.id, key, wanted, laboratory="Dalian Customs Technology Centre", actor=first, at=t
            ),
        )
        return True
    work = minutes(file.chance, _work(file, [look.method for look in looks]))
    then = now + work
    port.queue("inspector", port.office(file)).free[first.person] = then
    found = [
        Found(line, look.authority, _finding(file, key), _note(file, key))
        for look in looks
        for line in lines_of(look)
    ]
    port.later(
        file, then, key, at, lambda t: inspections.enter_results(file.id, key, found, actor=first, at=t)
    )
    return True


def _work(file: File, methods: Sequence[str]) -> str:
    if "opening" not in methods:
        return "documents and machine"
    return "opening" if file.parcel.containers else "bulk on the spot"


def _mine(file: File, key: TrackKey) -> bool:
    """Whether this is the visit that the row's story is about: the one that an officer asked for."""
    order = Order.objects.get(dossier_id=file.id, **key._asdict())
    return bool(order.asked_by) and file.parcel.story in OUTCOMES and not file.notes.get("found")


def _finding(file: File, key: TrackKey) -> str:
    return OUTCOMES[file.parcel.story] if _mine(file, key) else "nothing"


def _note(file: File, key: TrackKey) -> str:
    return file.parcel.row["note"] if _mine(file, key) else ""


def laboratory(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Quick tests answer on the day; where the row says so, the laboratory needs longer."""
    if file.parcel.story == "laboratory":
        return True
    if (key, "officers") not in file.notes:
        return False
    first, _ = file.notes[key, "officers"]
    for sample in Sample.objects.filter(dossier_id=file.id, **key._asdict()):
        then = now + minutes(file.chance, "quick test")
        _report_later(port, file, key, at, sample.sample, then, first)
    return True


def _report_later(
    port: Port, file: File, key: TrackKey, at: At, sample: int, then: datetime, officer: Actor
) -> None:
    conforms = not (file.parcel.story == "destroy" and _mine(file, key))
    port.later(
        file,
        then,
        key,
        at,
        lambda t: inspections.report(
            file.id, sample, reference=f"LAB-{file.id}-{sample}", conforms=conforms, actor=officer, at=t
        ),
    )


def conclude(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Another officer than the one who entered the results confirms them, and what follows."""
    if (key, "officers") not in file.notes:
        return False
    _, second = file.notes[key, "officers"]
    outcome = _finding(file, key)
    then = at_work(now + minutes(file.chance, "confirmation"), HOURS["inspector"])

    def confirm(t: datetime) -> None:
        inspections.conclude(
            file.id, key, outcome="pass" if outcome == "nothing" else outcome, actor=second, at=t
        )
        if outcome != "nothing":
            file.notes["found"] = True

    port.later(file, then, key, at, confirm)
    return True


def treat(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    then = now + minutes(file.chance, "treatment")
    port.later(
        file,
        then,
        key,
        at,
        lambda t: inspections.finish_treatment(
            file.id, key, reference=f"FUM-{file.id}", actor=file.lodger, at=t
        ),
    )
    return True


_STATES: dict[str, Look] = {
    "ordered": notify,
    "notified": book,
    "booked": present,
    "at_site": begin,
    "begun": examine,
    "laboratory": laboratory,
    "results": conclude,
    "treating": treat,
}
PLAYS: dict[tuple[str, str], Look] = {
    (track, state): play for track in (PORT, DESTINATION) for state, play in _STATES.items()
}
