"""Opening a dossier and acting on it."""

from datetime import timedelta

import pytest

from tests.desk.sample import (
    AT,
    INSPECTOR,
    OFFICER,
    OTHER_OFFICER,
    TRADER,
    opened,
    opening,
    opens,
    person,
)
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act, open_many, plan
from tongguan.desk.dossiers.models import Dossier, Event, Outbox, Track
from tongguan.desk.dossiers.numbers import first_id
from tongguan.desk.dossiers.queries import (
    case_of,
    cover_of,
    events_of,
    find,
    held,
    links_of,
    may_see,
    offered,
)
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import Enterprise
from tongguan.law.findings import Finding, Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import SYSTEM, Actor, Case, TrackKey, fold
from tongguan.law.rulebook import Rulebook

pytestmark = pytest.mark.usefixtures("sample")
HOUR = timedelta(hours=1)
BOOK = Rulebook("cn", 1, ())


def names(dossier_id: int) -> list[str]:
    return [event.name for event in events_of(dossier_id)]


def test_what_is_stored_is_the_fold_of_what_happened() -> None:
    one = opened()
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT + HOUR)
    assert names(one) == ["lodged", "documents_opened", "clear", "released"]
    assert case_of(one) == fold(Case(), events_of(one)) and case_of(one).finished
    row = Dossier.objects.get(pk=one)
    assert (row.seq, row.finished_at, row.changed_at) == (4, AT + HOUR, AT + HOUR)


def test_each_part_goes_its_own_way() -> None:
    one = opened(parts=("TEMU0000001", "TEMU0000002"))
    there = {"inspection": "0902"}
    act(one, lambda it: it.take("order", part="TEMU0000002", offices=there), actor=OFFICER, at=AT)
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT + HOUR)
    assert case_of(one).ended == {"TEMU0000001": "released"}
    assert Dossier.objects.get(pk=one).finished_at is None
    act(one, lambda it: it.take("pass", part="TEMU0000002"), actor=INSPECTOR, at=AT + 2 * HOUR)
    assert case_of(one).finished and Dossier.objects.get(pk=one).finished_at == AT + 2 * HOUR


def test_a_step_that_is_not_offered_leaves_nothing_behind() -> None:
    one = opened()

    def clear_twice(it: Act) -> None:
        it.take("clear")
        it.tell("news", "somebody", "cleared")
        it.take("clear")

    with pytest.raises(NotOffered):
        act(one, clear_twice, actor=OFFICER, at=AT)
    assert names(one) == ["lodged", "documents_opened"]
    assert not Outbox.objects.exists()


def test_who_asked_may_not_clear_and_the_past_is_read_for_it() -> None:
    one = opened()
    act(one, lambda it: it.take("ask"), actor=OFFICER, at=AT)
    act(one, lambda it: it.take("answer"), actor=TRADER, at=AT)
    with pytest.raises(NotOffered, match="not_the_same_person"):
        act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT)
    offers = {who.person: {step.name for step, _ in offered(one, who)} for who in (OFFICER, OTHER_OFFICER)}
    assert "clear" not in offers[OFFICER.person] and "clear" in offers[OTHER_OFFICER.person]
    act(one, lambda it: it.take("clear"), actor=OTHER_OFFICER, at=AT)


def test_recording_never_runs_backwards() -> None:
    one = opened()
    act(one, lambda it: it.take("ask"), actor=OFFICER, at=AT + HOUR)
    act(one, lambda it: it.take("answer"), actor=TRADER, at=AT)
    assert events_of(one)[-1].recorded_at == AT + HOUR


def test_claiming_and_handing_back_are_events() -> None:
    one, key = opened(), TrackKey("documents")
    act(one, lambda it: it.claim(key), actor=OFFICER, at=AT + HOUR)
    assert case_of(one).tracks[key].assignee == OFFICER.person
    assert case_of(one).tracks[key].since == AT
    with pytest.raises(NotOffered):
        act(one, lambda it: it.claim(key), actor=OTHER_OFFICER, at=AT + HOUR)
    act(one, lambda it: it.claim(key, back=True), actor=OFFICER, at=AT + HOUR)
    assert names(one)[2:] == ["claimed", "handed_back"]
    assert Track.objects.get(dossier_id=one).assignee == ""


def test_a_part_may_come_to_light_later() -> None:
    one = opened(parts=("TEMU0000001",))
    added = [("inspection", "TEMU0000002", "ordered", "0902")]
    act(one, lambda it: it.add_part("TEMU0000002", added), actor=OFFICER, at=AT)
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT)
    assert case_of(one).parts == ("TEMU0000001", "TEMU0000002")
    assert case_of(one) == fold(Case(("TEMU0000001",)), events_of(one))
    assert not case_of(one).finished


def test_letters_go_by_the_event_that_said_them() -> None:
    one = opened()

    def ask(it: Act) -> None:
        it.take("ask")
        it.tell("question", "trader", "what is it?")
        it.tell("question", "broker", "what is it?")

    act(one, ask, actor=OFFICER, at=AT)
    rows = Outbox.objects.filter(kind="question").order_by("number")
    assert list(rows.values_list("dossier_id", "seq", "recipient", "due")) == [
        (one, 3, "trader", AT),
        (one, 3, "broker", AT),
    ]
    with pytest.raises(ValueError, match="nothing has happened"):
        act(one, lambda it: it.tell("gossip", "trader", "-"), actor=OFFICER, at=AT)


