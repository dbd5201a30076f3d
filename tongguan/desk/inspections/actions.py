"""What trader, site, officers and laboratory do at an inspection, from the notice to the result.

Each is one action on the dossier and one step of the order's track (`key`); the functions that end in
`_here` do the same inside an action that is under way. Two officers, and the trader or whoever lawfully
stands in: Customs Law arts. 27, 28; GACC Decree 138 (inspection); GACC Ann. 2020 No. 24 (epidemics).
"""

from collections.abc import Sequence
from datetime import datetime

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.inspections import bookings, evidence, examining, orders, sites, words
from tongguan.desk.inspections.examining import ABSENCES, Found, Wanted
from tongguan.desk.inspections.models import Order, Visit
from tongguan.desk.inspections.orders import open_orders
from tongguan.desk.people.queries import is_office
from tongguan.desk.texts import must_fit
from tongguan.law import select
from tongguan.law.findings import refused
from tongguan.law.kernel import names as says
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.targeting.criteria import PLACES

__all__ = ["ABSENCES", "OUTCOMES", "Found", "Wanted", "open_orders"]

OUTCOMES = {
    "pass": "pass",
    "treat": "treat_after",
    "amend": "amend_after",
    "return": "return_after",
    "destroy": "destroy_after",
    "hand_over": "hand_over_after",
}
"""What an inspection may come to, and the step that it is."""


def order(
    dossier_id: int, wanted: Sequence[select.Order], *, actor: Actor, at: datetime, office: str = ""
) -> tuple[TrackKey, ...]:
    """An officer orders an inspection, to be done by his own office or by another; the tracks opened. Papers
    are looked at by the office that has them. Raises NotOffered, Refused: no such office."""

    def do(act: Act) -> tuple[TrackKey, ...]:
        act.may(f"order_{orders.PORT}")
        if office and not is_office(office):
            raise refused(words.NO_OFFICE, office=office)
        offices = dict.fromkeys(PLACES, office) if office else None
        return open_orders(act, wanted, asked_by=actor.person, offices=offices)

    return act_on(dossier_id, do, actor=actor, at=at)


def notify(dossier_id: int, key: TrackKey, *, actor: Actor, at: datetime) -> None:
    """Gives notice of an order: from now on the trader knows of it, and what to prepare. Raises
    NotOffered, Refused."""
    act_on(dossier_id, lambda act: notify_here(act, key), actor=actor, at=at)


def notify_here(act: Act, key: TrackKey) -> None:
    act.may(f"notify_{key.track}", key)
    find(act.id, key)
    _take(act, key, "notify")
    orders.tell_notice(act, key)


def book(
    dossier_id: int, key: TrackKey, *, site: str, starts_at: datetime, actor: Actor, at: datetime
) -> int:
    """Books, or moves, the appointment; the bay. Raises NotOffered, Refused (closed, full)."""

    def do(act: Act) -> int:
        act.may(f"book_{key.track}", key)
        sites.must_run(act, key, code=site)
        _take(act, key, "book", data=f"{site} {starts_at.isoformat()}")
        return bookings.reserve(act, key, site=site, starts_at=starts_at)

    return act_on(dossier_id, do, actor=actor, at=at)


def miss(dossier_id: int, key: TrackKey, *, actor: Actor, at: datetime) -> None:
    """The appointment passed and nobody came: the bay is free, the trader books again. Raises
    NotOffered."""

    def do(act: Act) -> None:
        _take(act, key, "miss")
        bookings.release(act, key)

    act_on(dossier_id, do, actor=actor, at=at)


def present(
    dossier_id: int,
    key: TrackKey,
    *,
    actor: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
    word: str = "",
) -> None:
    """The goods stand at the site, ready to be looked at; of a terminal, the one that runs it says so. A
    trader may add a `word`: whom it authorises to stand for it. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        act.may(f"present_for_{key.track}", key)
        sites.must_run(act, key)
        _take(act, key, "present_for", occurred_at=occurred_at, data=word)

    act_on(dossier_id, do, actor=actor, at=at)


def begin(
    dossier_id: int,
    key: TrackKey,
    *,
    second_officer: str,
    present: str,
    actor: Actor,
    at: datetime,
    absence: str = "",
    occurred_at: datetime | None = None,
) -> None:
    """Two officers begin, the actor and `second_officer`. `present` is the person who stands for the
    trader; where neither the trader nor its broker came, `absence` gives the lawful reason (`ABSENCES`)
    and `present` is who stood in. Nobody repeats an inspection of his own. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        act.may(f"begin_{key.track}", key)
        must_fit(Visit, present=present)
        found = find(act.id, key)
        examining.must_be_two(act, found, second_officer)
        if not present or (absence and absence not in ABSENCES):
            raise refused(words.ABSENCE, reasons=says.names(says.ABSENCES, ABSENCES))
        if present in (act.actor.person, second_officer):
            raise refused(words.ABSENCE, reasons=says.names(says.ABSENCES, ABSENCES))
        facts = frozenset({"lawfully_absent"} if absence else ())
        number = 1 + Visit.objects.filter(dossier_id=act.id, **key._asdict()).count()
        told = {"facts": facts, "data": absence, "occurred_at": occurred_at}
        _take(act, key, "begin_unattended" if absence else "begin", **told)
        if absence:
            orders.tell(act, key, "inspection_begun", {"absence": absence})
        row = (act.id, *key, number, act.at, act.actor.person, second_officer, present, absence)
        act.rows.add(Visit, row)

    act_on(dossier_id, do, actor=actor, at=at)


