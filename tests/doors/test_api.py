"""The JSON door: a declaration from lodging to release, as a broker's program does it."""

from hashlib import sha256
from typing import Any

import pytest

from tests.doors.calling import Caller
from tests.harbour import ANN, BANK, BEA, BO, DONG, INA, IVAN, LIN, MEAT_FIRM, TESS, Harbour, licence
from tests.stating import example
from tongguan.desk.declarations import papers
from tongguan.desk.dossiers.queries import case_of, events_of, find
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import certificates
from tongguan.desk.people.models import BrokerAuthority
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import queries as owed
from tongguan.law.kernel.case import TrackKey

SHIP = ("2", "UN9074729", "020E")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Caller(harbour, settings, BO)


def lodged(bo: Caller, reference: str = "API-1", contract: str = "HX-API") -> str:
    """A declaration of pork, which the harbour's criteria look for by its contract; its entry number."""
    tree = example("import-pork", {"/reference": reference, "/contract": contract})
    return bo.post("declarations", tree, 201)["reference"]  # type: ignore[no-any-return]


def test_lodging_answers_with_a_receipt_and_the_same_again(bo: Caller) -> None:
    tree = example("import-pork", {"/reference": "API-1"})
    first = bo("POST", "declarations", tree)
    assert first.status_code == 201
    told = first.json()
    assert told["local"] == "API-1" and told["accepted"] is True
    assert {waits["track"] for waits in told["missing"]["may_leave"]["waits_for"]} >= {"documents", "charges"}
    assert all(isinstance(charge["amount"], str) for charge in told["charges"])
    again = bo("POST", "declarations", tree)
    assert (again.status_code, again.json()) == (200, told)
    other = bo.post("declarations", {**tree, "gross_weight": "80001"}, 409)
    assert [one["code"] for one in other["findings"]] == ["L001"]


def test_a_refused_lodging_names_every_mistake_in_both_languages(bo: Caller) -> None:
    changes = {"/reference": "API-2", "/gross_weight": "1", "/items/1/commodity_code": "0000000000"}
    told = bo.post("declarations", example("import-pork", changes), 422, Accept_Language="zh-CN,en;q=0.5")
    assert told["title"] == "内容不予受理"
    pointers = {one["pointer"] for one in told["findings"]}
    assert len(pointers) >= 2 and any(one.startswith("/items/1") for one in pointers)
    for one in told["findings"]:
        assert one["message"] == one["messages"]["zh"] != one["messages"]["en"]


def test_of_many_each_has_its_own_result(bo: Caller) -> None:
    good = example("import-pork", {"/reference": "MANY-1"})
    strange = example("import-pork", {"/reference": "MANY-2", "/declarant/identifier": MEAT_FIRM})
    told = bo.post("declarations/batch", [good, {"direction": "import"}, good, strange])
    assert [(one["place"], one["status"]) for one in told["results"]] == [
        (1, 201), (2, 422), (3, 200), (4, 403),
    ]  # fmt: skip
    assert told["results"][2]["receipt"] == told["results"][0]["receipt"]
    assert told["results"][3]["problem"]["findings"][0]["pointer"] == "/declarant/identifier"


def test_assessing_records_nothing_and_tells_all(bo: Caller) -> None:
    told = bo.post("assessments", example("import-pork", {"/reference": "TRY-1"}))
    assert told["acceptable"] and told["assessment"]["charges"]
    worse = bo.post("assessments", example("import-pork", {"/reference": "TRY-1", "/gross_weight": "1"}))
    assert not worse["acceptable"] and worse["findings"]
    assert bo.get("declarations")["declarations"] == []
    assert "missing" not in str(told) and "inspection" not in str(told["assessment"])


def test_the_list_goes_on_with_its_cursor(bo: Caller) -> None:
    entries = []
    for number in range(5):
        bo.harbour.after(minutes=number % 2)
        entries.insert(0, lodged(bo, f"LIST-{number}"))
    found, after = [], ""
    while after is not None:
        page = bo.get(f"declarations?limit=2&kind=import&fate=open{after and f'&after={after}'}")
        found += [one["reference"] for one in page["declarations"]]
        assert len(page["declarations"]) <= 2
        after = page["next"]
    assert found == entries
    assert bo.get("declarations?kind=export")["declarations"] == []
    assert bo.get("declarations?accepted_since=2020-09-16")["declarations"] == []
    assert (
        len(bo.get("declarations?accepted_since=2020-09-15&accepted_until=2020-09-15")["declarations"]) == 5
    )


