"""Debts and guarantees for the tests of revenue."""

from datetime import date, datetime
from decimal import Decimal as D

import pytest

from tests.desk import port
from tests.desk.port import AT, BANK, BANK_CODE, IMPORTER, REVENUE, charge, later
from tongguan.desk.revenue import actions, guarantees, opening
from tongguan.desk.revenue.models import Guarantee
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor

DUTY_AND_VAT = (charge("duty", "100.10"), charge("vat", "13.01", line=1), charge("vat", "0.99", line=2))


def owing(*charges: object, state: str = "due", reference: str = "R1") -> int:
    charges = charges or DUTY_AND_VAT
    return port.lodged(
        ("documents", "", "checking"),
        ("charges", "", state),
        reference=reference,
        also=lambda it: opening.first_debts(it, charges, currency="CNY"),  # type: ignore[arg-type]
    )


def pay(one: int, amount: str | D, reference: str = "B-1", hours: float = 2, **more: object) -> actions.Paid:
    given = {
        "amount": D(amount),
        "currency": "CNY",
        "reference": reference,
        "actor": BANK,
        "at": later(hours),
    }
    return actions.pay(one, **{**given, **more})  # type: ignore[arg-type]


def a_guarantee(amount: str = "1000", number: str = "BH-1", **more: object) -> Guarantee:
    given = {
        "number": number,
        "kind": "bank_letter",
        "holder": IMPORTER,
        "guarantor": BANK_CODE,
        "amount": D(amount),
        "currency": "CNY",
        "valid_from": date(2020, 1, 1),
        "valid_until": date(2020, 12, 31),
        "actor": REVENUE,
        "at": AT,
    }
    return guarantees.register(**{**given, **more})  # type: ignore[arg-type]


def secure(one: int, guarantee: str = "BH-1", hours: float = 1, **more: object) -> D:
    given = {
        "guarantee": guarantee,
        "last": date(2020, 3, 17),
        "actor": REVENUE,
        "at": later(hours),
    }
    return actions.secure(one, **{**given, **more})  # type: ignore[arg-type]


def why(refused: pytest.ExceptionInfo[Refused]) -> str:
    (finding,) = refused.value.findings
    return finding.code


def changing(total: D, was: D, actor: Actor = REVENUE, at: datetime = AT) -> D:
    return guarantees.change_total(number="BH-1", total=total, was=was, reason="x", actor=actor, at=at)
