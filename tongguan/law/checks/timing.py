"""When: days that must follow one another, and the windows in which a declaration may be lodged."""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta

from tongguan.law.calendar import on_working_day
from tongguan.law.checks.subject import Spot, Subject, check


def _limit(s: Subject, code: str) -> int | None:
    """The only number that the row of a check lists."""
    values = s.values(code)
    return int(values[0]) if values else None


def _entered(s: Subject) -> tuple[date | None, str]:
    """The day on which the conveyance declared entry and where it is stated: what the carrier reported goes
    before the date of import that the declarant states."""
    if s.facts.entered_on is not None:
        return s.facts.entered_on, ""
    return s.declaration.border_date, "/border_date"


def _months_after(day: date, months: int) -> date:
    """The same day of a later month, or the last one that the month has."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@check("T001", zh="自运输工具申报进境之日（{entered}）起已{days}日，超过{limit}日期限，逾期按日征收滞报金")
def lodged_late(s: Subject) -> Iterable[Spot]:
    """lodged {days} days after the conveyance declared entry ({entered}), later than the {limit} that the law
    gives; the late-declaration fee runs"""
    # Customs Law art. 24. GACC Decree 128 (2005): rest days put off the start of the fee; what takes the
    # place of a declaration that was withdrawn has its days from then.
    (entered, spot), limit = _entered(s), _limit(s, "T001")
    if not s.imports or entered is None or limit is None:
        return
    first = max(entered, s.facts.withdrawn_on or entered) + timedelta(days=limit + 1)
    if s.on >= first and s.on >= on_working_day(first, s.book):
        days = {"days": str((s.on - entered).days), "limit": str(limit)}
        yield spot, {"entered": entered.isoformat(), **days}


@check("T002", zh="自运输工具申报进境之日（{entered}）起已超过{months}个月，海关可以提取货物依法变卖")
def lodged_after_months(s: Subject) -> Iterable[Spot]:
    """lodged more than {months} months after the conveyance declared entry ({entered}); customs may take the
    goods for sale"""
    # Customs Law art. 30.
    (entered, spot), months = _entered(s), _limit(s, "T002")
    if s.imports and entered and months is not None and s.on > _months_after(entered, months):
        yield spot, {"entered": entered.isoformat(), "months": str(months)}


@check("T003", of="kind", zh="运输工具已于{entered}申报进境，不能再作提前申报")
def advance_after_entry(s: Subject) -> Iterable[Spot]:
    """declared in advance, but the conveyance already declared entry on {entered}"""
    entered = s.facts.entered_on
    if s.imports and s.declaration.kind == "advance" and entered and entered < s.on:
        yield "/kind", {"entered": entered.isoformat()}


@check("T004", of="departure_date", zh="启运日期{departure}晚于申报之日：货物装运之后方可申报")
def lodged_before_loading(s: Subject) -> Iterable[Spot]:
    """the goods depart on {departure}, after the day of lodging: they may be declared once they are loaded"""
    departure = s.declaration.departure_date
    if s.imports and departure is not None and departure > s.on:
        yield "/departure_date", {"departure": departure.isoformat()}


@check(
    "T005",
    of="border_date",
    zh="进口日期{day}晚于申报之日；货物到达前申报的，申报方式应为advance（提前申报）",
)
def future_import_not_advance(s: Subject) -> Iterable[Spot]:
    """the date of import {day} is still to come: what is lodged before arrival is declared as kind advance"""
    d = s.declaration
    if s.imports and d.border_date is not None and d.border_date > s.on and d.kind not in s.values("T005"):
        yield "/border_date", {"day": d.border_date.isoformat()}


@check("T006", of="departure_date", zh="启运日期{departure}晚于进口日期{day}")
def departs_after_import(s: Subject) -> Iterable[Spot]:
    """the goods depart on {departure}, after the date of import {day}"""
    d = s.declaration
    if s.imports and d.departure_date and d.border_date and d.departure_date > d.border_date:
        days = {"departure": d.departure_date.isoformat(), "day": d.border_date.isoformat()}
        yield "/departure_date", days


@check("T007", of="discharged_on", zh="卸毕日期{discharged}早于进口日期{day}")
def discharged_before_import(s: Subject) -> Iterable[Spot]:
    """discharge was completed on {discharged}, before the date of import {day}"""
    d = s.declaration
    if d.discharged_on and d.border_date and d.discharged_on < d.border_date:
        days = {"discharged": d.discharged_on.isoformat(), "day": d.border_date.isoformat()}
        yield "/discharged_on", days


@check("T008", of="discharged_on", zh="卸毕日期{discharged}晚于申报之日")
def discharged_in_future(s: Subject) -> Iterable[Spot]:
    """discharge was completed on {discharged}, which is still to come"""
    discharged = s.declaration.discharged_on
    if discharged is not None and discharged > s.on:
        yield "/discharged_on", {"discharged": discharged.isoformat()}


@check("T009", of="border_date", zh="出口日期{day}已过")
def export_day_passed(s: Subject) -> Iterable[Spot]:
    """the date of export {day} is over"""
    day = s.declaration.border_date
    if not s.imports and day is not None and day < s.on:
        yield "/border_date", {"day": day.isoformat()}


@check("T010", of="border_date", zh="出口日期为{day}：出口货物应在装货的24小时以前申报")
def export_too_close(s: Subject) -> Iterable[Spot]:
    """the goods leave on {day}: exports are lodged at least 24 hours before they are loaded"""
    # Customs Law art. 24.
    day = s.declaration.border_date
    if not s.imports and day is not None and s.on <= day < s.on + timedelta(days=1):
        yield "/border_date", {"day": day.isoformat()}


@check("T011", of="items/*/vehicles", zh="车辆提/运单日期{day}晚于申报之日")
def vehicle_bill_in_future(s: Subject) -> Iterable[Spot]:
    """the bill of the vehicle is dated {day}, which is still to come"""
    for place, item in enumerate(s.items, 1):
        for number, vehicle in enumerate(item.vehicles, 1):
            if vehicle.bill_date is not None and vehicle.bill_date > s.on:
                yield f"/items/{place}/vehicles/{number}/bill_date", {"day": vehicle.bill_date.isoformat()}
