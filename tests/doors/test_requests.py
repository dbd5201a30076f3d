"""Amendment, withdrawal and the answer to a question, asked for in JSON: what is taken down, what is refused,
and what its trader hears."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.harbour import BO, DONG, INA, LIN, MEAT_FIRM, SUN, Harbour, licence
from tests.journeys.story import PORT, Story
from tests.stating import example
from tongguan.desk.declarations import deciding
from tongguan.desk.declarations.current import current
from tongguan.desk.declarations.models import Content, Refusal
from tongguan.desk.dossiers.models import Dossier, Event
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.people.models import BrokerAuthority
from tongguan.doors.jobs.intake import Answer, Intake
from tongguan.law import select
from tongguan.law.findings import Finding, Refused
from tongguan.law.kernel.case import Actor
from tongguan.law.words import say

WHY = {"cause": "clerical_error", "evidence": "the packing list"}
HEAVIER = example("import-pork", {"/contract": "BOXES", "/gross_weight": "80100"})


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))


def send(harbour: Harbour, *messages: Any, by: Actor = BO) -> list[Answer]:
    raws = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in messages]
    return Intake(person=by.person, books=harbour.books, at=harbour.at).take(raws)


def amendment(story: Story, **more: Any) -> dict[str, Any]:
    return {"request": "amendment", "entry": story.reference, **WHY, "declaration": HEAVIER, **more}


def withdrawal(story: Story, **more: Any) -> dict[str, Any]:
    return {"request": "withdrawal", "entry": story.reference, **WHY, **more}


def answer(story: Story, **more: Any) -> dict[str, Any]:
    return {"request": "answer", "entry": story.reference, "answer": "The licence is attached.", **more}


def refused(harbour: Harbour, message: Any, by: Actor = BO) -> list[Finding]:
    """The errors of a request that changes nothing, is kept, and can be said in both languages."""
    events, contents, kept = Event.objects.count(), Content.objects.count(), Refusal.objects.count()
    (answered,) = send(harbour, message, by=by)
    assert isinstance(answered.result, Refused), answered.words(("en",))
    assert (Event.objects.count(), Content.objects.count()) == (events, contents)
    assert Refusal.objects.count() == kept + 1
    for finding in answered.result.findings:
        assert say(finding.code, finding.arguments, "en") != (
            zh := say(finding.code, finding.arguments, "zh")
        )
        assert ", " not in zh
    return [finding for finding in answered.result.findings if finding.severity == "error"]


def places(findings: list[Finding]) -> set[tuple[str, str]]:
    return {(finding.code, finding.pointer) for finding in findings}


def test_an_amendment_states_the_declaration_as_it_is_to_be(harbour: Harbour, pork: Story) -> None:
    (answered,) = send(harbour, amendment(pork))
    assert answered.tree(("en",)) == {
        "reference": pork.reference, "accepted": True, "requested": "amendment", "findings": [],
    }  # fmt: skip
    assert answered.words(("en", "zh")) == (
        f"amendment of {pork.reference} requested / 已申请修改报关单{pork.reference}"
    )
    assert pork.state("amendment") == "requested"
    pork.grant_amendment(HEAVIER, by=DONG)
    newest = Content.objects.filter(dossier_id=pork.id).order_by("version").last()
    assert newest is not None and json.loads(newest.content)["gross_weight"] == "80100"
    pork.ends_well()


def test_a_withdrawal_is_asked_for_and_customs_demand_agreed_to(harbour: Harbour, pork: Story) -> None:
    (answered,) = send(harbour, withdrawal(pork))
    assert answered.tree(("en",))["requested"] == "withdrawal"
    pork.take(DONG, "refuse_withdrawal")
    pork.take(DONG, "demand_withdrawal")
    assert send(harbour, withdrawal(pork))[0].accepted
    assert pork.state("withdrawal", number=2) == "agreed"
    pork.grant_withdrawal(by=DONG)
    assert set(pork.case.ended.values()) == {"withdrawn"}
    pork.ends_well()


def test_a_question_is_answered(harbour: Harbour, pork: Story) -> None:
    assert places(refused(harbour, answer(pork))) == {("L012", "/entry")}
    pork.take(DONG, "ask")
    assert pork.state("documents") == "asked"
    (answered,) = send(harbour, answer(pork))
    assert answered.words(("zh",)) == f"已收到报关单{pork.reference}的答复"
    assert pork.state("documents") == "review"
    last = Event.objects.filter(dossier_id=pork.id, name="answer").get()
    assert last.data == "The licence is attached."
    assert places(refused(harbour, answer(pork, answer="And more."))) == {("L012", "/entry")}, (
        "once is enough"
    )


@pytest.mark.parametrize("made", [amendment, withdrawal, answer])
def test_an_entry_that_is_not_theirs_is_no_entry(harbour: Harbour, pork: Story, made: Any) -> None:
    """A stranger, an officer and nobody hear the same of another's entry as of one that does not exist."""
    pork.take(DONG, "ask")
    unknown, theirs = made(pork, entry="090820201090009999"), made(pork)
    for who in (SUN, DONG, INA):
        (here,), (nowhere,) = refused(harbour, theirs, by=who), refused(harbour, unknown, by=who)
        assert (here.code, here.pointer) == (nowhere.code, nowhere.pointer) == ("L007", "/entry")
        assert here.arguments.keys() == nowhere.arguments.keys()
        assert {**here.arguments, "entry": ""} == {**nowhere.arguments, "entry": ""}
    assert places(refused(harbour, unknown)) == {("L007", "/entry")}


