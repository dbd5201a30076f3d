"""Texts and figures that no column keeps are found at their place, whichever the database; and what is said
otherwise but is the same stays the same."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal as D
from typing import Any

import pytest

from tests.desk.money import a_guarantee, owing, pay, secure, why
from tests.desk.port import (
    AT,
    BANK,
    CARRIER,
    INSPECTOR,
    OTHER_BANK,
    REVENUE,
    TERMINAL,
    TRADER,
    later,
    lodged,
    state,
)
from tests.desk.test_certificates import MINISTRY, a_licence
from tests.desk.visits import PORT, begin, begun, notified
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Bill, Told
from tongguan.desk.dossiers.queries import find
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import certificates, proofs
from tongguan.desk.inspections.actions import Found, Wanted
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import guarantees, queries
from tongguan.desk.texts import NO_FIGURE, NO_TEXT, TOO_LONG
from tongguan.law.findings import Finding, Refused
from tongguan.law.words import say

pytestmark = pytest.mark.usefixtures("dalian")
CALL = names.call("2", "EVER GIVEN", "001E")
A_BILL, LONG = Bill("B"), "x" * 500


def findings(work: Callable[[], object]) -> list[Finding]:
    with pytest.raises(Refused) as refused:
        work()
    for one in refused.value.findings:
        assert say(one.code, one.arguments, "en") != say(one.code, one.arguments, "zh")
    return list(refused.value.findings)


def paid(**more: Any) -> object:
    return pay(owing(), "1", **more)


def ordered(bank: str) -> object:
    return revenue.order_payment(owing(), bank=bank, actor=TRADER, at=later(1))


def failed(reason: str) -> object:
    one = owing()
    revenue.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    return revenue.fail_payment(one, reason=reason, actor=BANK, at=later(2))


def refunded(**more: Any) -> object:
    one = owing()
    revenue.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    pay(one, "200", f"B-{one}")
    given = {"amount": D(1), "reference": "TK", "reason": "x", "actor": REVENUE, "at": later(5)}
    return revenue.refund(one, **{**given, **more})


def reported(key: str = "B", note: str = "", reference: str = "R") -> object:
    told = [Told("discharged", names.BILL, key, AT, note)]
    return cargo.receive(told, reference=reference, actor=TERMINAL, at=AT)


def listed(bill: Bill = A_BILL, reference: str = "R", call: str = CALL, direction: str = "import") -> object:
    told = {"direction": direction, "call": call, "reference": reference}
    return cargo.receive_manifest([bill], **told, actor=CARRIER, at=AT)


def sampled(seal: str = "S", laboratory: str = "L") -> object:
    wanted = [Wanted(2, "quarantine", seal)]
    return inspections.take_samples(
        begun(), PORT, wanted, laboratory=laboratory, actor=INSPECTOR, at=later(4)
    )


def analysed(reference: str = "L", text: str = "") -> object:
    one, how = begun(), {"actor": INSPECTOR, "at": later(4)}
    inspections.take_samples(one, PORT, [Wanted(2, "quarantine", "S")], laboratory="L", **how)
    return inspections.report(one, 1, reference=reference, conforms=True, text=text, **how)


def found(note: str) -> object:
    seen = [Found(1, "customs", note=note)]
    return inspections.record(begun(), PORT, seen, actor=INSPECTOR, at=later(4))


def attended(present: str) -> object:
    one = notified()
    inspections.present(one, PORT, actor=TERMINAL, at=later(2))
    return begin(one, present=present)


def revoked(number: str) -> object:
    return certificates.revoke(
        jurisdiction="cn", code="7", number=number, reason="x", actor=MINISTRY, at=later(1)
    )


def mended(reference: str) -> object:
    one = lodged(("documents", "", "checking"), ("licences", "", "failing"))
    return proofs.bring_licence(one, reference=reference, actor=TRADER, at=later(1))


# what is said, where it is found, and whether any length of it can be kept
TEXTS: dict[str, tuple[Callable[[str], object], str, bool]] = {
    "a payment's reference": (lambda t: paid(reference=t), "/reference", False),
    "a payment's tax": (lambda t: paid(tax=t), "/tax", False),
    "why a bank could not pay": (failed, "/data", True),
    "a refund's reference": (lambda t: refunded(reference=t), "/reference", False),
    "a refund's reason": (lambda t: refunded(reason=t), "/reason", True),
    "a guarantee's number": (lambda t: a_guarantee(number=t), "/number", False),
    "a guarantee's holder": (lambda t: a_guarantee(holder=t), "/holder", False),
    "a guarantor": (lambda t: a_guarantee(guarantor=t), "/guarantor", False),
    "a guarantee's currency": (lambda t: a_guarantee(currency=t), "/currency", False),
    "a guarantee asked for": (lambda t: secure(owing(), t), "/number", False),
    "a bill reported": (lambda t: reported(key=t), "/1/key", False),
    "a note": (lambda t: reported(note=t), "/1/note", False),
    "a report's reference": (lambda t: reported(reference=t), "/reference", False),
    "a manifest's reference": (lambda t: listed(reference=t), "/reference", False),
    "a manifest's call": (lambda t: listed(call=t), "/call", False),
    "a manifest's direction": (lambda t: listed(direction=t), "/direction", False),
    "a manifest's bill": (lambda t: listed(Bill(t)), "/1/bill", False),
    "a manifest's container": (lambda t: listed(Bill("B", (t,))), "/1/containers", True),
    "a document's number": (lambda t: a_licence(t), "/number", False),
    "a document's code": (lambda t: a_licence(code=t), "/code", False),
    "a document's unit": (lambda t: a_licence(unit=t), "/unit", False),
    "a document's words": (lambda t: a_licence("LIC-2", text=t), "/text", True),
    "a document revoked": (revoked, "/number", False),
    "how a document was mended": (mended, "/data", True),
    "a seal": (lambda t: sampled(seal=t), "/seal", False),
    "a laboratory": (lambda t: sampled(laboratory=t), "/laboratory", False),
    "a laboratory's reference": (lambda t: analysed(reference=t), "/reference", False),
    "a laboratory's words": (lambda t: analysed(text=t), "/text", True),
    "what was found": (found, "/note", True),
    "who was present": (attended, "/present", False),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_that_nobody_can_keep_is_found_at_its_place(name: str) -> None:
    say_it, pointer, _ = TEXTS[name]
    for text in ("a\0b", "a\ud800b"):
        one = findings(lambda text=text: say_it(text))[-1]
        assert (one.code, one.pointer) == (NO_TEXT, pointer)


@pytest.mark.parametrize("name", [name for name in TEXTS if not TEXTS[name][2]])
def test_a_text_that_is_too_long_is_found_at_its_place(name: str) -> None:
    say_it, pointer, _ = TEXTS[name]
    assert [(one.code, one.pointer) for one in findings(lambda: say_it(LONG))] == [(TOO_LONG, pointer)]


@pytest.mark.parametrize("name", [name for name in TEXTS if TEXTS[name][2]])
def test_a_text_of_any_length_is_taken(name: str) -> None:
    a_licence()
    TEXTS[name][0]("理由" * 300)


FIGURES: dict[str, tuple[Callable[[], object], str]] = {
    "packages": (lambda: listed(Bill("B", packages=2**40)), NO_FIGURE),
    "a weight of a billion billion": (lambda: listed(Bill("B", gross_weight=D("1E+18"))), NO_FIGURE),
    "a weight with too many decimals": (lambda: listed(Bill("B", gross_weight=D("0.000001"))), NO_FIGURE),
    "a weight that is none": (lambda: listed(Bill("B", gross_weight=D("NaN"))), NO_FIGURE),
    "a licence's quantity": (lambda: a_licence(quantity="1E+30"), NO_FIGURE),
    "a payment": (lambda: pay(owing(), "1E+400"), "T119"),
    "a guarantee": (lambda: a_guarantee("1E+18"), "T119"),
    "a kind of guarantee": (lambda: a_guarantee(kind="promise"), "T120"),
    "a bank that is none": (lambda: ordered("NOBODY"), "T123"),
    "a bank that is no text": (lambda: ordered("\0"), "T123"),
    "a tax that is none of it": (lambda: paid(tax="excise"), "T121"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_or_name_that_cannot_be_is_refused(name: str) -> None:
    work, code = FIGURES[name]
    assert [one.code for one in findings(work)] == [code]


def test_who_looks_for_what_is_no_text_finds_nothing() -> None:
    assert find("\0") == find("\ud800") == []


def test_the_same_payment_said_otherwise_is_the_same_payment() -> None:
    one, then = owing(), AT + timedelta(hours=1)
    assert pay(one, "100", paid_at=then).repeated is False
    there = then.astimezone(timezone(timedelta(hours=8)))
    for amount in ("100.00", "1E+2", "100.0"):
        assert pay(one, amount, paid_at=there).repeated is True
    for more in ({"amount": D("100.01")}, {"paid_at": then + timedelta(seconds=1)}, {"paid_at": None}):
        with pytest.raises(Refused) as refused:
            pay(one, **{"amount": D(100), "paid_at": then, **more})
        assert why(refused) == "T108"
    assert queries.debts(one)[0].paid == 100


def test_the_same_cargo_said_otherwise_is_the_same_message() -> None:
    first, again = (Bill("B", packages=1, gross_weight=D(w)) for w in ("100", "100.00"))
    assert listed(first).repeated is False and listed(again).repeated is True  # type: ignore[attr-defined]
    at = datetime(2020, 3, 2, 8, tzinfo=timezone(timedelta(hours=8)))
    for when, repeated in ((at, False), (at.astimezone(UTC), True)):
        told = [Told("discharged", names.BILL, "B", when)]
        assert cargo.receive(told, reference="R-2", actor=TERMINAL, at=AT).repeated is repeated


def test_no_bank_answers_for_the_bank_that_has_the_order() -> None:
    one = owing()
    revenue.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    assert [f.code for f in findings(lambda: pay(one, "114.10", actor=OTHER_BANK))] == ["T116"]
    refuse = {"reason": "no cover", "at": later(2)}
    theirs = findings(lambda: revenue.fail_payment(one, actor=OTHER_BANK, **refuse))
    assert [f.code for f in theirs] == ["T116"]
    assert (state(one, "charges"), queries.debts(one)[0].paid) == ("paying", 0)
    revenue.fail_payment(one, actor=BANK, **refuse)
    revenue.order_payment(one, bank=OTHER_BANK.behalf, actor=TRADER, at=later(3))
    assert [f.code for f in findings(lambda: pay(one, "114.10", hours=4))] == ["T116"]
    assert pay(one, "114.10", hours=4, actor=OTHER_BANK).left == 0


def test_a_guarantee_is_changed_by_whoever_gave_it() -> None:
    a_guarantee()
    change = {"number": "BH-1", "total": D(1001), "was": D(1000), "reason": "x", "at": AT}
    assert [f.code for f in findings(lambda: guarantees.change_total(actor=OTHER_BANK, **change))] == ["T116"]
    assert guarantees.change_total(actor=BANK, **change) == 1001
