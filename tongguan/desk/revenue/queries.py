"""What is owed, paid and guaranteed, read off the postings."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from tongguan.desk.dossiers.models import Event, Track
from tongguan.desk.dossiers.shelf import RELEASED
from tongguan.desk.people.models import Office
from tongguan.desk.revenue.cents import money
from tongguan.desk.revenue.models import CHARGES, Guarantee, Movement, Posting
from tongguan.desk.revenue.postings import PAYING, TRACK
from tongguan.law.calendar import add_months, local_day, nth_working_day
from tongguan.law.flow import NOBODY
from tongguan.law.rulebook import Rulebook

MONTHLY_DAY = "monthly_payment_day"
SURCHARGE = "surcharge"
"""The kind of posting that the law takes by itself."""


@dataclass(frozen=True, slots=True)
class Debt:
    """A debt of a dossier: what was charged, paid and is left, in `currency`."""

    number: int
    currency: str
    charged: Decimal
    paid: Decimal
    left: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """How a guarantee stands."""

    number: str
    kind: str
    currency: str
    total: Decimal
    blocked: Decimal
    available: Decimal
    valid_until: date | None
    holder: str
    guarantor: str
    office: str


@dataclass(frozen=True, slots=True)
class Fee:
    """What the law took beside the taxes: under which code, how much, and why, as codes and arguments."""

    tax: str
    amount: Decimal
    how: tuple[tuple[str, Mapping[str, str]], ...]


def debts(dossier_id: int) -> tuple[Debt, ...]:
    """The debts of a dossier, by number."""
    found: dict[int, list[tuple[str, str, int]]] = {}
    rows = Posting.objects.filter(dossier_id=dossier_id).order_by("debt", "number")
    for debt, kind, currency, hundredths in rows.values_list("debt", "kind", "currency", "cents"):
        found.setdefault(debt, []).append((kind, currency, hundredths))
    return tuple(
        Debt(
            number,
            lines[0][1],
            money(sum(c for kind, _, c in lines if kind in CHARGES)),
            money(-sum(c for kind, _, c in lines if kind not in CHARGES)),
            money(sum(c for _, _, c in lines)),
        )
        for number, lines in found.items()
    )


def fees(dossier_id: int) -> tuple[Fee, ...]:
    """The fees and surcharges of a dossier, in the order in which they were first taken."""
    found: dict[str, tuple[int, str]] = {}
    rows = Posting.objects.filter(dossier_id=dossier_id, kind=SURCHARGE).order_by("number")
    for tax, hundredths, reason in rows.values_list("tax", "cents", "reason"):
        found[tax] = found.get(tax, (0, ""))[0] + hundredths, reason
    return tuple(
        Fee(tax, money(taken), explained(SURCHARGE, reason))
        for tax, (taken, reason) in found.items()
        if taken
    )


def explained(kind: str, reason: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """The sentences of a posting's reason, as codes and arguments; none where it is in somebody's own words,
    which those of all kinds are but what the law takes by itself."""
    if kind != SURCHARGE:
        return ()
    try:
        told = json.loads(reason)
    except ValueError:
        return ()
    sentences = told if isinstance(told, list) else [told]  # one alone, as it was kept at first
    return tuple((one["code"], one["arguments"]) for one in sentences if isinstance(one, dict))


def left_of(dossiers: Collection[int]) -> dict[tuple[int, int], tuple[Decimal, str]]:
    """By dossier and debt, what is left to be paid, and its currency. One query."""
    rows = Posting.objects.filter(dossier_id__in=list(dossiers)).values_list("dossier_id", "debt", "currency")
    sums = rows.annotate(left=Sum("cents"))
    return {(dossier, debt): (money(left), currency) for dossier, debt, currency, left in sums}


def postings(dossier_id: int) -> tuple[Posting, ...]:
    """Every posting of a dossier, in order."""
    return tuple(Posting.objects.filter(dossier_id=dossier_id).order_by("number"))


def standing(number: str) -> Standing | None:
    """How the guarantee stands, as its last movement says; None where there is none."""
    return next(iter(_standings(Guarantee.objects.filter(number=number))), None)


def guarantees_of(holder: str) -> tuple[Standing, ...]:
    """Every guarantee of an enterprise, by number. One query."""
    return tuple(_standings(Guarantee.objects.filter(holder=holder).order_by("number")))


def blocked_of(dossier_id: int) -> dict[int, list[tuple[str, Decimal]]]:
    """By debt of a dossier, which guarantees stand for it, and how much of each. One query."""
    sign = Case(When(kind="block", then=F("cents")), default=-F("cents"))
    rows = Movement.objects.filter(dossier_id=dossier_id).values_list("debt", "guarantee__number")
    found: dict[int, list[tuple[str, Decimal]]] = {}
    for debt, number, held in rows.annotate(held=Sum(sign)).exclude(held=0).order_by("guarantee__number"):
        if debt is not None:
            found.setdefault(debt, []).append((number, money(held)))
    return found


def movements(number: str, *, before: int | None = None, limit: int = 200) -> tuple[Movement, ...]:
    """The newest movements of a guarantee, in order; those before the movement numbered `before`."""
    found = Movement.objects.filter(guarantee__number=number).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    return tuple(reversed(found[:limit]))


def monthly_due(on: date, book: Rulebook) -> date | None:
    """The day by which taxes secured in the month of `on` are paid: that working day of the next which
    parameter `monthly_payment_day` names (GACC Ann. 2017 No. 45: the fifth). None: the book knows no monthly
    payment."""
    following = add_months(on.replace(day=1), 1)
    named = book.get("parameter", MONTHLY_DAY, following)
    return nth_working_day(following.year, following.month, int(named.number), book) if named else None


def monthly_bill(holder: str, month: str, book: Rulebook) -> dict[int, Decimal]:
    """What an enterprise has still to pay for a month (2020-03): by dossier, what its guarantees hold
    blocked for monthly payment since that month."""
    return {dossier: money(held) for dossier, held in _held(holder, book).get(month, {}).items()}


def unpaid_months(holder: str, on: date, book: Rulebook) -> tuple[str, ...]:
    """The months whose taxes are unpaid although their day has passed; while there are any, the enterprise
    may not pay by the month."""
    dues = {month: monthly_due(date.fromisoformat(f"{month}-01"), book) for month in _held(holder, book)}
    return tuple(sorted(month for month, due in dues.items() if due is not None and due < on))


def _held(holder: str, book: Rulebook) -> dict[str, dict[int, int]]:
    """Hundredths blocked for monthly payment: month, in the book's time -> dossier -> what is left of it.
    What was given back and blocked again counts in the month of the newest block."""
    sign = Case(When(kind="block", then=F("cents")), default=-F("cents"))
    moved = Movement.objects.filter(guarantee__holder=holder, consolidated=True)
    sums = moved.values_list("dossier_id", "debt").annotate(
        held=Sum(sign), last=Max("at", filter=Q(kind="block"))
    )
    months: dict[str, dict[int, int]] = {}
    for dossier, _, held, last in sums.exclude(held=0).order_by("last").iterator():
        if dossier is not None:
            of = months.setdefault(f"{local_day(last, book):%Y-%m}", {})
            of[dossier] = of.get(dossier, 0) + held
    return months


def _standings(found: QuerySet[Guarantee]) -> list[Standing]:
    """How each guarantee stands, by its last movement. One query."""
    last = Movement.objects.filter(guarantee=OuterRef("pk")).order_by("-number")
    sums = {name: Coalesce(Subquery(last.values(name)[:1]), 0) for name in ("total", "blocked")}
    names = ("number", "kind", "currency", "total", "blocked", "valid_until", "holder", "guarantor", "office")
    return [
        Standing(number, kind, currency, money(total), money(held), money(total - held), *others)
        for number, kind, currency, total, held, *others in found.annotate(**sums).values_list(*names)
    ]


@dataclass(frozen=True, slots=True)
class Order:
    """A trader's order to its bank: debit what is left of a debt. `seq` is the event that gave it."""

    dossier: int
    reference: str
    trader: str
    debt: int
    seq: int
    since: datetime
    currency: str
    left: Decimal


