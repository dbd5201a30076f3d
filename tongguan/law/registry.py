"""Which tables a rulebook may have: how a row of each is read, and which columns it has.

A new table is one line here and one parser in the room of the law that reads its values.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tongguan.law import calendar, hours, measures, parameters, tables
from tongguan.law.checks import subject
from tongguan.law.stating import parts
from tongguan.law.tables import Parser
from tongguan.law.targeting import criteria, offices
from tongguan.law.taxing import scheme
from tongguan.law.taxing.rates import Rate

CODE_COLUMNS = ("en", "zh", "direction", "note")


@dataclass(frozen=True, slots=True)
class Names:
    """A column (or the key) names rows of `table`: each text that `each` finds there, with the `tail` behind
    it, must be the key of one that holds on the day."""

    column: str
    table: str
    each: str = r".+"
    tail: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the value columns that a file of this table may have; `parse` reads them. `key` is the
    form of the key (a regular expression for the whole of it). `names` are the rows of other tables that a
    row names. `fits` raises Fault for a key and a value that do not go together. A `secret` table is
    published from a private folder and never drawn."""

    parse: Parser
    columns: tuple[str, ...]
    key: str = r"\S(.*\S)?"
    secret: bool = False
    names: tuple[Names, ...] = ()
    fits: Callable[[str, tables.Columns], None] | None = None


CODE_TABLES = {
    "amendment_cause": r"[a-z_]+",
    "bonded_site": r"\w+",
    "certificate_type": r"\w+",
    "container_specification": r"\w+",
    "country": r"[A-Z]{2,3}",
    "currency": r"[A-Z]{3}",
    "customs_office": r"\w+",
    "danger_class": r"[0-9.]+",
    "deal_terms": r"\w+",
    "district": r"\w+",
    "division": r"\d{6}",
    "document_group": r"\d+",
    "document_kind": r"\d{8}",
    "domestic_port": r"\w+",
    "entry_type": r"\w+",
    "fee_mark": r"\w+",
    "form_type": r"\w+",
    "goods_attribute": r"\w+",
    "heading": r"\d{4}",
    "inspection_office": r"\w+",
    "levy_mode": r"\w+",
    "levy_nature": r"\w+",
    "package_type": r"\w+",
    "port": r"\w+",
    "product_licence": r"\w+",
    "purpose": r"\w+",
    "qualification": r"\w+",
    "relation_reason": r"\w+",
    "supervision_document": r"[0-9A-Za-z]",
    "supervision_mode": r"\w+",
    "transport_mode": r"\w+",
    "unit": r"\w+",
    "yard": r"\w+",
}
"""The code tables, each with the form of its codes; `law.tables.Code` reads them all."""

MONEY = (Names("key", "currency"),)

