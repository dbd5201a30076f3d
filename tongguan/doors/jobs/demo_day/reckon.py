"""What a trader works out for itself before it lodges: the taxes of a self-assessed declaration."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from tongguan.law.assess import assess
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook

Tree = dict[str, Any]


def state_taxes(tree: Tree, book: Rulebook, on: date) -> None:
    """Writes the taxes of every goods line into a self-assessed declaration, as the published book has them
    on the day. One that cannot be read or assessed states none."""
    if tree.get("self_assessed") != "1":
        return
    declaration, wrong = read(tree, book, on)
    if declaration is None or wrong:
        return
    assessment = assess(replace(declaration, self_assessed=None), book, on, Facts(entered_on=on))
    for number, item in enumerate(tree["items"], 1):
        owed = [charge for charge in assessment.charges if charge.line == number]
        item["taxes"] = [
            {"type": c.tax, "assessed": {"amount": f"{c.amount:.2f}", "currency": "CNY"}} for c in owed
        ] or [{"type": "import_duty", "assessed": {"amount": f"{Decimal(0):.2f}", "currency": "CNY"}}]
