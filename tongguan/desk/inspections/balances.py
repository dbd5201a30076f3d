"""What documents allow, what was written off them, and what is left: to be read at a counter."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from tongguan.desk.inspections.models import Certificate, WriteOff

SHOWN, NEWEST = 50, 20


@dataclass(frozen=True, slots=True)
class Balance:
    """A document with its newest write-offs, the newest first; `left` is None without limit, `more` says
    that there are older ones."""

    document: Certificate
    left: Decimal | None
    revoked: bool
    rows: tuple[WriteOff, ...]
    more: bool


def balance(one: Certificate, *, before: int | None = None) -> Balance:
    """How a document stands; its write-offs going on before the number of the last one shown."""
    every = WriteOff.objects.filter(certificate=one).select_related("dossier").order_by("-number")
    last = every.first()
    rows = list((every if before is None else every.filter(number__lt=before))[: SHOWN + 1])
    left = one.quantity if last is None else last.left
    return Balance(one, left, bool(last and last.revokes), tuple(rows[:SHOWN]), len(rows) > SHOWN)


def found(
    jurisdiction: str, number: str, *, codes: Collection[str], issuer: str | None = None
) -> list[Certificate]:
    """The documents of this number among these codes; an issuer finds its own alone."""
    same = Certificate.objects.filter(jurisdiction=jurisdiction, code__in=list(codes), number=number)
    return [one for one in same.order_by("code") if issuer is None or one.issuer == issuer]


def newest(jurisdiction: str, *, issuer: str | None = None) -> list[Certificate]:
    """The documents that were entered last, of all or of one issuer."""
    entered = Certificate.objects.filter(jurisdiction=jurisdiction).order_by("-pk")
    return list((entered if issuer is None else entered.filter(issuer=issuer))[:NEWEST])