TABLES: Mapping[str, Table] = {
    **{name: Table(tables.Code.parse, CODE_COLUMNS, key) for name, key in CODE_TABLES.items()},
    "check": Table(subject.Rule.parse, ("severity", "values"), r"[A-Z]\d{3}", fits=subject.figures),
    "condition": Table(subject.Listed.parse, ("values",), r"[a-z_]+"),
    "element": Table(
        parts.Part.parse,
        parts.COLUMNS,
        r"[a-z_]+(/(\*|[a-z_]+))*",
        names=(Names("held_by", "check", r"[A-Z]\d{3}"),),
        fits=parts.conditional,
    ),
    "parameter": Table(tables.Parameter.parse, ("value", "en", "zh"), fits=parameters.fits),
    "exchange_rate": Table(tables.ExchangeRate.parse, ("rate", "per", "published"), r"[A-Z]{3}", names=MONEY),
    "parity": Table(tables.ExchangeRate.parse, ("rate", "per"), r"[A-Z]{3}", names=MONEY),
    "calendar": Table(tables.Day.parse, ("kind", "en"), r"\d{4}-\d{2}-\d{2}", fits=tables.Day.fits),
    "commodity": Table(
        tables.Commodity.parse,
        ("en", "zh", "unit", "second_unit", "supervision", "inspection", "elements", "vat"),
        r"\d{4,10}",
        names=(
            Names("unit", "unit"),
            Names("second_unit", "unit"),
            Names("supervision", "supervision_document", r"[^-]"),
            Names("vat", "rate", tail="/vat"),
        ),
    ),
    "tax": Table(
        scheme.Tax.parse,
        (
            *("order", "direction", "en", "zh", "base", "inclusive", "select", "rates"),
            *("quantum", "mode", "threshold", "at_threshold", "securable", "required", "unless"),
        ),
        r"\w+",
    ),
    "valuation": Table(
        scheme.Terms.parse,
        ("freight", "insurance"),
        r"[IE]/(\w+|\*)",
        names=(Names("key", "deal_terms", r"/(\w+)"),),
    ),
    "cost_kind": Table(scheme.CostKind.parse, ("en", "zh", "group", "sign"), r"\w+"),
    "relief": Table(
        scheme.Relief.parse,
        ("en", "zh", "share", "taxes"),
        r"(mode|nature|procedure|document)/\w+",
        names=(
            Names("key", "levy_mode", r"^mode/(.+)"),
            Names("key", "levy_nature", r"^nature/(.+)"),
            Names("taxes", "tax", r"[^|]+"),
        ),
    ),
    "conversion": Table(
        scheme.Conversion.parse,
        ("factor",),
        r"\w+/\w+(/\d+)?",
        names=(Names("key", "unit", r"^\w+"), Names("key", "unit", r"^\w+/(\w+)")),
    ),
    "agreement": Table(
        scheme.Agreement.parse,
        ("en", "zh", "kind", "countries"),
        r"\d\d",
        names=(Names("countries", "country", r"[^|]+"),),
    ),
    "origin_status": Table(
        scheme.OriginStatus.parse, ("status",), r"[A-Z]{2,3}|\*", names=(Names("key", "country", r"\w+"),)
    ),
    "deadline": Table(
        calendar.Deadline.parse, ("amount", "unit", "anchor", "moves", "warn", "en", "zh"), r"[a-z_]+"
    ),
    "rate_kind": Table(tables.Code.parse, ("en", "zh"), r"\w+"),
    "rate": Table(
        Rate.parse,
        ("rate", "note"),
        r"(\d{2,10}|[a-z_]+)/[a-z_]+(/\S+)?",
        names=(
            Names("rate", "unit", r"(?:/|by_price\(|sliding\()(\w{2,})"),
            Names("rate", "currency", r" in ([A-Z]{3})"),
            Names("key", "country", r"/(?:anti_dumping|countervailing|retaliation)/([A-Z]{3})\b"),
        ),
    ),
    "credit": Table(
        criteria.Credit.parse, ("en", "zh", "factor", "guarantee_free", "consolidated"), r"[a-z]+"
    ),
    "criterion": Table(
        criteria.Criterion.parse,
        ("en", "zh", "condition", "weight", "orders", "share", "mandatory"),
        r"[A-Z]+(-[A-Z0-9]+)*",
        secret=True,
    ),
    "hours": Table(hours.Hours.parse, hours.COLUMNS, hours.KEY),
    "inspecting_office": Table(
        offices.Offices.parse,
        ("offices",),
        offices.KEY,
        names=(
            Names("offices", "customs_office", r"\b[0-9A-Z]+\b"),
            Names("key", "inspection_office", r"^code/(.+)"),
        ),
    ),
    "inspection_suffix": Table(
        tables.Code.parse, ("en", "zh"), r"\d{13}", names=(Names("key", "commodity", r"^\d{10}"),)
    ),
    "measure": Table(
        measures.Definition.parse,
        measures.COLUMNS,
        r"(import|export)/(\w|\*)",
        names=(Names("key", "transport_mode", r"/(\w)"),),
    ),
    "proposal": Table(
        subject.Listed.parse,
        ("values",),
        r"(import|export)/[a-z_]+(/(\*|[a-z_]+))*",
        names=(Names("key", "element", r"^\w+/(.+)"),),
    ),
    "phrase": Table(tables.Code.parse, ("en", "zh"), r"[a-z_]+/[a-z_]+"),
    "risk_group": Table(criteria.RiskGroup.parse, ("members",), r"[a-z_]+", secret=True),
    "salt": Table(criteria.Salt.parse, ("hex",), r"selection", secret=True),
}

PARSERS: Mapping[str, Parser] = {name: table.parse for name, table in TABLES.items()}
