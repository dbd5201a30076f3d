"""Drafts: saved as they are typed, safe against two windows, an enterprise's own, lodged once."""

from datetime import date
from typing import Any

import pytest

from tests.desk.sample import at_once
from tests.harbour import BO, BROKERS, LIN, MEAT_FIRM, MEI, MORNING, ORE_FIRM, SUN, Harbour
from tests.stating import example
from tongguan.desk.declarations import drafts, preparing, trying
from tongguan.desk.declarations.actions import Received
from tongguan.desk.declarations.drafting import Sheet, sheet_of
from tongguan.desk.declarations.models import Claim, Content, Draft, Refusal
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.people.models import Enterprise, Role
from tongguan.doors.codecs.messages import understand
from tongguan.law.findings import Refused
from tongguan.law.stating.parts import parts

ON = date(2020, 9, 15)


def ore(h: Harbour, changes: dict[str, Any] | None = None, **how: Any) -> Draft:
    """A draft of the ore firm's that states the shipped example."""
    tree = example("import-ore", changes)
    return drafts.start(enterprise=ORE_FIRM, direction="import", tree=tree, **by(h, MEI), **how)


def by(h: Harbour, who: Any) -> dict[str, Any]:
    return {"person": who.person, "book": h.books.law, "on": ON, "at": MORNING}


def save(
    h: Harbour, draft: Draft, base: int, window: str, changes: dict[str, str], **how: Any
) -> drafts.Saved:
    return drafts.save(draft.pk, changes, base=base, window=window, **by(h, MEI), **how)


def texts(draft: Draft) -> dict[str, str]:
    return Sheet.load(Draft.objects.get(pk=draft.pk).sheet).texts


def lodge(h: Harbour, draft: Draft, who: Any = MEI) -> Receipt | Refused:
    def receive(raw: bytes) -> Received:
        return understand(raw, book=h.books.law, on=ON).received

    return preparing.lodge(draft.pk, person=who.person, books=h.books, at=MORNING, receive=receive)


def test_a_sheet_gives_back_the_tree_that_it_was_made_of(harbour: Harbour) -> None:
    table = parts(harbour.books.law, ON)
    for name in ("import-ore", "import-pork", "export-tablets"):
        tree = example(name)
        direction = tree.pop("direction")
        sheet = Sheet.load(sheet_of({"direction": direction, **tree}, table).dump())
        assert sheet.tree(table) == tree
        for path in sheet.texts:
            assert sheet.path(sheet.pointer(path)) == path


def test_what_a_window_sent_earlier_and_comes_later_changes_nothing(harbour: Harbour) -> None:
    draft = ore(harbour)
    save(harbour, draft, 1, "a", {"contract": "ST-3", "marks": "M"}, turn=1)
    save(harbour, draft, 1, "a", {"contract": "ST-33", "marks": "M"}, turn=3)
    late = save(harbour, draft, 1, "a", {"contract": "ST-333", "marks": "", "bill": "B-2"}, turn=2)
    assert not late.conflicts
    assert {name: texts(draft)[name] for name in ("contract", "marks", "bill")} == {
        "contract": "ST-33",
        "marks": "M",
        "bill": "B-2",
    }
    save(harbour, draft, late.draft.version, "b", {"contract": "ST-34"}, turn=1)
    assert texts(draft)["contract"] == "ST-34", "each window counts for itself"
    old = Sheet.load('{"texts":{},"lists":{},"next":1,"touched":{"bill":[2,"a"]}}')
    assert old.touched == {"bill": (2, "a", 0)}, "as it was kept before turns were counted"


def test_what_is_typed_is_kept_and_what_no_draft_states_is_not(harbour: Harbour) -> None:
    draft = ore(harbour)
    hostile = {
        "answer/status": "J",
        "direction": "export",
        "items": "x",
        "items/*/name": "x",
        "__class__": "x",
    }
    saved = save(harbour, draft, 1, "a", {"contract": " ST-32 ", "marks": "", **hostile})
    assert saved.draft.version == 2 and not saved.conflicts and not saved.others
    assert texts(draft)["contract"] == "ST-32" and "marks" not in texts(draft)
    assert not set(hostile) & set(texts(draft))


@pytest.mark.parametrize("text", ["x" * 6000, "a\0b", "\ud800"])
def test_a_text_that_no_database_keeps_is_refused(harbour: Harbour, text: str) -> None:
    draft = ore(harbour)
    with pytest.raises(Refused) as refused:
        save(harbour, draft, 1, "a", {"contract": text, "bill": "KEPT?"})
    assert refused.value.findings[0].pointer == "/contract"
    assert texts(draft)["bill"] == "PLDLC2009A"