def test_its_trader_may_ask_in_its_own_name(harbour: Harbour, pork: Story) -> None:
    """The consignee of record, of what its broker lodged (Decree 220 art. 2); the broker, while it may."""
    (answered,) = send(harbour, amendment(pork), by=LIN)
    assert answered.accepted, answered.words(("en",))
    asked = Event.objects.get(dossier_id=pork.id, name="request_amendment")
    assert (asked.by, asked.capacity, asked.behalf) == (LIN.person, "trader", MEAT_FIRM)
    BrokerAuthority.objects.update(revoked_from=harbour.today)
    deciding.grant_amendment(pork.id, actor=DONG, at=harbour.after(hours=1).at)
    assert current(pork.id, harbour.books.law).declaration.gross_weight == 80100
    assert places(refused(harbour, withdrawal(pork), by=BO)) == {("L007", "/entry")}
    mine = {**HEAVIER, "declarant": {**HEAVIER["declarant"], "identifier": MEAT_FIRM}}
    found = places(refused(harbour, amendment(pork, declaration=mine), by=LIN))
    assert ("L004", "/declaration/declarant/identifier") in found, "who declared it stays who declared it"
    assert send(harbour, withdrawal(pork), by=LIN)[0].accepted
    pork.ends_well()


def test_of_two_at_once_one_is_taken_down(harbour: Harbour, pork: Story) -> None:
    first, second, third = send(harbour, amendment(pork), amendment(pork, evidence="else"), withdrawal(pork))
    assert first.accepted and not second.accepted and not third.accepted
    assert isinstance(second.result, Refused)
    (finding,) = second.result.findings
    assert (finding.code, finding.pointer) == ("L009", "/entry")
    assert say(finding.code, finding.arguments, "en") == (
        f"The amendment of entry {pork.reference} cannot be asked for now: another request is under way."
    )
    assert say(finding.code, finding.arguments, "zh") == (
        f"报关单{pork.reference}目前不能申请修改：已有申请正在办理。"
    )
    assert places(refused(harbour, withdrawal(pork), by=LIN)) == {("L009", "/entry")}


@pytest.mark.parametrize("made", [amendment, withdrawal, answer])
@pytest.mark.parametrize("named", [{}, {"reference": "N-1"}])
def test_the_same_again_is_answered_alike_and_done_once(
    harbour: Harbour, pork: Story, made: Any, named: dict[str, str]
) -> None:
    pork.take(DONG, "ask")
    sent = made(pork, **named)
    (first,) = send(harbour, sent)
    before = Event.objects.count(), Content.objects.count(), Refusal.objects.count()
    spelled_otherwise = json.dumps(dict(reversed(sent.items())), indent=1).encode()
    for again in send(harbour, sent, spelled_otherwise):
        assert again == first and again.accepted
    assert (Event.objects.count(), Content.objects.count(), Refusal.objects.count()) == before
    if made is answer:
        pork.take(DONG, "ask")
    else:
        pork.take(DONG, f"refuse_{sent['request']}")
    (later,) = send(harbour, sent)  # without a name of its own it is another one, now that it is decided
    assert later == first and (Event.objects.count() > before[0] + 1) == (not named)
    pork.ends_well()


def test_another_request_under_a_used_reference_names_the_first(harbour: Harbour, pork: Story) -> None:
    (first,) = send(harbour, withdrawal(pork, reference="N-1"))
    assert first.tree(("en",))["local"] == "N-1"
    other = Story(harbour, harbour.lodge("import-pork", {"/reference": "N-2"}, by=BO))
    elsewhere = {**amendment(other, reference="N-1"), "declaration": {**HEAVIER, "reference": "N-2"}}
    for message in (
        withdrawal(pork, reference="N-1", evidence="else"),
        withdrawal(other, reference="N-1"),
        elsewhere,
    ):
        (finding,) = refused(harbour, message)
        assert (finding.code, finding.pointer) == ("L013", "/reference")
        assert finding.arguments == {"reference": "N-1", "entry": pork.reference}
    assert send(harbour, withdrawal(other, reference="N-1"), by=LIN)[0].accepted, "each sender names its own"


def test_what_was_withdrawn_already_is_changed_no_more(harbour: Harbour, pork: Story) -> None:
    send(harbour, withdrawal(pork))
    pork.grant_withdrawal(by=DONG)
    for message in (amendment(pork), withdrawal(pork)):
        assert places(refused(harbour, message)) == {("L009", "/entry")}


def test_a_covert_order_does_not_show_in_what_may_be_asked(harbour: Harbour, pork: Story) -> None:
    opening = select.Order(authority="customs", place="port", method="opening")
    pork.do(inspections.order, [opening], by=INA)
    assert pork.case.tracks[PORT].state == "ordered"
    assert send(harbour, amendment(pork))[0].accepted


