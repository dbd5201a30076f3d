"""The examination itself: officers, samples, reports, and what was found of each line."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db.models import Max, Model

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.statements import Row
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.inspections import orders, words
from tongguan.desk.inspections.models import Order, Report, Result, Sample, Visit
from tongguan.desk.people.queries import capacities_of
from tongguan.law.calendar import local_day
from tongguan.law.findings import refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel import names as says
from tongguan.law.kernel.case import TrackKey

ABSENCES = ("epidemic", "suspicion", "did_not_come")
"""Why an inspection may lawfully begin without the trader: an epidemic (GACC Ann. 2020 No. 24), goods under
suspicion, or a trader who was told and did not come (GACC Decree 138)."""
FINDINGS = ("nothing", "treat", "amend", "return", "destroy", "hand_over")


class Wanted(NamedTuple):
    """A sample to take: of a goods line (0: of the consignment), for an authority, under a seal."""

    line: int
    authority: str
    seal: str


class Found(NamedTuple):
    """What was found of a goods line (0: of the consignment) for an authority. `finding` is what it calls
    for; "nothing" where the goods conform."""

    line: int
    authority: str
    finding: str = "nothing"
    note: str = ""


def must_be_two(act: Act, order: Order, second_officer: str) -> None:
    """Raises Refused: one officer, a second who is no inspector of the office, or one who made the inspection
    that this one repeats."""
    officers = {act.actor.person, second_officer}
    on, office = local_day(act.at, act.book), act.actor.behalf
    if "inspector" not in capacities_of(second_officer, on=on, office=office):
        officers = set()
    before = Visit.objects.filter(dossier_id=act.id, track=order.track, part=order.part, number=order.repeats)
    for visit in before:
        officers -= {visit.first_officer, visit.second_officer}
    if len(officers) != 2:
        raise refused(words.TWO_OFFICERS)


def add_samples(act: Act, key: TrackKey, samples: Sequence[Wanted], laboratory: str) -> tuple[int, ...]:
    must_examine(act, key, "sample_in", ("begun",))
    if not samples:
        raise refused(words.NO_SAMPLES)
    latest = _latest(act, key)
    for sample in samples:
        _must_be_ordered(act, key, sample.line, sample.authority)
        if sample.authority == "customs" and not _quarantine_passed(act, key, sample.line, latest):
            raise refused(words.QUARANTINE_FIRST)
    first = next_number(act, Sample, "sample")
    rows = [
        (act.id, number, *key, *sample, laboratory, act.at, act.actor.person)
        for number, sample in enumerate(samples, first)
    ]
    insert(act, Sample, rows)
    return tuple(range(first, first + len(samples)))


def add_report(
    act: Act, sample: int, reference: str, conforms: bool, text: str
) -> tuple[TrackKey, bool, bool]:
    """The order whose sample it was, whether the report is new, and whether it was the last outstanding."""
    found = Sample.objects.filter(dossier_id=act.id, sample=sample).first()
    if found is None:
        raise refused(words.NO_SAMPLE, sample=sample)
    key = TrackKey(found.track, found.part, found.number)
    told = Report.objects.filter(dossier_id=act.id, sample=sample).first()
    if told is not None:
        if (told.reference, told.conforms) != (reference, conforms):
            raise refused(words.NO_SAMPLE, sample=sample)
        return key, False, False
    must_examine(act, key, "report_laboratory_of", ("laboratory",))
    insert(act, Report, [(act.id, sample, reference, conforms, text, act.at, act.actor.person)])
    return key, True, not _outstanding(act, key)


def add_results(act: Act, key: TrackKey, found: Sequence[Found]) -> None:
    if not found:
        return
    must_examine(act, key, "enter_results_of", ("begun", "laboratory"))
    for one in found:
        _must_be_ordered(act, key, one.line, one.authority)
        if one.finding not in FINDINGS:
            raise refused(words.NOT_FOUND_SO, finding=says.name(says.FINDINGS, one.finding))
    rows = [
        (
            act.id,
            number,
            *key,
            one.line,
            one.authority,
            one.finding == "nothing",
            one.finding,
            one.note,
            act.at,
            act.actor.person,
        )
        for number, one in enumerate(found, next_number(act, Result, "result"))
    ]
    insert(act, Result, rows)


def must_be_complete(act: Act, key: TrackKey) -> None:
    """Raises Refused: something ordered was not looked at since this visit began."""
    latest = _latest(act, key)
    for authority, line in _ordered(act, key):
        if (authority, line) not in latest and (authority, 0) not in latest:
            raise refused(
                words.NO_RESULT, authority=says.name(says.AUTHORITIES, authority), line=says.line(line)
            )


def must_fit(act: Act, key: TrackKey, outcome: str) -> None:
    """Raises Refused: goods pass only where all that was found conforms, laboratory included; any other
    outcome must be one that was found."""
    findings = {result.finding for result in _latest(act, key).values()}
    failed = Report.objects.filter(
        dossier_id=act.id, sample__in=[s.sample for s in _samples(act, key)], conforms=False
    ).exists()
    wrong = sorted(findings - {"nothing"}) + (["laboratory"] if failed else [])
    if (outcome == "pass" and wrong) or (outcome != "pass" and outcome not in findings - {"nothing"}):
        raise refused(words.NOT_FOUND_SO, finding=says.names(says.FINDINGS, wrong or ["nothing"]))


def _ordered(act: Act, key: TrackKey) -> Iterator[tuple[str, int]]:
    for look in orders.looks_of(act.id, key):
        for line in orders.lines_of(look):
            yield look.authority, line


def _latest(act: Act, key: TrackKey) -> dict[tuple[str, int], Result]:
    """The last result of each authority and line in the present visit."""
    visits = Visit.objects.filter(dossier_id=act.id, **key._asdict())
    since = visits.aggregate(last=Max("at"))["last"]
    found = Result.objects.filter(dossier_id=act.id, **key._asdict()).order_by("result")
    return {(one.authority, one.line): one for one in found if since is None or one.at >= since}


def _samples(act: Act, key: TrackKey) -> list[Sample]:
    """The samples of the present visit."""
    since = Visit.objects.filter(dossier_id=act.id, **key._asdict()).aggregate(last=Max("at"))["last"]
    found = Sample.objects.filter(dossier_id=act.id, **key._asdict())
    return [one for one in found if since is None or one.at >= since]


def _outstanding(act: Act, key: TrackKey) -> bool:
    samples = Sample.objects.filter(dossier_id=act.id, **key._asdict()).values_list("sample", flat=True)
    told = Report.objects.filter(dossier_id=act.id).values_list("sample", flat=True)
    return bool(set(samples) - set(told))


def _quarantine_passed(act: Act, key: TrackKey, line: int, latest: dict[tuple[str, int], Result]) -> bool:
    wanted = {(a, of) for a, of in _ordered(act, key) if a == "quarantine" and (line in (0, of) or of == 0)}
    return all(place in latest and latest[place].conforms for place in wanted)


def _must_be_ordered(act: Act, key: TrackKey, line: int, authority: str) -> None:
    """Anything may be found on the consignment as such; a line must be one that was ordered, where the
    order names lines."""
    lines = {of for a, of in _ordered(act, key) if a == authority}
    if not lines or (line and 0 not in lines and line not in lines):
        raise refused(words.NO_LINE, line=line)


def must_examine(act: Act, key: TrackKey, step: str, states: tuple[str, ...]) -> None:
    """Raises NotOffered: the actor is no inspector of the office that examines, or the track is not in such
    a state."""
    where = act.case.tracks.get(key)
    if reason := act.case.kept_from(act.actor, ("inspector",), key):
        raise NotOffered(f"{step}_{key.track}", reason)
    if where is None or where.state not in states:
        raise NotOffered(f"{step}_{key.track}", "not_in_that_state")


def next_number(act: Act, model: type[Model], column: str) -> int:
    """The next number of a dossier's rows in a table."""
    found = model._default_manager.filter(dossier_id=act.id).aggregate(last=Max(column))["last"]
    return 1 + (found or 0)


def insert(act: Act, model: type[Model], rows: Iterable[Row]) -> None:
    """Raises Stale: another action wrote one of them first."""
    if not all(insert_new(model, rows)):
        raise Stale(f"dossier {act.id} has moved")