def take_samples(
    dossier_id: int,
    key: TrackKey,
    samples: Sequence[Wanted],
    *,
    laboratory: str,
    actor: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> tuple[int, ...]:
    """Takes sealed samples and sends them to a laboratory; their numbers. Goods that are under quarantine
    are sampled for customs only after quarantine passed them (Customs Law art. 27). Raises NotOffered,
    Refused."""

    def do(act: Act) -> tuple[int, ...]:
        numbers = examining.add_samples(act, key, samples, laboratory)
        seals = " ".join(sample.seal for sample in samples)
        _take(act, key, "sample_in", data=seals, occurred_at=occurred_at)
        return numbers

    return act_on(dossier_id, do, actor=actor, at=at)


def report(
    dossier_id: int,
    sample: int,
    *,
    reference: str,
    conforms: bool,
    actor: Actor,
    at: datetime,
    text: str = "",
) -> bool:
    """Enters the laboratory's report on a sample; whether it was the last one outstanding, with which the
    visit goes on. The same report again changes nothing. Each is an event, so that of two that come at once
    the second sees the first. Raises NotOffered, Refused."""

    def do(act: Act) -> bool:
        act.may("report_laboratory_of_port_inspection")  # whose sample it was, only that room knows
        key, new, last = examining.add_report(act, sample, reference, conforms, text)
        if last:
            _take(act, key, "report_laboratory_of", data=reference)
        elif new:
            act.begin("laboratory_reported", (), data=reference)
        return last

    return act_on(dossier_id, do, actor=actor, at=at)


def record(dossier_id: int, key: TrackKey, found: Sequence[Found], *, actor: Actor, at: datetime) -> None:
    """Notes what was found, line by line and for each authority, while the inspection goes on. Raises
    NotOffered, Refused."""
    act_on(dossier_id, lambda act: examining.add_results(act, key, found), actor=actor, at=at)


def enter_results(
    dossier_id: int,
    key: TrackKey,
    found: Sequence[Found] = (),
    *,
    actor: Actor,
    at: datetime,
    occurred_at: datetime | None = None,
) -> None:
    """Ends the examination: customs items and quarantine items together. Refused while something that was
    ordered has no result. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        act.may(f"enter_results_of_{key.track}", key)
        examining.add_results(act, key, found)
        examining.must_be_complete(act, key)
        _take(act, key, "enter_results_of", occurred_at=occurred_at)
        bookings.release(act, key)

    act_on(dossier_id, do, actor=actor, at=at)


def doubt(dossier_id: int, key: TrackKey, *, reason: str, actor: Actor, at: datetime) -> None:
    """The second officer wants it looked at again. Raises NotOffered."""
    act_on(dossier_id, lambda act: _take(act, key, "doubt_results_of", data=reason), actor=actor, at=at)


def conclude(dossier_id: int, key: TrackKey, *, outcome: str, actor: Actor, at: datetime) -> None:
    """A second officer confirms the results and what follows from them (`OUTCOMES`). Raises NotOffered,
    Refused: it does not fit what was found."""
    act_on(dossier_id, lambda act: conclude_here(act, key, outcome), actor=actor, at=at)


def conclude_here(act: Act, key: TrackKey, outcome: str) -> None:
    """The same inside an action: a finding that changes what was declared belongs to its own room."""
    act.may(f"pass_{key.track}", key)
    examining.must_fit(act, key, outcome)
    # what becomes of the goods is seen to where they lie
    _take(act, key, OUTCOMES[outcome], data=outcome, offices={"disposal": _office(act, key)})
    evidence.must_be_signed(act, key)


def finish_treatment(dossier_id: int, key: TrackKey, *, reference: str, actor: Actor, at: datetime) -> None:
    """The goods were treated (`reference`: the treatment's record) and are ready to be checked again; of a
    terminal, the one that runs the site says so. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        act.may(f"finish_treatment_of_{key.track}", key)
        sites.must_run(act, key)
        _take(act, key, "finish_treatment_of", data=reference)

    act_on(dossier_id, do, actor=actor, at=at)


def ask_to_repeat(dossier_id: int, key: TrackKey, *, reason: str, actor: Actor, at: datetime) -> None:
    """The trader disputes the result. Raises NotOffered, Refused."""
    act_on(dossier_id, lambda act: _take(act, key, "ask_to_repeat", data=reason), actor=actor, at=at)


def answer_repeat(
    dossier_id: int, key: TrackKey, *, grant: bool, reason: str, actor: Actor, at: datetime
) -> TrackKey | None:
    """Grants a second inspection, by other officers, which takes back what was to become of the goods; or
    refuses it: goods that were to be treated still are. The new order. Raises NotOffered."""

    def do(act: Act) -> TrackKey | None:
        if not grant:
            verb, facts = orders.refusal(act, key)
            _take(act, key, verb, data=reason, facts=facts)
            return None
        again = act.case.next(key.track, key.part)
        act.may(f"repeat_{key.track}", key)
        _take(act, key, "repeat", data=reason, offices={key.track: _office(act, key)})
        orders.repeat(act, key, again, reason=reason)
        orders.tell_notice(act, key)  # it looks at the same again
        return again

    return act_on(dossier_id, do, actor=actor, at=at)


def find(dossier_id: int, key: TrackKey) -> Order:
    """The order of a track. Raises Refused."""
    found = Order.objects.filter(dossier_id=dossier_id, **key._asdict()).first()
    if found is None:
        raise refused(words.NO_ORDER)
    return found


def _office(act: Act, key: TrackKey) -> str:
    where = act.case.tracks.get(key)
    return where.office if where else ""


def _take(act: Act, key: TrackKey, verb: str, **told: object) -> None:
    act.take(f"{verb}_{key.track}", part=key.part, number=key.number, **told)  # type: ignore[arg-type]
