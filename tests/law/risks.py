"""A declaration, criteria and books of criteria for the tests of selectivity."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from tongguan.desk.rulebooks.files import load
from tongguan.law.assess import Assessment, LineValue
from tongguan.law.declaration import Declaration, Item
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.stating.particulars import (
    CertificateRequest,
    Container,
    DangerousGoods,
    Document,
    Package,
    Party,
)
from tongguan.law.targeting.compiling import Known
from tongguan.law.targeting.criteria import Criterion
from tongguan.law.taxing.charging import Charge

RULES = Path(__file__).parents[2] / "rules"
MAY = date(2019, 5, 20)
SALT = b"a salt of the tests alone"


@cache
def demo() -> Rulebook:
    rows, problems = load(RULES / "demo-criteria")
    assert not problems
    return Rulebook("cn", 1, rows)


@cache
def credit() -> Rulebook:
    rows, _ = load(RULES / "cn")
    return Rulebook("cn", 1, [row for row in rows if row.table == "credit"])


def assessed(value: str, lines: Sequence[str] = (), tax: str = "0") -> Assessment:
    """An assessment that comes to these amounts."""
    values = tuple(LineValue(n, Decimal(one), ()) for n, one in enumerate(lines, 1))
    charge = Charge(1, "duty", Decimal(0), "", Decimal(tax), (), "", "", True)
    return Assessment(MAY, False, Decimal(value), values, (charge,), ())


def a_declaration(**given: object) -> Declaration:
    start = Declaration(
        direction="import",
        reference="R-1",
        declarant=Party(identifier="91210200000000001X"),
        items=(Item(number=1, commodity_code="8471300000", origin_country="JPN"),),
    )
    return replace(start, **given)  # type: ignore[arg-type]


def a_criterion(condition: str, **columns: str) -> Criterion:
    given = {
        "en": "x",
        "zh": "某",
        "orders": "customs port opening",
        "mandatory": "no",
        "condition": condition,
    }
    return Criterion.parse({**given, **columns})


def a_book(**criteria: Criterion) -> Rulebook:
    rows = [
        Row(table="criterion", key=key, valid_from=date(2018, 8, 1), value=value, source="test")
        for key, value in criteria.items()
    ]
    return Rulebook("cn", 1, rows)


FULL = a_declaration(
    office="0908",
    country="BRA",
    package_type="93",
    gross_weight=Decimal("1200.5"),
    net_weight=Decimal(1000),
    border_date=date(2019, 5, 1),
    trader=Party(identifier="9121", name="大连某公司"),
    packages=12,
    items=(
        Item(
            number=1,
            commodity_code="0203290000",
            origin_country="DEU",
            first_quantity=Decimal(400),
            purpose="12",
        ),
        Item(number=2, commodity_code="2601112000", origin_country="BRA", first_quantity=Decimal("600.5")),
    ),
    containers=(Container(number="C1", lines=(1,)), Container(number="C2", lines=(2,))),
    documents=(Document(code="Y", number="1"),),
)
KNOWN = Known(
    assessed_value=Decimal(9000),
    assessed_tax=Decimal(3000),
    values={1: Decimal(4000), 2: Decimal(5000)},
    credit="general",
    score=30,
)


CODES = ("0203290000", "0207141100", "2601112000", "7204490000", "8703239090", "2204210000", "9503008900")
CODES += ("8471300000", "4202210000", "0302130000")
numbers = st.one_of(st.none(), st.decimals(0, 20_000_000, places=2))
items = st.builds(
    Item,
    commodity_code=st.one_of(st.none(), st.sampled_from(CODES)),
    origin_country=st.sampled_from((None, "DEU", "POL", "BRA")),
    first_quantity=numbers,
    first_unit=st.sampled_from((None, "035", "001")),
    purpose=st.sampled_from((None, "11", "12")),
    attributes=st.sampled_from(((), ("18",), ("20", "21"))),
    name=st.sampled_from((None, "冻猪肉", "废铜碎料")),
    dangerous=st.sampled_from((None, DangerousGoods(), DangerousGoods(un_number="1263"))),
)
declarations = st.builds(
    Declaration,
    direction=st.sampled_from(("import", "export")),
    reference=st.just("R"),
    package_type=st.sampled_from((None, "22", "93")),
    other_packages=st.sampled_from(((), (Package(type="33"),))),
    country=st.sampled_from((None, "BRA", "POL")),
    gross_weight=numbers,
    net_weight=numbers,
    royalties=st.sampled_from((None, "0", "1")),
    related_parties=st.sampled_from((None, "1")),
    price_influence=st.sampled_from((None, "1")),
    documents=st.sampled_from(((), (Document(code="Y"),))),
    certificates=st.sampled_from(((), (CertificateRequest(code="11"),))),
    containers=st.sampled_from(((), (Container(number="C1"),))),
    items=st.lists(items, max_size=16).map(
        lambda found: tuple(replace(item, number=n) for n, item in enumerate(found, 1))
    ),
)
knowns = st.builds(
    Known,
    assessed_value=numbers,
    assessed_tax=numbers,
    values=st.dictionaries(st.integers(1, 16), st.decimals(0, 20_000_000, places=2)),
    credit=st.sampled_from(("general", "discredited", "advanced")),
    entered=st.sampled_from((None, MAY)),
)
