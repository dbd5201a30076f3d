"""Declarations that others wrote, for another customs: read, checked and taxed by a book of rows.

The bases are worked out from what is declared. What the scenarios' publisher was answered serves as the
answer key alone; where an answer does not follow from the declaration, it is listed with the reason.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import gb_rates
from tests.books import RULES
from tests.doors.wco_files import ON, files, read
from tests.shared_data import table
from tongguan.desk.rulebooks import queries
from tongguan.doors.codecs import wco
from tongguan.law.assess import Assessment, assess
from tongguan.law.checks import check
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.findings import errors
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.charging import Charge

pytestmark = pytest.mark.django_db

SPECIFIC = "the duty is by weight, volume or price and its rate is not among the published ones"
SPLIT = "customs split the line over an exhausted quota after lodging"
OTHER_PRICE = "the answer is about another price than the declaration states"
INWARD = "for inward processing the answer takes the EU duty off the base of UK VAT"
BROKEN = "the declaration is not well-formed and was refused"
NO_RATE = "no rate of this commodity is published"
RELIEVED = "the answer taxes the duty from which the goods are relieved"

NOT_FOLLOWING = {
    ("TT_IM188a", 1, "vat"): ("975.00", SPECIFIC),
    ("TT_IM131a", 1, "vat"): ("327.13", SPECIFIC),
    ("TT_IM209a", 1, "vat"): ("327.13", SPECIFIC),
    ("TT_IM219a", 1, "vat"): ("67.78", SPECIFIC),
    ("TT_IM060a", 1, "vat"): ("22.67", SPECIFIC),
    ("TT_IM164a", 1, "vat"): ("432.50", SPECIFIC),
    ("TT_IM065a", 1, "duty"): ("-1120.00", SPLIT),
    ("TT_IM065a", 1, "vat"): ("-1184.96", SPLIT),
    ("TT_IM115a", 1, "duty"): ("-200.00", SPLIT),
    ("TT_IM115a", 1, "vat"): ("-244.80", SPLIT),
    ("TT_IM017b", 1, "duty"): ("7000.00", OTHER_PRICE),
    ("TT_IM017b", 1, "vat"): ("7140.00", OTHER_PRICE),
    ("TT_IM040a", 1, "vat"): ("-200.00", INWARD),
    ("TT_IM186a", 1, "vat"): ("-55.00", INWARD),
    ("TT_IM080a", 1, "vat"): ("2.70", RELIEVED),
    ("TT_IM222a", 1, "duty"): ("", BROKEN),
    ("TT_IM222a", 1, "vat"): ("", BROKEN),
    ("TT_FI001a", 1, "duty"): ("", NO_RATE),
    ("TT_FI001a", 1, "vat"): ("", NO_RATE),
}
"""The published lines whose base does not follow from the declaration: published less worked out, and why."""

EU_VAT = {"TT_IM131a", "TT_IM209a", "TT_IM060a", "TT_IM164a"}
"""Scenarios whose published VAT line is that on EU duties."""


@dataclass(frozen=True)
class Line:
    """A published line of duty or VAT."""

    scenario: str
    item: int
    kind: str
    base: Decimal
    rate: Decimal
    amount: Decimal


def published() -> Iterator[Line]:
    for row in table("hmrc/tax_items.csv", ","):
        for kind in ("duty", "vat"):
            if row[f"{kind}_base"]:
                base, rate, amount = (Decimal(row[f"{kind}_{name}"]) for name in ("base", "rate", "assessed"))
                yield Line(row["scenario"], int(row["item"]), kind, base, rate, amount)


@pytest.fixture
def gb(tmp_path: Path) -> Rulebook:
    """The shipped book, and the rates of the scenarios published on it by the same importer."""
    gb_rates.write(tmp_path)
    for folder in (RULES / "gb", tmp_path):
        call_command(
            "publish", str(folder), "--jurisdiction", "gb", "--by", "ann", "--approved-by", "bob", verbosity=0
        )
    return queries.book("gb")


def versions(name: str, gb: Rulebook) -> list[Declaration]:
    """What a scenario declares, and what each of its own amendments makes of it. Nothing where it was
    refused."""
    made: list[Declaration] = []
    changes: list[Declaration] = []
    for path in files():
        if path.parent.name != name:
            continue
        message = read(path.read_bytes(), gb)
        if message.declaration is None or message.findings:
            continue
        if message.kind == "new":
            made.append(message.declaration)
        elif message.kind == "amendment":
            changes.append(message.declaration)
    for change in changes:
        amended, findings = wco.amended(made[-1], change, book=gb, on=ON)
        assert amended is not None and not findings
        made.append(amended)
    return made


def first(name: str, gb: Rulebook) -> Assessment:
    """The assessment of a scenario as it was lodged."""
    return assess(versions(name, gb)[0], gb, ON, Facts())


def rate(charge: Charge) -> Decimal | None:
    """The rate where it is one percentage."""
    return Decimal(charge.rate[:-1]) if charge.rate.count("%") == 1 and charge.rate.endswith("%") else None


def matching(line: Line, declared: Declaration, assessment: Assessment) -> list[Charge]:
    """Charges of the line's kind with its base, rate and amount, to the penny."""
    return [
        charge
        for charge in assessment.charges
        if declared.items[charge.line - 1].number == line.item
        and charge.tax.startswith("B") == (line.kind == "vat")
        and (charge.base, rate(charge), charge.amount) == (line.base, line.rate, line.amount)
    ]


