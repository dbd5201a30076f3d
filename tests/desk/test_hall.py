"""The hall: numbers, appointments, one counter for everything, and visits that were not needed after all."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.desk.sample import at_once
from tests.harbour import BO, DAN, DONG, INA, IRIS, LIN, MEAT_FIRM, MEI, RUI, Harbour, licence
from tests.journeys.story import PORT, Story
from tongguan.desk.declarations import changes
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.queries import became
from tongguan.desk.hall import queries, saving, serving, visits
from tongguan.desk.hall.models import Visit
from tongguan.desk.inspections import actions as inspections
from tongguan.law import select
from tongguan.law.findings import Refused
from tongguan.law.hours import Hours
from tongguan.law.kernel.case import Actor
from tongguan.law.rulebook import Row, Rulebook

TEN = datetime(2020, 9, 15, 2, 0, tzinfo=UTC)  # ten o'clock in Dalian
ORDER = select.Order(authority="quarantine", place="port", method="sample")


class Hall:
    """The hall of 0908 on the day of the harbour, as somebody uses it."""

    def __init__(self, harbour: Harbour) -> None:
        self.harbour = harbour

    @property
    def when(self) -> dict[str, Any]:
        return {"at": self.harbour.at, "today": self.harbour.today}

    def number(self, by: Actor, service: str = "documents", **more: Any) -> Visit:
        return visits.take_number(office="0908", service=service, actor=by, **self.when, **more)

    def book(self, by: Actor, starts_at: datetime = TEN, **more: Any) -> Visit:
        law = self.harbour.books.law
        how = {"office": "0908", "service": "money", "starts_at": starts_at, "book": law, **more}
        return visits.book(actor=by, **self.when, **how)

    def call(self, by: Actor, window: int = 1) -> int:
        one = serving.call_next(window=window, actor=by, **self.when)
        return one.number if one else 0

    def finish(self, by: Actor, *, came: bool = True, note: str = "") -> None:
        one = serving.served_by(by)
        assert one is not None
        serving.finish(one.pk, came=came, note=note, actor=by, **self.when)

    def counted(self) -> tuple[int, int]:
        return queries.counted("0908", since=self.harbour.today, until=self.harbour.today)


@pytest.fixture
def hall(harbour: Harbour) -> Hall:
    return Hall(harbour)


def why(raised: pytest.ExceptionInfo[Refused]) -> str:
    return raised.value.findings[0].code


def test_one_counter_serves_customs_and_inspection_in_turn(hall: Hall) -> None:
    taken = [
        hall.number(LIN, "inspection"),
        hall.number(DONG, "money", enterprise=MEAT_FIRM),
        hall.number(BO),
    ]
    assert [one.number for one in taken] == [1, 2, 3]
    assert queries.before(taken, hall.harbour.at)[taken[2].pk] == 2
    assert (hall.call(DONG, 1), hall.call(INA, 2), hall.call(RUI, 3)) == (1, 2, 3), "whoever is free"
    with pytest.raises(Refused) as raised:
        hall.call(DONG, 1)
    assert why(raised) == "N407"
    hall.finish(DONG, note="Give the certificate at home")
    hall.finish(INA, came=False)
    assert hall.call(DONG, 1) == 0 and hall.counted() == (1, 0)
    mine = {one.number: one for one in queries.of_enterprise(MEAT_FIRM)}
    assert (mine[1].state, mine[1].note) == ("done", "Give the certificate at home")
    assert mine[2].state == "absent", "what was begun at the counter is on the trader's page"


def test_an_appointment_goes_first_when_its_time_has_come(hall: Hall) -> None:
    with pytest.raises(Refused) as raised:
        hall.book(LIN, TEN + timedelta(minutes=7))
    assert why(raised) == "N404"
    with pytest.raises(Refused):
        hall.book(LIN, datetime(2020, 9, 19, 2, 0, tzinfo=UTC))  # a Saturday
    early, late = hall.book(LIN), hall.book(BO, TEN + timedelta(hours=4))
    hall.harbour.after(hours=1)
    for one, owner in ((late, BO), (early, LIN)):
        hall.number(MEI)
        visits.arrive(one.pk, actor=owner, **hall.when)
    order = [one.enterprise for one in queries.waiting("0908", hall.harbour.today, hall.harbour.at)]
    assert order == [MEAT_FIRM, MEI.behalf, BO.behalf, MEI.behalf]
    with pytest.raises(Refused):
        visits.arrive(early.pk, actor=LIN, **hall.when)


def test_hours_are_those_of_the_office_and_the_day(hall: Hall) -> None:
    columns = {"open": "10:00-10:30", "days": "every", "minutes": "30", "places": "1", "ahead": "1"}
    row = Row(
        table="hours", key="hall", valid_from=hall.harbour.today, value=Hours.parse(columns), source="a test",
        scope="office:0908",
    )  # fmt: skip
    narrow = Rulebook("cn", 1, [row])
    with pytest.raises(Refused) as raised:
        hall.book(LIN, TEN, book=narrow)  # this book has no local time: ten is two o'clock there
    assert why(raised) == "N404"
    there = datetime(2020, 9, 15, 10, 0, tzinfo=UTC)
    assert queries.free("0908", now=TEN, today=hall.harbour.today, book=narrow)[0] == there
    assert hall.book(LIN, there, book=narrow).seat == 1
    for office, book, code in (("0908", narrow, "N405"), ("0902", narrow, "N412")):
        with pytest.raises(Refused) as raised:
            hall.book(BO, there, book=book, office=office)
        assert why(raised) == code


def test_a_time_is_given_to_as_many_as_are_served(hall: Hall) -> None:
    made = at_once(*[lambda by=by: hall.book(by).seat for by in (LIN, BO, MEI) * 2])
    assert sorted(one for one in made if isinstance(one, int)) == [1, 2, 3, 4]
    assert {why_of(one) for one in made if not isinstance(one, int)} == {"N405"}
    assert TEN not in queries.free("0908", now=hall.harbour.at, today=hall.harbour.today, book=law(hall))
    visits.give_back(Visit.objects.order_by("pk")[0].pk, actor=DONG, **hall.when)
    assert TEN in queries.free("0908", now=hall.harbour.at, today=hall.harbour.today, book=law(hall))


def why_of(raised: Any) -> str:
    assert isinstance(raised, Refused), raised
    return raised.findings[0].code


def law(hall: Hall) -> Any:
    return hall.harbour.books.law


def test_numbers_are_given_once_and_each_is_called_once(hall: Hall) -> None:
    given = at_once(*[lambda by=by: hall.number(by).number for by in (LIN, BO, MEI) * 2])
    assert sorted(given) == [1, 2, 3, 4, 5, 6]
    called = at_once(*[lambda by=by: hall.call(by) for by in (DONG, DAN, INA, RUI)])
    assert len(set(called)) == 4 and 0 not in called


def test_who_may_do_what(hall: Hall) -> None:
    ticket = hall.number(LIN)
    forged = Actor(DONG.person, "document_officer", "0902")
    for wrong in (forged, Actor(BO.person, "trader", MEAT_FIRM)):
        with pytest.raises(Refused):
            hall.number(wrong)
    for wrong in (LIN, forged):
        with pytest.raises(Refused):
            serving.call_next(window=1, actor=wrong, **hall.when)
    for wrong in (MEI, IRIS, BO):
        with pytest.raises(Refused):
            visits.give_back(ticket.pk, actor=wrong, **hall.when)
    assert hall.call(IRIS) == 0, "at the office of the hat"
    for _ in range(4):
        hall.number(LIN)
    with pytest.raises(Refused) as raised:
        hall.number(LIN)
    assert why(raised) == "N403"
    with pytest.raises(Refused):
        hall.number(MEI, "a chat")


def test_a_visit_that_was_not_needed_is_counted(hall: Hall, settings: Any) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    pork = Story(hall.harbour, hall.harbour.lodge("import-pork", {"/contract": "PLAIN"}, by=BO))
    pork.do(changes.take, "ask", by=DONG, data="Which cut?")
    asked = hall.number(BO, dossier=pork.id)
    counter = hall.number(DONG, dossier=pork.id, enterprise=BO.behalf)
    made = hall.harbour.at
    draft = Draft.objects.create(
        enterprise=MEAT_FIRM, direction="import", sheet="{}", started_at=made, changed_at=made,
        started_by=LIN.person, changed_by=LIN.person,
    )  # fmt: skip
    drafted, plain = hall.number(LIN, "declaring", draft=draft.pk), hall.number(LIN)
    every = [asked, counter, drafted, plain]
    assert saving.settle(every, lodged=became, at=hall.harbour.at) == 0
    pork.do(changes.take, "answer", by=BO, data="The shoulder")
    Draft.objects.filter(pk=draft.pk).update(dossier=pork.id)
    assert {one.pk for one in saving.needless(every, lodged=became)} == {asked.pk, drafted.pk}
    assert not Visit.objects.filter(state="saved").exists(), "who only looks writes nothing"
    settings.CLOCK_STANDS = hall.harbour.at
    call_command("clock", "--once", verbosity=0)
    assert hall.counted() == (0, 2)
    states = [Visit.objects.get(pk=one.pk).state for one in every]
    assert states == ["saved", "waiting", "saved", "waiting"], "who stands in the hall is called"
    assert Visit.objects.get(pk=drafted.pk).dossier == pork.id
    assert hall.call(DONG) == counter.number


def test_a_bay_outside_hours_is_for_an_inspection_that_was_notified(hall: Hall) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    pork = Story(hall.harbour, hall.harbour.lodge("import-pork", {"/contract": "PLAIN"}, by=BO))
    pork.arrives(("2", "UN9074729", "020E"), "COSU6254178810")
    night = datetime(2020, 9, 16, 13, 0, tzinfo=UTC)

    def ask(starts_at: datetime = night, by: Actor = BO) -> Visit:
        how = {"dossier": pork.id, "site": "YARD", "starts_at": starts_at, "book": law(hall)}
        return visits.ask_for_bay(actor=by, **hall.when, **how)

    with pytest.raises(Refused) as nothing:
        ask()
    pork.do(inspections.order, [ORDER], by=INA)
    with pytest.raises(Refused) as hidden:
        ask()
    assert nothing.value.findings == hidden.value.findings, "an order that was not notified leaves no trace"
    pork.do(inspections.notify, PORT, by=INA)
    with pytest.raises(Refused) as raised:
        ask(TEN + timedelta(days=1))
    assert why(raised) == "N410"
    with pytest.raises(Refused) as raised:
        ask(night + timedelta(minutes=7))
    assert why(raised) == "N413"
    asked = ask()
    assert asked in queries.expected("0908", hall.harbour.today)
    how = {"at": hall.harbour.at, "today": hall.harbour.today}
    for by, grant, reason in ((IRIS, True, ""), (DONG, True, ""), (INA, False, " ")):
        with pytest.raises(Refused):
            visits.decide_bay(asked.pk, grant=grant, reason=reason, actor=by, **how)
    visits.decide_bay(asked.pk, grant=True, actor=INA, **how)
    assert Visit.objects.get(pk=asked.pk).state == "booked"
    with pytest.raises(Refused):
        visits.decide_bay(asked.pk, grant=False, reason="full", actor=INA, **how)
