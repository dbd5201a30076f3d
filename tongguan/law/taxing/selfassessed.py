"""What an assessment adds to what was found before it: what it could not work out, and where the trader's own
(自报自缴, GACC Ann. 2016 No. 62) differs from it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from tongguan.law.assess import Assessment
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding, errors
from tongguan.law.money import ZERO, in_money
from tongguan.law.words import register

DIFFERS = register(
    "V131",
    "{tax} is stated as {stated} and comes to {ours}; what the law works out is owed.",
    "{tax}自报{stated}，系统计核为{ours}；以依法计核的税额为准。",
)


def further(
    found: Iterable[Finding], declaration: Declaration, assessment: Assessment
) -> tuple[Finding, ...]:
    """The findings of an assessment beside those `found` before: what is wrong already is not told again,
    so that what is not stated is not also told to be unknown."""
    wrong = {one.pointer for one in errors(found)}
    own = (one for one in assessment.findings if one.pointer not in wrong)
    return (*own, *_otherwise(declaration, assessment))


def _otherwise(declaration: Declaration, assessment: Assessment) -> Iterator[Finding]:
    """A warning for each tax of a goods line that the trader states otherwise than the law works it out.
    Nothing for a declaration that is not self-assessed."""
    if declaration.self_assessed != "1":
        return
    ours = {(charge.line, charge.tax): charge.amount for charge in assessment.charges}
    for number, item in enumerate(declaration.items, 1):
        stated: dict[str, Decimal] = {}
        for tax in item.taxes:
            if tax.type and tax.assessed and tax.assessed.amount is not None:
                stated[tax.type] = stated.get(tax.type, ZERO) + tax.assessed.amount
        for name, amount in stated.items():
            worked_out = ours.get((number, name), ZERO)
            if amount != worked_out:
                told = {"tax": name, "stated": in_money(amount), "ours": in_money(worked_out)}
                yield Finding(DIFFERS, f"/items/{number}/taxes", told, "warning")