def test_a_question_is_read_and_answered(bo: Caller) -> None:
    from tongguan.desk.declarations import changes

    entry = lodged(bo)
    (dossier,) = find(entry)
    assert bo.post(f"declarations/{entry}/answers", {"text": "?"}, 409)["findings"][0]["code"] == "F001"
    changes.take(dossier, "ask", data="Which price?", actor=DONG, at=bo.harbour.after(hours=1).at)
    lines = bo.get(f"declarations/{entry}/timeline")["lines"]
    assert (lines[-1]["name"], lines[-1]["text"], lines[-1]["whose"]) == ("ask", "Which price?", "trader")
    assert "answer" in [one["step"] for one in bo.get(f"declarations/{entry}")["offered"]]
    answered = bo.post(f"declarations/{entry}/answers", {"text": "The whole price."})
    assert "answer" not in [one["step"] for one in answered["offered"]]
    assert bo.get(f"declarations/{entry}/timeline")["lines"][-1]["text"] == "The whole price."
    changes.take(dossier, "require_amendment", data="The price.", actor=DONG, at=bo.harbour.at)
    changes.take(dossier, "drop_amendment", data="I misread it.", actor=DONG, at=bo.harbour.at)
    noted = [(one["name"], one["text"]) for one in bo.get(f"declarations/{entry}/timeline")["lines"][-2:]]
    assert noted == [("require_amendment", "The price."), ("drop_amendment", None)], "a note stays inside"


def test_an_amendment_and_a_withdrawal_are_asked_for(bo: Caller) -> None:
    entry = lodged(bo)
    stated = bo.get(f"declarations/{entry}")["stated"]
    why = {"cause": "clerical_error", "evidence": "the contract"}
    worse = {**stated, "gross_weight": "1"}
    told = bo.post(f"declarations/{entry}/amendments", {**why, "declaration": worse}, 422)
    assert all(one["pointer"].startswith("/declaration/") for one in told["findings"])
    told = bo.post(f"declarations/{entry}/withdrawals", {**why, "cause": "whim"}, 422)
    assert [one["pointer"] for one in told["findings"]] == ["/cause"]
    asked = bo.post(
        f"declarations/{entry}/amendments", {**why, "declaration": {**stated, "gross_weight": "80100"}}
    )
    assert asked["version"] == 1, "the version before holds until an officer has decided"
    assert bo.post(f"declarations/{entry}/withdrawals", why, 409)["findings"][0]["code"] == "F001"
    assert "take_back_amendment" in [one["step"] for one in asked["offered"]]
    bo.post(f"declarations/{entry}/steps", {"step": "take_back_amendment"})
    bo.post(f"declarations/{entry}/steps", {"step": "grant_withdrawal"}, 409)
    # the consignee asks in its own name for what its broker declared
    heavier = {**stated, "gross_weight": "80200"}
    lin = Caller(bo.harbour, bo.settings, LIN)
    lin.post(f"declarations/{entry}/amendments", {**why, "declaration": heavier})
    lin.post(f"declarations/{entry}/steps", {"step": "take_back_amendment"})
    bo.post(f"declarations/{entry}/withdrawals", why)


def test_charges_are_read_and_their_payment_ordered(bo: Caller) -> None:
    entry = lodged(bo)
    (dossier,) = find(entry)
    assert (
        bo.post(f"declarations/{entry}/payment-orders", {"bank": BANK}, 409)["findings"][0]["code"] == "F001"
    )
    bo.harbour.after(hours=3).conveyance_enters(*SHIP)
    told = bo.get(f"declarations/{entry}/charges")
    (debt,) = told["debts"]
    assert (debt["state"], debt["whose"]) == ("due", "trader")
    assert debt["due"] == "2020-09-30T16:00:00Z", "fifteen days, not the reminder before"
    assert not told["assessment"]["provisional"]
    assert debt["left"] == str(owed.debts(dossier)[0].left)
    ordered = bo.post(f"declarations/{entry}/payment-orders", {"bank": BANK, "debt": 1})
    assert ordered["debts"][0]["state"] == "paying"
    revenue.pay(
        dossier,
        amount=owed.debts(dossier)[0].left,
        currency="CNY",
        reference="E-1",
        actor=BEA,
        at=bo.harbour.at,
    )
    paid = bo.get(f"declarations/{entry}/charges")
    assert (paid["debts"][0]["state"], paid["debts"][0]["left"]) == ("paid", "0.00")


