"""The days in which tax is paid, and the surcharge that it bears when it is late: Customs Law art. 60."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal as D

import pytest

from tests.desk.money import a_guarantee, charge, owing, pay, secure, why
from tests.desk.port import AT, BANK, OFFICER, REVENUE, TRADER, later, state
from tongguan.desk.dossiers import timers, worklist
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.dossiers.queries import case_of
from tongguan.desk.monitor.seen import seen
from tongguan.desk.revenue import actions, postings, queries
from tongguan.desk.rulebooks import queries as rulebooks
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import TrackKey
from tongguan.law.words import say

pytestmark = pytest.mark.usefixtures("dalian")
DAY = 24
CHARGES = TrackKey("charges")
WAITING = worklist.Wanted(offices=["0908"], where=[("charges", "due")])
TAXES = (charge("duty", "352793.52"), charge("consumption", "72860.70"), charge("vat", "247726.38"))
ALL = "673380.60"


def surcharges(one: int) -> dict[str, D]:
    return {p.tax: D(p.cents) / 100 for p in queries.postings(one) if p.kind == "surcharge"}


def called(one: int, at: datetime) -> timers.Due:
    """The call of the debt's clock."""
    return timers.Due(one, CHARGES, at, case_of(one).tracks[CHARGES].seq)


def test_paid_in_time_bears_nothing() -> None:
    one = owing(*TAXES)
    pay(one, ALL, hours=10 * DAY)
    assert surcharges(one) == {}
    assert state(one, "charges") == "paid"


def test_each_tax_bears_its_own_surcharge_for_each_day_after_the_period() -> None:
    one = owing(*TAXES)
    issued = (AT + timedelta(hours=8)).date()
    assert issued.isoformat() == "2020-03-02", "fifteen days after is Tuesday 17 March"
    pay(one, ALL, hours=26 * DAY)  # 28 March: eleven days late
    assert surcharges(one) == {
        "duty_surcharge": D("1940.36"),
        "consumption_surcharge": D("400.73"),
        "vat_surcharge": D("1362.50"),
    }
    assert {debt.left for debt in queries.debts(one)} == {D(0), D("1940.36"), D("400.73"), D("1362.50")}
    told = {fee.tax: said(fee) for fee in queries.fees(one)}
    assert told["duty_surcharge"] == [
        "11 days, from 2020-03-18 to 2020-03-28, both counted; "
        "352,793.52 yuan x 0.05% x 11 days = 1,940.36 yuan",
        "2020-03-18至2020-03-28，首尾均计，共11天; 352,793.52元×0.05%×11天=1,940.36元",
    ]
    assert queries.explained("refund", '{"an officer": "types what looks like ours"}') == ()


def said(fee: queries.Fee) -> list[str]:
    """How a fee is explained, in English and Chinese."""
    return ["; ".join(say(code, told, language) for code, told in fee.how) for language in ("en", "zh")]


def latest(one: int) -> set[datetime | None]:
    """The last instant of the debt, as an office's list and as the trader's page give it."""
    case, book = case_of(one), rulebooks.book("cn")
    at, (listed,) = case.tracks[CHARGES], worklist.waiting(WAITING, limit=9)
    past = worklist.debts([listed])[one, CHARGES]
    return {worklist.latest(listed, book, past), seen([one])[one].latest(CHARGES, at, book)}


