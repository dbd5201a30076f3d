"""Inspections: from a covert order to a result that two officers stand for."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tests.desk import port, visits
from tests.desk.port import (
    INSPECTOR,
    OFFICER,
    SECOND,
    STRANGER,
    SYSTEM,
    TERMINAL,
    TRADER,
    later,
    state,
    steps,
)
from tests.desk.visits import (
    AFTERWARDS,
    ALL_WELL,
    CUSTOMS,
    PORT,
    QUARANTINE,
    a_site,
    at_site,
    begin,
    begun,
    notified,
    selected,
    why,
    with_results,
)
from tongguan.desk.dossiers import worklist
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.inspections import actions, queries
from tongguan.desk.inspections.actions import Found, Wanted
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor
from tongguan.law.select import Order, added
from tongguan.law.words import say

pytestmark = pytest.mark.usefixtures("dalian")
TEN = datetime(2020, 3, 3, 2, 0, tzinfo=UTC)  # ten o'clock at the site
THIRD, FOURTH = Actor("25", "inspector", "0908"), Actor("26", "inspector", "0908")


def test_both_authorities_look_in_one_visit_and_the_destination_has_its_own() -> None:
    one = selected(CUSTOMS, QUARANTINE, AFTERWARDS)
    assert steps(one)[2:] == ["order_destination_inspection", "order_port_inspection"]
    visits = {visit.key.track: visit for visit in queries.inspections(one, as_trader=False)}
    assert [look.authority for look in visits["port_inspection"].looks] == ["customs", "quarantine"]
    assert len(visits["destination_inspection"].looks) == 1
    assert set(queries.selected(one)) == {CUSTOMS, QUARANTINE, AFTERWARDS}
    assert added(queries.selected(one), (CUSTOMS, AFTERWARDS)) == ()


def test_each_container_has_a_visit_of_its_own() -> None:
    first, second = Order(authority="customs", place="port", method="machine", part="C1"), CUSTOMS
    one = selected(first, second, parts=("C1", "C2"))
    assert (state(one, "port_inspection", "C1"), state(one, "port_inspection")) == ("ordered", "ordered")


def test_an_order_for_documents_has_them_reviewed() -> None:
    papers = Order(authority="customs", place="port", method="documents", lines=(1,))
    one = selected(papers)
    assert (state(one, "documents"), queries.inspections(one, as_trader=False)) == ("review", ())
    assert queries.selected(one) == (papers,)
    cleared = selected(ref="R2")
    port.take(cleared, "clear_automatically", SYSTEM, later(0.1))
    port.take(cleared, "hold_for_documents", OFFICER, later(0.1))
    actions.order(cleared, [papers], actor=OFFICER, at=later(1))
    assert state(cleared, "documents") == "review"


def test_exports_are_looked_at_before_they_leave() -> None:
    one = selected(AFTERWARDS, kind="export")
    assert state(one, "port_inspection") == "ordered"


def test_a_trader_knows_of_an_order_from_its_notice_on_and_never_why() -> None:
    one = selected(CUSTOMS, QUARANTINE)
    assert queries.inspections(one, as_trader=True) == ()
    with pytest.raises(NotOffered):
        actions.book(one, PORT, site="X", starts_at=TEN, actor=TRADER, at=later(1))
    actions.notify(one, PORT, actor=SYSTEM, at=later(1))
    (seen,) = queries.inspections(one, as_trader=True)
    assert (seen.state, seen.place, len(seen.looks)) == ("notified", "port", 2)
    assert all(not look.criteria for look in seen.looks)
    told = Outbox.objects.filter(dossier_id=one, kind="inspection_notice")
    assert sorted(told.values_list("recipient", flat=True)) == [port.IMPORTER, port.BROKER_CODE]
    assert all("SECRET" not in body for body in told.values_list("body", flat=True))
    assert all("SECRET" not in event.data for event in port.events_of(one))


def test_an_officer_orders_an_inspection_too() -> None:
    one = selected()
    (key,) = actions.order(one, [CUSTOMS], actor=OFFICER, at=later(1))
    assert key == PORT
    with pytest.raises(NotOffered):
        actions.order(one, [CUSTOMS], actor=TRADER, at=later(1))


def test_strangers_book_and_present_nothing() -> None:
    a_site()
    one = notified()
    with pytest.raises(NotOffered, match="not_your_declaration"):
        actions.book(one, PORT, site="DLC-1", starts_at=TEN, actor=STRANGER, at=later(2))
    with pytest.raises(NotOffered):
        actions.present(one, PORT, actor=STRANGER, at=later(2))
    with pytest.raises(NotOffered):
        actions.present(one, PORT, actor=INSPECTOR, at=later(2))


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"second_officer": INSPECTOR.person}, "I106"),
        ({"second_officer": ""}, "I106"),
        ({"second_officer": TRADER.person}, "I106"),
        ({"present": ""}, "I107"),
        ({"present": SECOND.person}, "I107"),
        ({"absence": "late"}, "I107"),
    ],
)
def test_two_officers_and_somebody_for_the_trader_are_there(more: dict[str, object], code: str) -> None:
    one = at_site()
    with pytest.raises(Refused) as refused:
        begin(one, **more)
    assert why(refused) == code
    assert state(one, "port_inspection") == "at_site"


def test_an_inspection_begins_without_the_trader_where_the_law_allows_it() -> None:
    one = at_site()
    begin(one, present=TERMINAL.person, absence="epidemic")
    (seen,) = queries.inspections(one, as_trader=True)
    assert (seen.visits[0].present, seen.visits[0].absence) == (TERMINAL.person, "epidemic")
    assert "begin_unattended_port_inspection" in steps(one)


def test_results_are_complete_before_they_are_entered() -> None:
    one = begun()
    actions.record(one, PORT, [Found(1, "customs")], actor=INSPECTOR, at=later(3.5))
    with pytest.raises(Refused) as refused:
        actions.enter_results(one, PORT, [Found(2, "customs")], actor=INSPECTOR, at=later(4))
    assert why(refused) == "I109"
    (finding,) = refused.value.findings
    assert say("I109", finding.arguments, "en") == "Say first what was found for quarantine on line 2."
    assert say("I109", finding.arguments, "zh") == "请先登记检疫对第2项商品的查验结果。"
    actions.enter_results(one, PORT, ALL_WELL[1:], actor=INSPECTOR, at=later(4))
    assert state(one, "port_inspection") == "results"


@pytest.mark.parametrize(
    ("found", "code"),
    [(Found(3, "customs"), "I116"), (Found(1, "quarantine"), "I116"), (Found(1, "customs", "oops"), "I110")],
)
def test_only_what_was_ordered_has_results(found: Found, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.record(begun(), PORT, [found], actor=INSPECTOR, at=later(4))
    assert why(refused) == code


def test_another_officer_confirms() -> None:
    one = with_results()
    with pytest.raises(NotOffered, match="same_person"):
        actions.conclude(one, PORT, outcome="pass", actor=INSPECTOR, at=later(5))
    actions.doubt(one, PORT, reason="line 2 again", actor=SECOND, at=later(5))
    actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(6))
    actions.conclude(one, PORT, outcome="pass", actor=SECOND, at=later(7))
    assert state(one, "port_inspection") == "passed"


@pytest.mark.parametrize(
    ("finding", "opened"),
    [
        ("amend", "amendment"),
        ("return", "disposal"),
        ("destroy", "disposal"),
        ("hand_over", "offence"),
    ],
)
def test_the_outcome_is_what_was_found(finding: str, opened: str) -> None:
    one = with_results((*ALL_WELL[:2], Found(2, "quarantine", finding, "not as declared")))
    for wrong in {"pass", "treat", "destroy"} - {finding}:
        with pytest.raises(Refused) as refused:
            actions.conclude(one, PORT, outcome=wrong, actor=SECOND, at=later(5))
        assert why(refused) == "I110"
    actions.conclude(one, PORT, outcome=finding, actor=SECOND, at=later(5))
    assert state(one, "port_inspection") == "closed"
    assert state(one, opened)


def test_goods_are_treated_and_checked_again() -> None:
    one = with_results((*ALL_WELL[:2], Found(2, "quarantine", "treat", "beetles")))
    actions.conclude(one, PORT, outcome="treat", actor=SECOND, at=later(5))
    actions.finish_treatment(one, PORT, reference="FUM-1", actor=TRADER, at=later(6))
    begin(one, hours=7)
    with pytest.raises(Refused) as refused:
        actions.enter_results(one, PORT, actor=INSPECTOR, at=later(8))
    assert why(refused) == "I109"
    actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(8))
    actions.conclude(one, PORT, outcome="pass", actor=SECOND, at=later(9))
    (seen,) = queries.inspections(one, as_trader=True)
    assert (seen.state, len(seen.visits), len(seen.results)) == ("passed", 2, 6)


def samples(one: int, *wanted: Wanted, hours: float = 3.5) -> tuple[int, ...]:
    return actions.take_samples(one, PORT, wanted, laboratory="LAB", actor=INSPECTOR, at=later(hours))


def report(one: int, sample: int, conforms: bool = True, hours: float = 4.0) -> bool:
    return actions.report(
        one, sample, reference=f"L-{sample}", conforms=conforms, actor=INSPECTOR, at=later(hours)
    )


def test_the_laboratory_reports_on_every_sample() -> None:
    one = begun()
    first, second = samples(one, Wanted(2, "quarantine", "S-1"), Wanted(2, "quarantine", "S-2"))
    assert state(one, "port_inspection") == "laboratory"
    assert report(one, first) is False
    assert report(one, first, hours=5) is False
    assert report(one, second, hours=6) is True
    assert state(one, "port_inspection") == "begun"
    with pytest.raises(Refused) as refused:
        report(one, first, conforms=False, hours=7)
    assert why(refused) == "I108"
    with pytest.raises(Refused):
        report(one, 9)


def test_goods_that_fail_in_the_laboratory_do_not_pass() -> None:
    one = begun()
    (sample,) = samples(one, Wanted(2, "quarantine", "S-1"))
    report(one, sample, conforms=False)
    actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(5))
    with pytest.raises(Refused) as refused:
        actions.conclude(one, PORT, outcome="pass", actor=SECOND, at=later(6))
    (finding,) = refused.value.findings
    assert say(finding.code, finding.arguments, "en").endswith(": failed in the laboratory.")
    assert say(finding.code, finding.arguments, "zh") == "处理结果与查验记录不符：实验室检测不合格。"


def test_goods_are_sampled_for_customs_after_quarantine_passed_them() -> None:
    one = begun()
    with pytest.raises(Refused) as refused:
        samples(one, Wanted(2, "customs", "S-1"))
    assert why(refused) == "I117"
    actions.record(one, PORT, [Found(2, "quarantine")], actor=INSPECTOR, at=later(3.2))
    samples(one, Wanted(2, "customs", "S-1"), Wanted(1, "customs", "S-2"))


@pytest.mark.parametrize(("outcome", "stands"), [("pass", "passed"), ("destroy", "closed")])
def test_a_result_is_repeated_on_request_by_other_officers(outcome: str, stands: str) -> None:
    one = with_results((*ALL_WELL[:2], Found(2, "quarantine", "return", "mould")))
    actions.conclude(one, PORT, outcome="return", actor=SECOND, at=later(5))
    with pytest.raises(NotOffered):
        actions.ask_to_repeat(one, PORT, reason="no", actor=STRANGER, at=later(6))
    actions.ask_to_repeat(one, PORT, reason="it was frost", actor=TRADER, at=later(6))
    again = actions.answer_repeat(one, PORT, grant=True, reason="", actor=THIRD, at=later(7))
    assert (again, state(one, "disposal")) == (PORT._replace(number=2), "dropped")
    assert [kind for kind, *_ in visits.letters(one)[-2:]] == ["decided", "inspection_notice"]
    actions.present(one, again, actor=TERMINAL, at=later(8))
    with pytest.raises(Refused) as refused:
        begin(one, again, hours=9, actor=THIRD, second_officer=SECOND.person)
    assert why(refused) == "I106"
    begin(one, again, hours=9, actor=THIRD, second_officer=FOURTH.person)
    found = Found(2, "quarantine", outcome.replace("pass", "nothing"))
    actions.enter_results(one, again, (*ALL_WELL[:2], found), actor=THIRD, at=later(10))
    actions.conclude(one, again, outcome=outcome, actor=FOURTH, at=later(11))
    ways = [at.state for key, at in port.case_of(one).tracks.items() if key.track == "disposal"]
    assert ways == {"pass": ["dropped"], "destroy": ["dropped", "destroying"]}[outcome]
    assert state(one, "port_inspection", number=2) == stands
    assert len(queries.inspections(one, as_trader=True)) == 2


@pytest.mark.parametrize(("found", "stands"), [("return", "closed"), ("treat", "treating")])
def test_a_repetition_may_be_refused_and_nothing_is_disputed_away(found: str, stands: str) -> None:
    one = with_results((*ALL_WELL[:2], Found(2, "quarantine", found)))
    actions.conclude(one, PORT, outcome=found, actor=SECOND, at=later(5))
    actions.ask_to_repeat(one, PORT, reason="no", actor=TRADER, at=later(6))
    worklist.claim(one, PORT, actor=THIRD, at=later(6.5))
    assert actions.answer_repeat(one, PORT, grant=False, reason="clear", actor=THIRD, at=later(7)) is None
    assert visits.letters(one)[-1][1:] == (PORT.track, state(one, PORT.track)) == (PORT.track, stands)


@pytest.mark.parametrize("table", ["order", "look", "visit", "sample", "report", "result"])
def test_what_was_found_is_frozen(table: str) -> None:
    one = begun()
    (sample,) = samples(one, Wanted(2, "quarantine", "S-1"))
    report(one, sample)
    actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(5))
    for verb in (f'UPDATE "inspections_{table}" SET dossier_id = 1', f'DELETE FROM "inspections_{table}"'):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)