def test_a_trader_lets_its_own_guarantee_stand_and_a_broker_does_not_bind_it(bo: Caller) -> None:
    entry = lodged(bo)
    bo.harbour.after(hours=3).conveyance_enters(*SHIP)
    lin, path = Caller(bo.harbour, bo.settings, LIN), f"declarations/{entry}/guarantees"
    (held,) = lin.get("guarantees")["guarantees"]
    assert (held["guarantee"], held["blocked"]) == ("BH-MEAT", "0.00")
    assert bo.get("guarantees")["guarantees"] == []
    sent = {"guarantee": "BH-MEAT"}
    assert bo.post(path, sent, 422)["findings"][0]["code"] == "T102"
    assert lin.post(path, {**sent, "guarantee": "BH-ORE"}, 422)["findings"][0]["code"] == "T102"
    (debt,) = lin.post(path, sent)["debts"]
    assert debt["state"] == "secured"
    assert lin.post(path, sent, 409)["findings"][0]["code"] == "F001", "nothing is blocked twice"
    (held,) = lin.get("guarantees")["guarantees"]
    assert held["blocked"] == debt["left"]


def test_what_was_mended_treated_and_disputed_is_told_as_on_the_pages(bo: Caller) -> None:
    entry, at = lodged(bo), bo.harbour.at
    (dossier,), held = find(entry), {"jurisdiction": "cn", "code": "7", "number": "20-AB-100001"}
    certificates.revoke(**held, reason="a slip", actor=ANN, at=at)
    papers.write_off(dossier, books=bo.harbour.books, actor=ANN, at=at)
    mended = {"step": "bring_licence", "text": "LIC-2"}
    bo.post(f"declarations/{entry}/steps", mended)
    assert case_of(dossier).tracks[TrackKey("licences")].state == "pending"
    assert bo.post(f"declarations/{entry}/steps", mended, 409)["findings"][0]["code"] == "F001"
    port, ina = TrackKey("port_inspection"), {"actor": INA, "at": at}
    inspections.notify(dossier, port, **ina)
    visit = f"declarations/{entry}/inspections/port_inspection.1"
    bo.post(f"{visit}/presentations", {"operator": True})
    assert "operator is authorised" in events_of(dossier)[-1].data
    inspections.begin(
        dossier, port, second_officer=IVAN.person, present=TESS.person, absence="did_not_come", **ina
    )
    flies = [inspections.Found(0, "customs"), inspections.Found(0, "quarantine", "treat", "flies")]
    inspections.enter_results(dossier, port, flies, **ina)
    inspections.conclude(dossier, port, outcome="treat", actor=IVAN, at=at)
    (treated,) = bo.post(f"{visit}/steps", {"step": "finish_treatment", "text": "F-7"})["inspections"]
    assert treated["state"] == "at_site"
    told = {one["name"]: one["text"] for one in bo.get(f"declarations/{entry}/timeline")["lines"]}
    assert told["bring_licence"] == "LIC-2" and "authorised" in told["present_for_port_inspection"]
    again = {"step": "ask_to_repeat", "text": "two flies"}
    assert bo.post(f"{visit}/steps", again, 409)["findings"][0]["code"] == "F001"


def test_a_declaration_is_named_by_the_reference_of_who_lodged_it_too(bo: Caller) -> None:
    entry = lodged(bo)
    for below in ("", "/timeline", "/charges", "/documents", "/inspections"):
        assert bo.get(f"declarations/API-1{below}") == bo.get(f"declarations/{entry}{below}")
    assert bo.get("declarations/API-1/charges")["reference"] == entry
    assert bo("GET", "declarations/API-%00").status_code == bo("GET", "declarations/API-2").status_code == 404


