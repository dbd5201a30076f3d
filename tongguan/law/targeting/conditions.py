"""The language in which a criterion states its condition, as a tree.

    direction = 'import' and any items (commodity_code starts ('0203', '0206') and origin_country in @asf)

    header        office, trader.identifier, assessed_value, assessed_tax, credit, entered, score
    lists         any items (...), every items (...); a plain name is then the line's, `header.office` the
                  header's; any containers (...), any documents (...) likewise
    comparisons   = != < <= > >=, in, not in, starts, contains, is present, is absent;
                  one side may be a multiple: total < 2.5 * net_weight
    sums          sum(items.first_quantity where purpose = '11') > 500, count(containers) >= 3
    literals      'texts', numbers, days (2020-03-01), groups (@asf: a row of table `risk_group`)

A comparison with something absent is false; `not (...)` turns that round. Names and types come from the
dataclasses of the declaration, so that a criterion cannot ask for what nobody declares.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from tongguan.law.declaration import Declaration, Item

HEADER_FACTS = {
    "assessed_value": "number",
    "assessed_tax": "number",
    "credit": "text",
    "entered": "day",
    "score": "number",
}
LINE_FACTS = {"assessed_value": "number"}


@dataclass(frozen=True, slots=True)
class Value:
    """A literal; `kind` is text, number or day."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Field:
    """Something stated or known. `root` is header, line (of the list looked at), or fact."""

    kind: str
    root: Literal["header", "line", "header_fact", "line_fact"]
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum over a list of the header (absent counts as nothing), or how many there are (`of` empty)."""

    kind: str
    over: str
    of: "Field | None"
    where: "Node | None"


@dataclass(frozen=True, slots=True)
class Product:
    kind: str
    factor: Decimal
    of: "Field | Sum"


Operand = Value | Field | Sum | Product


@dataclass(frozen=True, slots=True)
class Always:
    pass


@dataclass(frozen=True, slots=True)
class Not:
    of: "Node"


@dataclass(frozen=True, slots=True)
class Joined:
    how: Literal["and", "or"]
    of: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Quantified:
    how: Literal["any", "every"]
    over: Field
    of: "Node"


@dataclass(frozen=True, slots=True)
class Compared:
    how: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Among:
    """`in`, `starts` or `contains`: one of these texts, or a text of the group."""

    how: Literal["in", "starts", "contains"]
    left: Operand
    values: tuple[Any, ...]
    group: str


@dataclass(frozen=True, slots=True)
class Present:
    of: Field


Node = Always | Not | Joined | Quantified | Compared | Among | Present


@cache
def shape(kind: type) -> dict[str, tuple[str, Any]]:
    """The fields of a dataclass of the declaration: name -> (text, number, day, texts, list, one or other;
    the class of a list or a part)."""
    hints = get_type_hints(kind)
    return {field.name: _kind_of(hints[field.name]) for field in fields(kind)}


def _kind_of(hint: Any) -> tuple[str, Any]:
    if get_origin(hint) in (Union, UnionType):
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        return ("list", inner) if is_dataclass(inner) else ("texts" if inner is str else "other", None)
    if is_dataclass(hint):
        return "one", hint
    if hint is str or get_origin(hint) is Literal:
        return "text", None
    return {int: "number", Decimal: "number", date: "day"}.get(hint, "other"), None


def resolve(scope: type, name: str) -> tuple[Field, Any] | None:
    """What a name means in a scope, and the class of what it lists; None where it means nothing."""
    if name.startswith("header."):
        scope, name = Declaration, name.removeprefix("header.")
    if scope is Declaration and name in HEADER_FACTS:
        return Field(HEADER_FACTS[name], "header_fact", (name,)), None
    if scope is Item and name in LINE_FACTS:
        return Field(LINE_FACTS[name], "line_fact", (name,)), None
    root: Literal["header", "line"] = "header" if scope is Declaration else "line"
    kind, inner, path = "one", scope, tuple(name.split("."))
    for step in path:
        if kind != "one":
            return None
        kind, inner = shape(inner).get(step, ("", None))
    return (Field(kind, root, path), inner) if kind else None