def test_a_payment_that_fails_gives_no_new_days() -> None:
    """The note is of 2 March: fifteen days end with 17 March in Dalian."""
    one, end = owing(), datetime(2020, 3, 17, 16, tzinfo=UTC)
    assert latest(one) == {end}
    for day in (4, 13):
        actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(DAY * day))
        actions.fail_payment(one, reason="no cover", actor=BANK, at=later(DAY * day + 1))
        assert latest(one) == {end}
    call = case_of(one).tracks[CHARGES].due
    assert call is not None and later(13 * DAY + 1) < call < end, "the warnings are of the same note"
    timers.ring(called(one, call), call)
    pay(one, "14.00", tax="vat", hours=14 * DAY)
    assert latest(one) == {end}, "a reminder is no note"
    timers.ring(called(one, end), end)
    assert state(one, "charges") == "overdue"
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(DAY * 20))
    actions.fail_payment(one, reason="no cover", actor=BANK, at=later(DAY * 20 + 1))
    assert state(one, "charges") == "overdue" and replay(one) == []
    act(one, lambda it: it.take("charge", number=1), actor=REVENUE, at=later(DAY * 21))
    assert latest(one) == {datetime(2020, 4, 7, 16, tzinfo=UTC)}, "charged anew, it is noted anew"


def test_three_months_after_the_period_customs_may_enforce_whatever_fails_or_is_charged_beside() -> None:
    """The period ends with 17 March in Dalian, three months after it with 17 June."""
    one, fell = owing(), datetime(2020, 3, 17, 16, tzinfo=UTC)
    warned, end = (datetime(2020, 6, day, 16, tzinfo=UTC) for day in (3, 17))
    timers.ring(called(one, case_of(one).tracks[CHARGES].due or fell), fell)
    assert state(one, "charges") == "overdue" and case_of(one).tracks[CHARGES].due == warned
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(DAY * 30))
    actions.fail_payment(one, reason="no cover", actor=BANK, at=later(DAY * 31))
    more = {"tax": "late_declaration", "amount": D(100), "currency": "CNY", "reason": "late"}
    act(one, lambda it: postings.add_debt(it, **more), actor=REVENUE, at=later(DAY * 40))
    timers.ring(called(one, warned), warned)
    assert case_of(one).tracks[CHARGES].due == end
    wanted = worklist.Wanted(offices=["0908"], where=[("charges", "overdue")])
    (row,) = worklist.waiting(wanted, limit=9)
    book, at = rulebooks.book("cn"), case_of(one).tracks[CHARGES]
    assert worklist.latest(row, book, worklist.debts([row])[one, CHARGES]) == end
    assert seen([one])[one].latest(CHARGES, at, book) is None, "for its payer it is late already"


def test_reminders_and_payments_that_fail_put_nothing_off() -> None:
    one = owing(*TAXES)
    for _ in range(3):
        call = case_of(one).tracks[CHARGES].due
        assert call is not None and timers.ring(called(one, call), call)
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(20 * DAY))
    actions.fail_payment(one, reason="no cover", actor=BANK, at=later(21 * DAY))
    pay(one, ALL, hours=26 * DAY)
    assert surcharges(one)["duty_surcharge"] == D("1940.36")


def test_the_surcharge_itself_bears_none_and_the_bank_s_day_counts() -> None:
    one = owing(*TAXES)
    paid_at = AT + timedelta(days=14)
    pay(one, ALL, hours=26 * DAY, paid_at=paid_at)
    assert surcharges(one) == {}, "the bank took the money in time and told us late"
    other = owing(*TAXES, reference="R2")
    pay(other, ALL, "B-2", hours=26 * DAY)
    (on_duty,) = [debt.number for debt in queries.debts(other) if debt.left == D("1940.36")]
    pay(other, "1940.36", "B-3", hours=90 * DAY, debt=on_duty)
    assert len(surcharges(other)) == 3


def test_less_than_fifty_yuan_is_not_taken() -> None:
    one = owing(charge("vat", "9000.00"))
    pay(one, "9000.00", hours=26 * DAY)
    assert surcharges(one) == {}, "9000 x 0.05% x 11 = 49.50"


def test_what_a_guarantee_covers_is_not_late() -> None:
    one = owing(charge("vat", "900.00"))
    a_guarantee()
    secure(one)
    pay(one, "900.00", hours=60 * DAY)
    assert surcharges(one) == {}