def nearest(line: Line, assessment: Assessment) -> Decimal | None:
    """The base that we worked out for the tax that the line is about."""
    wanted = ("A00", "A50") if line.kind == "duty" else ("B05",) if line.scenario in EU_VAT else ("B00",)
    bases = [c.base for c in assessment.charges if c.line == line.item and c.tax in wanted]
    return bases[0] if bases else None


def test_published_taxes_follow_to_the_penny_or_are_listed(gb: Rulebook) -> None:
    found = 0
    not_following: dict[tuple[str, int, str], str] = {}
    every = list(published())
    for line in every:
        stated = [(declared, assess(declared, gb, ON, Facts())) for declared in versions(line.scenario, gb)]
        if any(matching(line, *version) for version in stated):
            found += 1
            continue
        ours = nearest(line, stated[-1][1]) if stated else None
        difference = "" if ours is None else str(line.base - ours)
        not_following[line.scenario, line.item, line.kind] = difference
    told = {key: difference for key, (difference, _) in NOT_FOLLOWING.items()}
    assert not_following == told, "\n".join(f"{key}: {value}" for key, value in not_following.items())
    assert len(every) == 97
    assert found == len(every) - len(NOT_FOLLOWING) >= 60


def test_nothing_is_charged_that_was_not_answered(gb: Rulebook) -> None:
    """Of the scenarios that follow, every amount that we charge stands in the answer key or comes to
    nothing, but for VAT beside the line that the key shows and the EU remedies."""
    beside = {"B00", "B05", "A20", "A80", "A90"}
    listed = {key[0] for key in NOT_FOLLOWING}
    lines = [line for line in published() if line.scenario not in listed]
    for name in sorted({line.scenario for line in lines}):
        declared = versions(name, gb)[-1]
        assessment = assess(declared, gb, ON, Facts())
        own = [line for line in lines if line.scenario == name]
        answered = [charge for line in own for charge in matching(line, declared, assessment)]
        rest = [c for c in assessment.charges if c not in answered and c.amount and c.tax not in beside]
        assert not rest, (name, rest)


def test_amounts_are_cut_not_rounded(gb: Rulebook) -> None:
    declared = versions("TT_IM033b", gb)[-1]
    charges = {charge.tax: charge for charge in assess(declared, gb, ON, Facts()).charges}
    assert charges["B00"].base * 20 / 100 == Decimal("203.592")
    assert charges["B00"].amount == Decimal("203.59")
    charges = {charge.tax: charge for charge in first("TT_IM065a", gb).charges}
    assert charges["B00"].amount == Decimal("296.24")


def test_the_additional_duties_are_taxed_too(gb: Rulebook) -> None:
    """Russian steel: 25% and 35% stand side by side, and VAT is due on all of it."""
    charges = {charge.tax: charge for charge in first("TT_IM058a", gb).charges}
    assert (charges["A20"].base, charges["A20"].amount) == (3000, 1800)
    assert (charges["B00"].base, charges["B00"].amount) == (4800, 960)


def test_who_claims_the_eu_preference_pays_the_eu_duty(gb: Rulebook) -> None:
    """Two declarations of the same cucumbers: one claims the preference of the EU, the other does not."""
    taxes = {}
    for name in ("TT_IM118a", "TT_IM120a"):
        taxes[name] = {charge.tax: charge.amount for charge in first(name, gb).charges}
    assert taxes["TT_IM118a"].keys() == {"A00", "B00"}
    assert taxes["TT_IM120a"].keys() == {"A50", "A70", "B00", "B05"}
    assert taxes["TT_IM120a"]["A50"] == Decimal("160.00")


def refused_by(gb: Rulebook) -> Counter[str]:
    """The errors in all of the declarations."""
    refused: Counter[str] = Counter()
    seen = 0
    for path in files():
        message = read(path.read_bytes(), gb)
        if message.declaration is None or message.kind != "new":
            continue
        seen += 1
        findings = check(message.declaration, gb, ON, Facts(), already=message.findings)
        assessment = assess(message.declaration, gb, ON, Facts())
        refused.update(finding.code for finding in errors((*findings, *assessment.findings)))
    assert seen == 186
    return refused


def test_every_declaration_passes_the_checks_that_apply(gb: Rulebook, tmp_path: Path) -> None:
    assert refused_by(gb) == {"V102": 2}, "only the two priced in a currency without a published rate"
    folder = tmp_path / "an office's own"
    folder.mkdir()
    rows = (
        "key,valid_from,rate,per,source,verified",
        f"EUR,{ON},0.87,1,its own,no",
        f"CAD,{ON},0.54,1,its own,no",
    )
    (folder / "exchange_rate.csv").write_text("\n".join(rows), encoding="utf-8")
    told = {"jurisdiction": "gb", "by": "ann", "approved_by": "bob", "verbosity": 0}
    call_command("publish", str(folder), **told)
    assert not refused_by(queries.book("gb"))
