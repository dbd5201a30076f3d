"""Who does what when a track comes into a state: the work of carriers' and traders' people, officers, bank
and authorities, each through the desk's own actions."""

from datetime import datetime, timedelta
from decimal import Decimal

from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Told
from tongguan.desk.declarations import changes, papers
from tongguan.desk.inspections import proofs
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue.postings import owed
from tongguan.doors.jobs.demo_day import afterwards, stories, visits
from tongguan.doors.jobs.demo_day.cast import guarantee_of
from tongguan.doors.jobs.demo_day.port import File, Look, Port
from tongguan.doors.jobs.demo_day.quay import tell
from tongguan.doors.jobs.demo_day.tables import DAY
from tongguan.doors.jobs.demo_day.timetable import HOURS, at_work, minutes
from tongguan.law.kernel.case import SYSTEM, At, Case, TrackKey


def review(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """A document officer reads the documents; once, where the day's row wants it, asks a question."""
    work = minutes(file.chance, "document review")
    officer, ready = port.queue("document_officer", port.office(file)).turn(now, work)
    asks = file.parcel.story == "question" and not file.notes.get("asked")
    file.notes["asked"] = True
    step, data = ("ask", "product licence") if asks else ("clear", "")
    port.later(file, ready, key, at, lambda t: changes.take(file.id, step, actor=officer, at=t, data=data))
    return True


def answer(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    ready = at_work(now + minutes(file.chance, "answer"), HOURS["broker"])
    port.later(
        file, ready, key, at, lambda t: changes.take(file.id, "answer", actor=file.lodger, at=t, data="sent")
    )
    return True


def pays_after(text: str) -> timedelta | None:
    """`25m`, `3h`; None for whoever does not pay today."""
    if text[:-1].isdigit():
        return timedelta(**{{"m": "minutes", "h": "hours"}[text[-1]]: int(text[:-1])})
    return None


def pay(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """A debt is due, or provisional until the goods have come: it is secured by a guarantee where the trader
    has one for it, else paid when the trader gets round to it."""
    how = file.parcel.row["pays"]
    if how in ("guarantee", "monthly") and not file.notes.get("guarantee refused"):
        _secure(port, file, key, at, now, monthly=how == "monthly")
        return True
    wait = pays_after(how) or (timedelta(minutes=30) if how != "late" else None)
    if at.state == "provisional" or wait is None:
        return at.state != "provisional"
    bank, ready = port.cast.one("bank", "binhai").behalf, at_work(now + wait, HOURS["trader"])
    port.later(
        file,
        ready,
        key,
        at,
        lambda t: revenue.order_payment(file.id, bank=bank, actor=file.lodger, at=t, debt=key.number),
    )
    return True


def _secure(port: Port, file: File, key: TrackKey, at: At, now: datetime, *, monthly: bool) -> None:
    office, trader = port.office(file), file.parcel.row["trader"]
    officer, ready = port.queue("revenue_officer", office).turn(now, minutes(file.chance, "guarantee"))
    if monthly:  # agreed on beforehand: nobody decides anything
        officer, ready = SYSTEM, now + timedelta(seconds=40)

    def secure(then: datetime) -> None:
        revenue.secure(
            file.id,
            guarantee=guarantee_of(trader),
            last=DAY + timedelta(days=20),
            debt=key.number,
            consolidated=monthly,
            actor=officer,
            at=then,
        )

    port.later(file, ready, key, at, secure)


def transfer(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The bank carries out the order."""
    bank = port.cast.one("bank", "binhai")
    ready = now + minutes(file.chance, "bank")

    def paid(then: datetime) -> None:
        left = Decimal(sum(owed(file.id, key.number).values())) / 100
        reference = f"EPAY-{file.id}-{key.number}-{at.seq}"
        revenue.pay(
            file.id, amount=left, currency="CNY", reference=reference, debt=key.number, actor=bank, at=then
        )

    port.later(file, ready, key, at, paid)
    return True


def compare_licences(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The issuers' systems compare the documents and write them off."""
    desk, ready = port.cast.people["licence.desk"], now + minutes(file.chance, "licence")
    port.later(file, ready, key, at, lambda t: papers.write_off(file.id, books=port.books, actor=desk, at=t))
    return True


def conformity(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Assessed when the goods can be looked at."""
    if not visits.here(case, ""):
        return False
    queue = port.queue("inspector", port.office(file))
    officer, ready = queue.turn(now, minutes(file.chance, "conformity"))
    port.later(
        file,
        ready,
        key,
        at,
        lambda t: proofs.assess_conformity(file.id, conforms=True, reason="", actor=officer, at=t),
    )
    return True


def drive_out(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The lorry comes when the goods may leave; exports wait for their ship."""
    if file.parcel.story == "recall":
        return afterwards.recall(port, file, case, key, at, now)
    if not file.importing:
        return True
    if not case.is_open("may_leave", key.part):
        return False
    site = port.cast.one("terminal", port.terminal(file))
    about, name = (
        (names.CONTAINER, names.container(file.parcel.bill, key.part))
        if key.part
        else (names.BILL, names.bill(file.parcel.bill))
    )
    gone = now + minutes(file.chance, "out of the gate")
    told = [Told("gate_out", about, name, gone)]
    port.later(file, gone, key, at, lambda t: tell(port, told, site, f"gate_out-{name}"[:64], t))
    return True


PLAYS: dict[tuple[str, str], Look] = {
    ("documents", "review"): review,
    ("documents", "asked"): answer,
    ("charges", "provisional"): pay,
    ("charges", "due"): pay,
    ("charges", "paying"): transfer,
    ("licences", "pending"): compare_licences,
    ("conformity", "pending"): conformity,
    ("exit", "awaited"): drive_out,
    **visits.PLAYS,
    **stories.PLAYS,
    **afterwards.PLAYS,
}
