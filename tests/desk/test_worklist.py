"""Worklists: what waits, in which order, counted and taken on by several at once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.desk.port import (
    AT,
    BANK,
    INSPECTOR,
    OFFICER,
    REVENUE,
    SECOND,
    TERMINAL,
    TRADER,
    case_of,
    charge,
    later,
    lodged,
    state,
    take,
)
from tests.desk.sample import at_once
from tests.doors.plans import slow
from tongguan.desk.dossiers import worklist
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.dossiers.queries import events_of
from tongguan.desk.dossiers.worklist import Wanted, at_work, claim, counts, take_next, waiting
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import opening
from tongguan.desk.revenue.queries import orders_to
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.work import awaited, to_do, watched

DOCUMENTS = TrackKey("documents")
MINE = Wanted(offices=("0908",), where=to_do("document_officer"))


def reviewed(count: int) -> list[int]:
    """So many declarations under review, each taken up a day after the one before."""
    made = [lodged(("documents", "", "checking"), reference=f"R{n}") for n in range(count)]
    for n, one in enumerate(made):
        take(one, "take_up", OFFICER, later(24 * n))
    return made


def test_what_is_to_do_is_what_the_flow_lets_a_capacity_do_in_customs_time() -> None:
    assert {("documents", "review"), ("amendment", "requested"), ("licences", "pending")} <= set(
        to_do("document_officer")
    )
    assert {("port_inspection", "results"), ("conformity", "pending")} <= set(to_do("inspector"))
    assert ("charges", "provisional") in to_do("revenue_officer")
    assert ("charges", "provisional") not in to_do("document_officer")
    assert ("documents", "checking") in awaited("document_officer")
    assert to_do("coordinator") == awaited("coordinator") == ()
    for capacity in ("document_officer", "inspector", "revenue_officer"):
        assert not set(to_do(capacity)) & set(awaited(capacity))
        assert ("hold", "covert_authority") not in (*to_do(capacity), *awaited(capacity))
    assert ("hold", "covert_authority") in watched("authority")
    assert ("hold", "covert_authority") not in watched("coordinator")


@pytest.mark.usefixtures("dalian")
class TestList:
    def test_the_soonest_due_comes_first_and_what_has_no_clock_last(self) -> None:
        one, two, three = reviewed(3)
        take(two, "hold_for_documents", OFFICER, later(244))
        rows = waiting(MINE, limit=30)
        dues = [row.due for row in rows]
        assert [row.dossier for row in rows if row.key == DOCUMENTS] == [one, two, three]
        assert dues == sorted(due for due in dues if due) and len(rows) == 4
        unclocked = lodged(("charges", "", "provisional"), reference="C1")
        secured = Wanted(offices=("0908",), where=(*MINE.where, *to_do("revenue_officer")))
        assert waiting(secured, limit=30)[-1].dossier == unclocked

    def test_pages_join_without_gap_or_repeat(self) -> None:
        reviewed(7)
        for n in range(3):
            lodged(("charges", "", "provisional"), reference=f"C{n}")
        wanted = Wanted(offices=("0908",), where=(*MINE.where, ("charges", "provisional")))
        whole = waiting(wanted, limit=30)
        for size in (1, 2, 3, 4):
            pages, after = list[Any](), None
            while page := waiting(wanted, limit=size, after=after):
                pages, after = [*pages, *page], page[-1].cursor
            assert pages == whole

    def test_another_offices_and_closed_work_is_not_there(self) -> None:
        (one, two) = reviewed(2)
        take(one, "clear", OFFICER, later(243))
        assert [row.dossier for row in waiting(MINE, limit=30)] == [two]
        assert waiting(Wanted(offices=("0902",), where=MINE.where), limit=30) == []

    def test_filters_and_counts_agree(self) -> None:
        one, two, _ = reviewed(3)
        export = lodged(("documents", "", "review"), kind="export", reference="E1")
        claim(two, DOCUMENTS, actor=OFFICER, at=later(244))
        first = waiting(MINE, limit=30)[0].due
        assert first is not None
        now = first + timedelta(seconds=1)
        found = counts(MINE, person=OFFICER.person, now=now)[DOCUMENTS.track, "review"]

        def many(**more: Any) -> list[int]:
            wanted = Wanted(offices=("0908",), where=[("documents", "review")], **more)
            return [row.dossier for row in waiting(wanted, limit=30)]

        assert found.all == len(many()) == 4
        assert many(assignee=OFFICER.person) == [two] and found.mine == 1
        assert two not in many(assignee="") and found.free == 3 == len(many(assignee=""))
        assert one in many(before=now) and found.overdue == len(many(before=now)) < 4
        assert many(kind="export") == [export]

    def test_lists_and_counts_are_read_off_the_index_of_open_work(self) -> None:
        from django.test.utils import CaptureQueriesContext

        reviewed(2)
        with CaptureQueriesContext(connection) as asked:
            waiting(MINE, limit=30, after=(AT, 1, "documents", "", 1))
            counts(MINE, person="21", now=AT)
        found = [q["sql"] for q in asked if "UNION ALL" in q["sql"]]
        assert found and not [how for query in found for how in slow(query)]


@pytest.mark.usefixtures("dalian")
@pytest.mark.parametrize("part", ["", "released", "RELEASED", 'x"released', 'x,"released",[', "\\,released,"])
def test_what_is_over_is_on_no_list_whatever_its_parts_are_called(part: str) -> None:
    """A trader chooses what its containers are called."""
    banks = Wanted(offices=("0908",), where=[("charges", "paying"), ("hold", "held_documents")])
    one = lodged(
        *(("documents", "", "review"), ("charges", "", "due")),
        parts=(part,),
        also=lambda it: opening.first_debts(it, [charge("duty", "9")], currency="CNY"),
    )
    revenue.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    take(one, "hold_for_documents", OFFICER, later(1), part)
    assert (len(waiting(banks, limit=9)), len(orders_to(BANK.behalf))) == (2, 1)
    take(one, "refuse", OFFICER, later(2))
    assert case_of(one).ended == {part: "refused"}
    assert (waiting(banks, limit=9), orders_to(BANK.behalf)) == ([], [])
    assert not any(count.all for count in counts(banks, person="", now=AT).values())


@pytest.mark.usefixtures("dalian")
def test_a_release_that_was_taken_back_is_none() -> None:
    one = lodged(("documents", "", "cleared"), ("exit", "", "awaited"), kind="export")
    for actor, step in (
        (OFFICER, "ask_stop"), (TERMINAL, "confirm_stop"), (OFFICER, "withdraw_release"),
        (INSPECTOR, "order_destruction"),
    ):  # fmt: skip
        take(one, step, actor, later(1))
    holds = Wanted(offices=("0908",), where=[("hold", "held_documents")])
    assert len(waiting(holds, limit=9)) == 1
    take(one, "confirm_destruction", INSPECTOR, later(2))
    assert case_of(one).ended == {"": "destroyed"} and waiting(holds, limit=9) == []


@pytest.mark.usefixtures("dalian")
def test_where_some_goods_are_released_the_rest_is_still_to_be_done() -> None:
    two = ("A", "released")
    one = lodged(("documents", "", "cleared"), *(("hold", x, "held_documents") for x in two), parts=two)
    take(one, "lift_documents_hold", OFFICER, later(1), "A")
    take(one, "order_destruction", INSPECTOR, later(1), "released")
    take(one, "confirm_destruction", INSPECTOR, later(1), "released")
    assert case_of(one).ended == {"A": "released", "released": "destroyed"} and case_of(one).finished
    holds = Wanted(offices=("0908",), where=[("hold", "held_documents")])
    assert [row.key.part for row in waiting(holds, limit=9)] == ["released"]


@pytest.mark.usefixtures("dalian")
def test_a_track_is_taken_on_by_one_and_handed_back_by_the_same() -> None:
    (one,) = reviewed(1)
    other = Actor("27", "document_officer", "0908")
    claim(one, DOCUMENTS, actor=OFFICER, at=later(241))
    for who, back in ((other, False), (other, True), (INSPECTOR, False), (REVENUE, False)):
        with pytest.raises(NotOffered):
            claim(one, DOCUMENTS, actor=who, at=later(241), back=back)
    claim(one, DOCUMENTS, actor=OFFICER, at=later(242), back=True)
    claim(one, DOCUMENTS, actor=other, at=later(242))
    assert [e.name for e in events_of(one)][-3:] == ["claimed", "handed_back", "claimed"]
    assert state(one, "documents") == "review" and replay(one) == []


@pytest.mark.usefixtures("dalian")
def test_next_passes_over_what_others_have_and_ends() -> None:
    one, two = reviewed(2)
    claim(one, DOCUMENTS, actor=OFFICER, at=later(242))
    taken = take_next(MINE, actor=Actor("27", "document_officer", "0908"), at=later(243))
    assert taken is not None and taken.dossier == two
    assert take_next(MINE, actor=OFFICER, at=later(243)) is None
    assert take_next(MINE, actor=SECOND, at=later(243)) is None


@pytest.mark.usefixtures("dalian")
def test_who_says_what_they_saw_decides_on_that_alone() -> None:
    (one,) = reviewed(1)
    seen = replace(OFFICER, seen=events_of(one)[-1].seq)
    take(one, "hold_for_documents", seen, later(241))
    with pytest.raises(NotOffered, match="moved_on"):
        take(one, "hold_for_documents", seen, later(242))
    assert [e.name for e in events_of(one)].count("hold_for_documents") == 1
    take(one, "hold_for_documents", OFFICER, later(242))


@pytest.mark.usefixtures("own_dalian")
def test_one_form_sent_twice_at_once_is_done_once() -> None:
    (one,) = reviewed(1)
    seen = replace(OFFICER, seen=events_of(one)[-1].seq)
    sent = at_once(*[lambda: take(one, "hold_for_documents", seen, later(241))] * 4)
    assert sent.count(None) == 1 and [type(e) for e in sent if e] == [NotOffered] * 3
    assert [e.name for e in events_of(one)].count("hold_for_documents") == 1


@pytest.mark.usefixtures("own_dalian")
def test_officers_who_ask_for_the_next_at_once_get_different_ones() -> None:
    made = reviewed(5)
    officers = [Actor(str(number), "document_officer", "0908") for number in range(61, 67)]
    taken = at_once(*[lambda who=who: take_next(MINE, actor=who, at=later(246)) for who in officers])
    assert not [one for one in taken if isinstance(one, Exception)]
    assert sorted(one.dossier for one in taken if one) == sorted(made) and taken.count(None) == 1
    for one in made:
        assert [e.name for e in events_of(one)].count("claimed") == 1 and replay(one) == []


@pytest.mark.usefixtures("dalian")
def test_a_list_of_the_whole_country_is_one_list(monkeypatch: pytest.MonkeyPatch) -> None:
    reviewed(5)
    everywhere = replace(MINE, offices=[*(f"X{n}" for n in range(700)), "0908"])
    whole = waiting(MINE, limit=30)
    assert waiting(everywhere, limit=30) == whole and at_work() == ["0908"]
    monkeypatch.setattr(worklist, "BRANCHES", 1)
    assert [waiting(MINE, limit=2), waiting(MINE, limit=3, after=whole[1].cursor)] == [whole[:2], whole[2:]]