CASES = {
    # (owed, [(part, paid on, at which hour in Dalian, told on)], surcharge), worked out by hand beside it;
    # the note is of 2 March, so that the 17th is the last day in time
    "three days of all, seven of the rest": (
        "100000", [("40000", "03-20", 9, "03-20"), ("60000", "03-27", 9, "03-27")],
        "360.00",  # 100000 x 0.05% x 3 = 150.00; 60000 x 0.05% x 7 = 210.00
    ),
    "a part in time bears nothing": (
        "100000", [("40000", "03-10", 9, "03-10"), ("60000", "03-27", 9, "03-27")],
        "300.00",  # 60000 x 0.05% x 10
    ),
    "the bank's day counts, not the day of its message": (
        "100000", [("100000", "03-19", 9, "03-28")],
        "100.00",  # 100000 x 0.05% x 2
    ),
    "of each part too": (
        "100000", [("40000", "03-17", 23, "03-25"), ("60000", "03-20", 9, "03-26")],
        "90.00",  # 60000 x 0.05% x 3
    ),
    "messages that come in the wrong order": (
        "100000", [("60000", "03-27", 9, "03-27"), ("40000", "03-20", 9, "03-28")],
        "360.00",
    ),
    "one threshold for the tax, not one for each part": (
        "20000", [("10000", "03-21", 9, "03-21"), ("10000", "03-24", 9, "03-24")],
        "55.00",  # 20000 x 0.05% x 4 = 40.00; 10000 x 0.05% x 3 = 15.00
    ),
    "below it nothing is taken": (
        "18000", [("9000", "03-21", 9, "03-21"), ("9000", "03-24", 9, "03-24")],
        None,  # 36.00 + 13.50 = 49.50
    ),
    "rounded once": (
        "330027", [("110009", "03-18", hour, "03-18") for hour in (9, 10, 11)],
        "165.01",  # 330027 x 0.05% = 165.0135; rounded part by part it would be 165.00
    ),
    "an hour after midnight is the next day": (
        "200000", [("200000", "03-18", 1, "03-18")],
        "100.00",  # still the 17th in London
    ),
}  # fmt: skip


def dalian(day: str, hour: int) -> datetime:
    month, of = day.split("-")
    return datetime(2020, int(month), int(of), hour, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize("name", CASES)
def test_each_day_bears_what_was_then_outstanding(name: str) -> None:
    owed, parts, surcharge = CASES[name]
    one = owing(charge("vat", owed))
    for number, (part, day, hour, told) in enumerate(parts):
        at = max(dalian(told, 12), dalian(day, hour))
        pay(one, part, f"B-{number}", paid_at=dalian(day, hour), at=at)
    assert surcharges(one) == ({"vat_surcharge": D(surcharge)} if surcharge else {})
    paid = [p.paid_at for p in queries.postings(one) if p.kind == "payment"]
    assert paid == [dalian(day, hour) for _, day, hour, _ in parts]
    assert state(one, "charges") == "paid"


def test_what_was_paid_beyond_the_tax_was_never_late() -> None:
    """The order was for 100000 yuan, of which 40000 turned out not to be owed: 60000 x 0.05% x 10."""
    one = owing(charge("vat", "100000"))
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    less = {"currency": "CNY", "provisional": False, "reason": "amended"}
    act(
        one,
        lambda it: postings.post_difference(it, [charge("vat", "60000")], **less),
        actor=OFFICER,
        at=later(2),
    )
    pay(one, "100000", paid_at=dalian("03-27", 9), at=dalian("03-27", 12))
    assert surcharges(one) == {"vat_surcharge": D("300.00")}


@pytest.mark.parametrize("paid_at", [AT - timedelta(seconds=1), AT + timedelta(hours=3)])
def test_nobody_pays_before_there_is_a_debt_or_after_now(paid_at: datetime) -> None:
    one = owing(charge("vat", "100"))
    with pytest.raises(Refused) as refused:
        pay(one, "50", paid_at=paid_at, hours=2)
    assert why(refused) == "T122"
    assert not [p for p in queries.postings(one) if p.kind == "payment"]