def test_the_trader_hears_that_it_is_its_turn_and_of_nothing_that_customs_keeps_to_itself() -> None:
    one = opened()
    act(one, lambda it: it.take("ask"), actor=OFFICER, at=AT)
    told = Outbox.objects.values_list("kind", "seq", "body")
    assert {(kind, seq) for kind, seq, _ in told} == {("your_turn", 3)}
    assert all('"track": "documents", "state": "asked"' in body for _, _, body in told)


def test_dossiers_are_linked_and_both_know_it() -> None:
    first, second = opened(reference="R1"), opened(reference="R2")

    def replace(it: Act) -> None:
        it.take("ask")
        it.link("replaces", first)

    act(second, replace, actor=OFFICER, at=AT)
    assert links_of(first) == links_of(second) == [(second, "replaces", first)]


def test_a_track_is_its_office_s_and_an_office_sees_what_it_held() -> None:
    one = opened()
    act(one, lambda it: it.take("order", offices={"inspection": "0902"}), actor=OFFICER, at=AT)
    act(one, lambda it: it.take("place"), actor=OFFICER, at=AT)
    offices = {key.track: at.office for key, at in case_of(one).tracks.items()}
    assert offices == {"documents": "0908", "inspection": "0902", "hold": "0908"}
    act(one, lambda it: it.take("pass", offices={"inspection": "0903"}), actor=INSPECTOR, at=AT)
    assert all(held([one], offices=[office]) for office in ("0902", "0903", "0908"))
    assert not held([one], offices=["0900"])


def test_who_sees_a_dossier() -> None:
    office = people.register_office(
        code="0902", number=13, jurisdiction="cn", name_en="-", name_zh="-", actor=SYSTEM
    )
    ore = people.register_enterprise(identifier=TRADER.behalf, name="Ore", on=AT.date(), actor=SYSTEM)
    other = people.register_enterprise(identifier="X", name="Another", on=AT.date(), actor=SYSTEM)
    inspector, li, stranger = person("in", office), person("li", ore), person("stranger", other)
    one, on = opened(), AT.date()
    assert [may_see(who, one, on=on) for who in (inspector, li, stranger)] == [False, True, False]
    act(one, lambda it: it.take("order", offices={"inspection": "0902"}), actor=OFFICER, at=AT)
    assert may_see(inspector, one, on=on)
    assert not may_see(inspector, one + 1, on=on), "and a stranger to a dossier cannot ask it into being"
    helper = Actor(stranger, "document_officer", "0908")
    act(one, lambda it: it.claim(TrackKey("documents")), actor=helper, at=AT)
    assert may_see(stranger, one, on=on), "by assignment"


def test_ids_carry_office_month_and_number() -> None:
    first, second = opened(reference="R1"), opened(reference="R2")
    assert first_id(98, 2603) < first < second < first_id(98, 2604)
    assert find("R2") == [second] and find("R3") == []
    later = opened(at=AT + timedelta(days=31))
    assert first_id(98, 2604) < later < first_id(98, 2605)


def test_the_reference_may_be_worked_out_of_the_id() -> None:
    one = opened(reference=lambda new: f"0908-{new % 1000}")
    assert cover_of(one).reference == f"0908-{one % 1000}"


def test_one_that_is_refused_leaves_the_others_alone() -> None:
    def refuse(it: Act) -> int:
        it.begin("lodged", [("documents", "", "review")])
        it.add(Enterprise, {"identifier": "Y", "name": "-", "registered_on": AT.date()})
        raise Refused([Finding("L001", "")])

    wanted = [(opening(reference=r), do) for r, do in (("R1", opens), ("R2", refuse), ("R3", opens))]
    first, refused, third = open_many(wanted, actor=TRADER, at=AT)
    assert isinstance(refused, Refused)
    assert [cover_of(one).reference for one in (first, third) if isinstance(one, int)] == ["R1", "R3"]
    assert not Enterprise.objects.exists() and Dossier.objects.count() == 2


def test_a_dossier_planned_beforehand_is_the_one_opened_at_once() -> None:
    def begin(it: Act) -> int:
        opens(it)
        it.take("order", actor=OFFICER, part="A")
        it.tell("receipt", "trader", "-")
        return it.id

    asked = opening(parts=("A", "B"), reference=lambda new: "R")
    planned = plan(asked, begin, actor=TRADER, at=AT, book=BOOK)
    results = open_many([(planned, lambda it: it.id), (asked, begin)], actor=TRADER, at=AT)
    one, other = (result for result in results if isinstance(result, int))
    assert case_of(one) == case_of(other) and events_of(one) == events_of(other)
    columns = [f.attname for f in Outbox._meta.concrete_fields if f.attname != "dossier_id"]
    told = [list(Outbox.objects.filter(dossier_id=which).values_list(*columns)) for which in (one, other)]
    assert told[0] == told[1] and len(told[0]) == 1


def test_a_plan_goes_on_when_it_has_its_id() -> None:
    planned = plan(opening(), opens, actor=TRADER, at=AT, book=BOOK)

    def go_on(it: Act) -> int:
        it.take("place", actor=OFFICER)
        it.tell("receipt", "trader", str(it.id))
        return it.id

    (one,) = open_many([(planned, go_on)], actor=TRADER, at=AT)
    assert isinstance(one, int)
    assert names(one) == ["lodged", "documents_opened", "place"]
    assert Outbox.objects.get().body == str(one) and case_of(one) == fold(Case(), events_of(one))


def test_no_dossier_means_no_act() -> None:
    with pytest.raises(Dossier.DoesNotExist):
        act(1, lambda it: None, actor=OFFICER, at=AT)
    assert not Event.objects.exists()