def test_two_windows_lose_nothing(harbour: Harbour) -> None:
    draft = ore(harbour)
    save(harbour, draft, 1, "a", {"contract": "OF A"})
    other = save(harbour, draft, 1, "b", {"contract": "OF B", "bill": "BILL OF B"})
    assert other.conflicts == {"contract": "OF A"} and other.others
    assert texts(draft)["contract"] == "OF A" and texts(draft)["bill"] == "BILL OF B"
    own = save(harbour, draft, 1, "a", {"contract": "OF A AGAIN"})  # its own changes are no other window's
    assert not own.conflicts and own.others
    kept = save(harbour, draft, 1, "b", {"contract": "OF B"}, keep=frozenset({"contract"}))
    assert not kept.conflicts and texts(draft)["contract"] == "OF B"


def test_what_is_typed_into_a_line_that_another_window_removed_is_told(harbour: Harbour) -> None:
    draft = ore(harbour)
    (line,) = Sheet.load(draft.sheet).entries("items")
    more = drafts.add(draft.pk, "items", **by(harbour, MEI), window="a", base=1).entry
    save(harbour, draft, 2, "a", {f"{more}/name": "second"})
    drafts.remove(draft.pk, line, person=MEI.person, on=ON, at=MORNING, window="a", base=2)
    saved = save(harbour, draft, 2, "b", {f"{line}/name": "first", f"{more}/quantity": "7"})
    assert saved.conflicts == {f"{line}/name": None}
    tree = Sheet.load(saved.draft.sheet).tree(parts(harbour.books.law, ON))
    assert tree["items"] == [{"name": "second", "quantity": "7"}]


def test_a_list_has_no_more_entries_than_its_row_allows(harbour: Harbour) -> None:
    draft = ore(harbour)
    with pytest.raises(Refused):
        drafts.add(draft.pk, "items", **by(harbour, MEI), trees=[{"name": "x"}] * 50)
    drafts.add(draft.pk, "items", **by(harbour, MEI), trees=[{"name": "x"}] * 49)
    with pytest.raises(Refused):
        drafts.add(draft.pk, "items", **by(harbour, MEI))
    for nonsense in ("office", "items/99/vehicles", "containers/x", "", "items/1"):
        assert drafts.add(draft.pk, nonsense, **by(harbour, MEI)).entry == ""


def test_drafts_are_their_enterprises_own(harbour: Harbour) -> None:
    draft = ore(harbour)
    assert [one.pk for one in drafts.listed(ORE_FIRM)] == [draft.pk]
    assert drafts.listed(MEAT_FIRM) == []
    for who in (SUN, LIN, BO):
        for attempt in (
            lambda who=who: drafts.one(draft.pk, person=who.person, on=ON),
            lambda who=who: drafts.save(draft.pk, {"bill": "X"}, base=1, window="x", **by(harbour, who)),
            lambda who=who: drafts.discard(draft.pk, person=who.person, on=ON),
            lambda who=who: lodge(harbour, draft, who),
        ):
            with pytest.raises(Draft.DoesNotExist):
                attempt()
        with pytest.raises(Refused):
            drafts.start(enterprise=ORE_FIRM, direction="import", **by(harbour, who))
    Role.objects.filter(person_id=MEI.person).update(valid_until=date(2020, 9, 14))
    with pytest.raises(Draft.DoesNotExist):
        drafts.one(draft.pk, person=MEI.person, on=ON)


def test_pages_of_drafts_go_on_where_they_ended(harbour: Harbour) -> None:
    made = [ore(harbour).pk for _ in range(5)]
    first = drafts.listed(ORE_FIRM, limit=2)
    rest = drafts.listed(ORE_FIRM, after=(first[-1].changed_at, first[-1].pk))
    assert [one.pk for one in (*first, *rest)] == made[::-1]


def test_a_draft_is_lodged_once_however_often_it_is_asked(harbour: Harbour) -> None:
    draft = ore(harbour)
    first = lodge(harbour, draft)
    assert isinstance(first, Receipt) and not first.repeated
    again = lodge(harbour, draft)
    assert isinstance(again, Receipt) and again.repeated and again.reference == first.reference
    draft.refresh_from_db()
    assert draft.dossier == first.dossier and draft.sending == "" and drafts.listed(ORE_FIRM) == []
    raw = bytes(Content.objects.get(dossier_id=first.dossier, version=1).raw)
    assert understand(raw, book=harbour.books.law, on=ON).received.declaration is not None
    for change in (
        lambda: save(harbour, draft, 1, "a", {"bill": "X"}),
        lambda: drafts.discard(draft.pk, person=MEI.person, on=ON),
    ):
        with pytest.raises(Refused):
            change()


def test_two_presses_at_the_same_moment_lodge_one(harbour: Harbour) -> None:
    draft = ore(harbour)
    answers = at_once(*[lambda: lodge(harbour, draft)] * 4)
    assert {a.reference for a in answers if isinstance(a, Receipt)} == {Dossier.objects.get().reference}
    assert all(isinstance(a, Receipt) for a in answers), answers