def orders_to(bank: str, *, only: Sequence[int] | None = None, limit: int = 100) -> list[Order]:
    """The orders that a bank has and has not carried out, the oldest first, but for those of goods that came
    to another end than release: nothing more is debited for them. Of these dossiers, if any are named, all:
    what was debited before is still told."""
    offices = list(Office.objects.values_list("code", flat=True))
    paying = Track.objects.filter(office__in=offices, track=TRACK, state=PAYING).exclude(whose=NOBODY)
    goes_on = Q(dossier__finished_at=None) | Q(dossier__parts__contains=RELEASED)
    paying = paying.filter(goes_on) if only is None else paying.filter(dossier_id__in=only)
    given = Event.objects.filter(dossier_id=OuterRef("dossier_id"), seq=OuterRef("seq"), data=bank)
    rows = paying.filter(Exists(given)).select_related("dossier").order_by("since", "dossier_id")[:limit]
    found = []
    for track in rows:
        debt = next((one for one in debts(track.dossier_id) if one.number == track.number), None)
        if debt is not None:
            cover = track.dossier
            money_of = (debt.currency, debt.left)
            found.append(
                Order(
                    cover.pk, cover.reference, cover.trader, track.number, track.seq, track.since, *money_of
                )
            )
    return found


def given_by(guarantor: str, *, limit: int = 100) -> list[Standing]:
    """The guarantees that a bank gave, the newest first."""
    return _standings(Guarantee.objects.filter(guarantor=guarantor).order_by("-pk")[:limit])