def test_an_inspection_is_told_from_its_notice_on_and_booked(bo: Caller) -> None:
    entry = lodged(bo)
    (dossier,) = find(entry)
    port, visits = TrackKey("port_inspection"), f"declarations/{entry}/inspections"
    assert bo.get(visits)["inspections"] == []
    unknown = bo("GET", f"{visits}/port_inspection.1/slots")
    assert unknown.status_code == 404
    inspections.notify(dossier, port, actor=INA, at=bo.harbour.after(hours=1).at)
    (told,) = bo.get(visits)["inspections"]
    assert (told["inspection"], told["state"], told["booked"]) == ("port_inspection.1", "notified", None)
    assert {look["authority"] for look in told["looks"]} == {"customs", "quarantine"}
    assert "criteria" not in str(told) and "MEAT" not in str(told)
    at = f"{visits}/{told['inspection']}"
    (site,) = bo.get(f"{at}/slots?days=2")["sites"]
    slot = site["slots"][0]
    booking = {"site": site["site"], "starts_at": slot["starts_at"]}
    (booked,) = bo.post(f"{at}/bookings", booking)["inspections"]
    assert (booked["state"], booked["booked"]["starts_at"]) == ("booked", slot["starts_at"])
    closed = bo.post(f"{at}/bookings", {**booking, "starts_at": "2020-09-16T03:00:00+08:00"}, 422)
    assert closed["findings"][0]["code"] == "I102"
    (present,) = bo.post(f"{at}/presentations", {})["inspections"]
    assert present["state"] == "at_site"


def test_documents_are_given_once_listed_and_fetched(bo: Caller) -> None:
    entry, digest = lodged(bo), sha256(PDF).hexdigest()
    given = bo.give("documents", PDF, trader=MEAT_FIRM)
    assert (given.status_code, given.json()["document"]) == (201, digest)
    assert bo.give("documents", PDF, trader=MEAT_FIRM).status_code == 200
    assert bo.get(f"declarations/{entry}/documents")["documents"] == []
    added = bo.give(f"declarations/{entry}/documents", PDF, kind="00000001").json()
    assert [one["document"] for one in added["documents"]] == [digest]
    fetched = bo("GET", f"declarations/{entry}/documents/{digest}")
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched["Content-Type"] == "application/pdf"
    assert fetched["Content-Disposition"].startswith("attachment")
    refused = bo.give(f"declarations/{entry}/documents", b"MZ\0\0")
    assert (refused.status_code, refused.json()["findings"][0]["code"]) == (422, "U004")
    wrong = bo.give("documents", PDF, colour="red", kind="1")
    assert {one["pointer"] for one in wrong.json()["findings"]} == {"/colour", "/kind"}


def test_the_trader_reads_what_its_broker_lodged(bo: Caller) -> None:
    entry = lodged(bo)
    lin = Caller(bo.harbour, bo.settings, LIN)
    assert lin.get(f"declarations/{entry}/timeline") == bo.get(f"declarations/{entry}/timeline")
    assert [one["reference"] for one in lin.get("declarations")["declarations"]] == [entry]


def test_a_broker_without_authority_reads_and_does_not_act(bo: Caller) -> None:
    entry = lodged(bo)
    BrokerAuthority.objects.update(revoked_from=bo.harbour.today)
    assert bo.get(f"declarations/{entry}")["offered"] == []
    for path, body in (
        ("answers", {"text": "x"}),
        ("payment-orders", {"bank": BANK}),
        ("steps", {"step": "answer"}),
    ):
        assert bo.post(f"declarations/{entry}/{path}", body, 403)["findings"][0]["code"] == "Z120"


def test_reference_data_is_of_a_day_and_never_secret(bo: Caller) -> None:
    tables = {one["table"] for one in bo.get("reference")["tables"]}
    assert {"commodity", "rate", "country"} <= tables and not {"criterion", "salt", "risk_group"} & tables
    for secret in ("criterion", "salt", "risk_group", "nothing"):
        assert bo("GET", f"reference/{secret}").status_code == 404
    first = bo.get("reference/currency?limit=2&on=2020-09-15")
    second = bo.get(f"reference/currency?limit=2&on=2020-09-15&after={first['next']}")
    keys = [row["key"] for page in (first, second) for row in page["rows"]]
    assert keys == sorted(set(keys)) and len(keys) == 4
    pork = bo.get("reference/commodity?key=0203&on=2020-09-15")["rows"]
    assert pork and all(row["key"].startswith("0203") and row["source"] for row in pork)
    assert bo.get("reference/commodity?key=0203&on=1950-01-01")["rows"] == []