def test_what_is_wrong_is_pointed_at_where_it_stands(harbour: Harbour, pork: Story) -> None:
    def declared(**changes: Any) -> set[tuple[str, str]]:
        tree = {**HEAVIER, **changes}
        return places(refused(harbour, amendment(pork, declaration=tree)))

    assert ("R018", "/declaration/gross_weight") in declared(gross_weight="1e9")
    assert ("L004", "/declaration/reference") in declared(reference="ANOTHER")
    assert ("L004", "/declaration/office") in declared(office="0902")
    assert ("R002", "/declaration/ofice") in declared(ofice="0908")
    lines = [{**line, "number": str(n)} for n, line in enumerate(HEAVIER["items"], 2)]
    assert any(pointer.startswith("/declaration/items/") for _, pointer in declared(items=lines))
    wrong = amendment(pork, cause="boredom", evidence="  ")
    assert places(refused(harbour, wrong)) == {("R012", "/evidence")}
    assert places(refused(harbour, amendment(pork, cause="boredom"))) == {("L003", "/cause")}


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"reference": "N 1"}, {("R017", "/reference")}),
        ({"request": "amendement"}, {("L010", "/request")}),
        ({"request": 7}, {("R011", "/request")}),
        ({"request": None}, {("R012", "/request")}),
        ({"request": " "}, {("R012", "/request")}),
        ({"request": ["withdrawal"]}, {("R010", "/request")}),
        ({"entry": 1}, {("R011", "/entry")}),
        ({"entry": "x" * 65}, {("R013", "/entry")}),
        ({"entry": "09 08"}, {("R017", "/entry")}),
        ({"entry": "0\u0000"}, {("R017", "/entry")}),
        ({"evidence": "a\u0000b"}, {("R015", "/evidence")}),
        ({"evidence": "x" * 1001}, {("R013", "/evidence")}),
        ({"cause": {}}, {("R010", "/cause")}),
        ({"declaration": {}}, {("R001", "/declaration")}),
        ({"evidense": "x"}, {("R002", "/evidense")}),
        ({f"n{n}": "x" for n in range(50)}, {("R001", f"/n{n}") for n in range(20)} | {("R007", "")}),
    ],
)  # fmt: skip
def test_a_request_of_a_wrong_form(harbour: Harbour, pork: Story, change: Any, found: Any) -> None:
    assert places(refused(harbour, withdrawal(pork, **change))) == found


@pytest.mark.parametrize("made", [amendment, withdrawal, answer])
def test_all_that_is_missing_is_told_at_once(harbour: Harbour, pork: Story, made: Any) -> None:
    names = made(pork).keys() - {"request"}
    told = refused(harbour, {"request": made(pork)["request"]})
    assert places(told) == {("L011", f"/{name}") for name in names}


def test_a_name_that_stands_twice(harbour: Harbour, pork: Story) -> None:
    raw = f'{{"request": "answer", "entry": "{pork.reference}", "entry": "1", "answer": "x"}}'.encode()
    assert places(refused(harbour, raw)) == {("J009", "/entry")}


@pytest.mark.parametrize("whole", [{}, {"direction": "import"}, {"direction": "sideways", "reference": "R"}])
def test_what_cannot_be_read_as_a_declaration(harbour: Harbour, pork: Story, whole: Any) -> None:
    found = refused(harbour, amendment(pork, declaration=whole))
    assert found and all(finding.pointer.startswith("/declaration/") for finding in found)


@pytest.mark.parametrize("whole", ["x", 7, None, []])
def test_what_is_no_object_is_no_declaration(harbour: Harbour, pork: Story, whole: Any) -> None:
    (finding,) = refused(harbour, amendment(pork, declaration=whole))
    assert finding.pointer == "/declaration"


def test_a_folder_of_requests_is_lodged_and_the_decision_delivered(
    harbour: Harbour, pork: Story, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "amend.json").write_text(json.dumps(amendment(pork)), encoding="utf-8")
    call_command("lodge", str(tmp_path / "in"), "--as", "bo", "--at", "2020-09-15T09:30", json=True)
    pork.after(hours=1).take(DONG, "ask")
    pork.take(DONG, "refuse_amendment")
    call_command("deliver", tmp_path / "out", once=True)
    letters = [json.loads(path.read_text("utf-8")) for path in (tmp_path / "out").glob("*.json")]
    told = {one["kind"]: json.loads(one["body"]) for one in letters if one["recipient"] == BO.behalf}
    assert told["your_turn"] == {
        "reference": pork.reference, "track": "documents", "state": "asked", "part": "",
        "question": "because",
    }  # fmt: skip
    assert told["decided"] == {
        "reference": pork.reference, "track": "amendment", "state": "refused", "part": "",
    }  # fmt: skip


def test_an_entry_of_another_jurisdiction_is_not_found(harbour: Harbour, pork: Story) -> None:
    Dossier.objects.filter(pk=pork.id).update(jurisdiction="gb")
    assert places(refused(harbour, amendment(pork))) == {("L007", "/entry")}
