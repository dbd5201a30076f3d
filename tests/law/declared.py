"""Random declarations, as the element rows allow them."""

from dataclasses import is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tongguan.law.stating.parts import Part, fields_of, places


def values(part: Part, held: type) -> st.SearchStrategy[Any]:
    if part.path == "direction":
        return st.sampled_from(["import", "export"])
    if part.type in ("number", "signed"):
        least = -1 if part.type == "signed" else 0
        most = Decimal(10) ** (part.most - part.places) - 1
        return st.decimals(least and -most, most, places=part.places or 0)
    if part.type == "integer":
        return st.integers(0, 10**part.most - 1).map(held)
    if part.type == "date":
        return st.dates(date(2000, 1, 1), date(2099, 12, 31))
    letters = {"digits": "0123456789", "code": "AZaz09-_./"}.get(part.type)
    text = st.text(letters or "货物 aé0", min_size=part.least, max_size=min(part.most, part.least + 6))
    return text.filter(lambda made: not made.isspace())


def objects(kind: Any, path: str, known: Any) -> st.SearchStrategy[Any]:
    """Declarations as the element rows allow them, most fields absent."""
    fields: dict[str, Any] = {}
    for name, held in fields_of(kind).items():
        at = path + name
        if (at + "/*") in places() or any(p.startswith(at + "/*/") for p in places()):
            inner = held.__args__[0]
            if at in known and is_dataclass(inner):
                fields[name] = st.lists(objects(inner, at + "/*/", known), max_size=2).map(tuple)
            elif at in known:
                fields[name] = st.lists(values(known[at + "/*"], inner), max_size=3).map(tuple)
        elif is_dataclass(held):
            if any(p.startswith(at + "/") for p in known):
                whole = objects(held, at + "/", known)
                fields[name] = st.none() | whole.map(lambda made: None if made == type(made)() else made)
        elif at in known:
            leaf = values(known[at], held)
            fields[name] = leaf if at in ("direction", "reference") else st.none() | leaf
    return st.builds(kind, **fields)