def test_after_a_crash_the_very_same_is_lodged_or_found(harbour: Harbour) -> None:
    draft = ore(harbour)
    first = lodge(harbour, draft)
    assert isinstance(first, Receipt)
    # The process stopped before it kept the answer; then somebody changed the draft.
    Draft.objects.filter(pk=draft.pk).update(dossier=None)
    save(harbour, draft, 1, "a", {"remarks": "changed"})
    found = lodge(harbour, draft)
    assert isinstance(found, Receipt) and found.reference == first.reference
    assert Dossier.objects.count() == 1


def test_a_refused_draft_stays_a_draft_and_says_everything(harbour: Harbour) -> None:
    draft = ore(harbour, {"items/1/commodity_code": "2601112001", "bill": None, "gross_weight": "1"})
    refused = lodge(harbour, draft)
    assert isinstance(refused, Refused)
    assert {"/items/1/commodity_code", "/bill", "/net_weight"} <= {f.pointer for f in refused.findings}
    draft.refresh_from_db()
    assert draft.dossier is None and draft.sending == "" and Refusal.objects.count() == 1
    assert not Claim.objects.exists()


def test_a_broker_lodges_for_whom_it_is_authorised_and_for_nobody_else(harbour: Harbour) -> None:
    def drafted(changes: dict[str, Any]) -> Draft:
        tree = example("import-pork", changes)
        return drafts.start(enterprise=BROKERS, direction="import", tree=tree, **by(harbour, BO))

    mine = lodge(harbour, drafted({"bill": "COSU1"}), BO)
    assert isinstance(mine, Receipt)
    others = lodge(harbour, drafted({"trader/identifier": ORE_FIRM}), BO)
    assert isinstance(others, Refused) and "A001" in {f.code for f in others.findings}


def test_a_copy_states_the_same_but_what_is_never_the_same(harbour: Harbour) -> None:
    receipt = lodge(harbour, ore(harbour))
    assert isinstance(receipt, Receipt)
    copy = drafts.copied(receipt.dossier, enterprise=ORE_FIRM, **by(harbour, MEI))
    assert texts(copy)["contract"] == "ST-31"
    assert not {"reference", "border_date", "departure_date"} & texts(copy).keys()
    for who, firm in ((SUN, SUN.behalf), (LIN, MEAT_FIRM)):
        with pytest.raises(Content.DoesNotExist):
            drafts.copied(receipt.dossier, enterprise=firm, **by(harbour, who))
    with pytest.raises(Refused):
        drafts.copied(receipt.dossier, enterprise=ORE_FIRM, **by(harbour, SUN))


def test_the_register_and_the_last_declaration_fill_in(harbour: Harbour) -> None:
    Enterprise.objects.filter(identifier=ORE_FIRM).update(
        name="大连盛泰矿业有限公司", customs_code="2102940088"
    )
    assert isinstance(lodge(harbour, ore(harbour)), Receipt)
    empty = drafts.start(enterprise=ORE_FIRM, direction="import", **by(harbour, MEI))
    found = preparing.worked(empty, person=MEI.person, book=harbour.books.law, on=ON)
    filled = {path: one.text for path, one in found.whole.derived.items()}
    assert filled["trader/name"] == "大连盛泰矿业有限公司" and filled["trader/customs_code"] == "2102940088"
    assert filled["office"] == "0908" and filled["storage_place"] == "大连港矿石码头"
    assert filled["reference"] == f"D{empty.pk:08}" and filled["people/declarant_name"] == "Mei"
    other = drafts.start(enterprise=SUN.behalf, direction="import", **by(harbour, SUN))
    whole = preparing.worked(other, person=SUN.person, book=harbour.books.law, on=ON).whole
    assert "office" not in whole.tree, "what others state is no proposal"


def test_what_a_broker_lodged_for_one_client_is_no_proposal_for_another(harbour: Harbour) -> None:
    tree = example("import-pork")
    first = drafts.start(enterprise=BROKERS, direction="import", tree=tree, **by(harbour, BO))
    assert isinstance(lodge(harbour, first, BO), Receipt)
    for trader, name in ((None, None), (ORE_FIRM, None), (MEAT_FIRM, "冻猪肉")):
        stated = {
            "items": [{"commodity_code": "0203290090"}],
            "trader": {"identifier": trader} if trader else {},
        }
        draft = drafts.start(enterprise=BROKERS, direction="import", tree=stated, **by(harbour, BO))
        found = preparing.worked(draft, person=BO.person, book=harbour.books.law, on=ON).whole
        assert found.tree["items"][0].get("name") == name
        assert found.tree.get("office") == (None if trader == ORE_FIRM else "0908")


def test_trying_says_what_lodging_would_and_never_selects(harbour: Harbour) -> None:
    draft = ore(harbour, {"gross_weight": "1"})
    found = preparing.worked(draft, person=MEI.person, book=harbour.books.law, on=ON)
    said = trying.tried(found.whole.declaration, (), person=MEI.person, book=harbour.books.law, at=MORNING)
    refused = lodge(harbour, draft)
    assert isinstance(refused, Refused) and not said.passes
    assert set(map(str, said.findings)) == set(map(str, refused.findings))
    assert said.assessment is not None and said.assessment.charges
