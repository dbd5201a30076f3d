"""Reads the text of a condition into its tree. A text that is none is refused with the place."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NoReturn

from tongguan.law.declaration import Declaration
from tongguan.law.targeting.conditions import (
    Always,
    Among,
    Compared,
    Field,
    Joined,
    Node,
    Not,
    Operand,
    Present,
    Product,
    Quantified,
    Sum,
    Value,
    resolve,
    shape,
)

LONGEST, DEEPEST = 4000, 40
KEYWORDS = frozenset(
    {"and", "or", "not", "any", "every", "sum", "count", "where", "in", "starts", "contains", "is"}
    | {"present", "absent", "always"}
)
ORDERINGS = ("<", "<=", ">", ">=")
_TOKEN = re.compile(
    r"(?:(?P<text>'[^']*')|(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})|(?P<number>-?[0-9]+(?:\.[0-9]+)?)"
    r"|(?P<name>[a-z_]+(?:\.[a-z_]+)*)|(?P<group>@[a-z_]+)|(?P<sign><=|>=|!=|[=<>(),*]))"
)


class BadCondition(ValueError):
    """The text is no condition; the message says where (characters from 1) and why."""


def parse(text: str) -> Node:
    """The condition as a tree. Raises BadCondition, which names the place."""
    reader = _Reader(text)
    node = reader.condition(Declaration)
    if reader.at < len(reader.tokens):
        reader.refuse(f"nothing may follow here, but {reader.peek!r} does")
    return node


class _Reader:
    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise BadCondition(f"character {LONGEST + 1}: a condition is at most {LONGEST} characters long")
        self.tokens: list[tuple[str, str, int]] = []
        self.depth = 0
        self.at, place, self.end = 0, 0, len(text.rstrip())
        while place < self.end:
            place += len(text[place:]) - len(text[place:].lstrip())
            found = _TOKEN.match(text, place)
            if found is None or found.lastgroup is None:
                raise BadCondition(f"character {place + 1}: {text[place : place + 12]!r} is not understood")
            self.tokens.append((found.lastgroup, found[found.lastgroup], found.start(found.lastgroup) + 1))
            place = found.end()

    @property
    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    @property
    def group(self) -> str:
        return self.tokens[self.at][0] if self.at < len(self.tokens) else ""

    def refuse(self, why: str, back: int = 0) -> NoReturn:
        at = self.at - back
        place = self.tokens[at][2] if at < len(self.tokens) else self.end + 1
        raise BadCondition(f"character {place}: {why}")

    def take(self, *wanted: str) -> str:
        if self.peek not in wanted or self.group == "text":
            self.refuse(f"{' or '.join(wanted)} is wanted, not {self.peek!r}")
        self.at += 1
        return self.tokens[self.at - 1][1]

    def condition(self, scope: type) -> Node:
        return self._joined("or", scope, lambda: self._joined("and", scope, lambda: self._one(scope)))

    def _joined(self, how: Literal["and", "or"], scope: type, part: Callable[[], Node]) -> Node:
        found = [part()]
        while self.peek == how:
            self.at += 1
            found.append(part())
        return found[0] if len(found) == 1 else Joined(how, tuple(found))

    def _one(self, scope: type) -> Node:
        self.depth += 1
        if self.depth > DEEPEST:
            self.refuse("this is nested too deeply")
        node = self._unit(scope)
        self.depth -= 1
        return node

    def _unit(self, scope: type) -> Node:
        match self.peek:
            case "not":
                self.at += 1
                return Not(self._one(scope))
            case "always":
                self.at += 1
                return Always()
            case "(":
                self.at += 1
                node = self.condition(scope)
                self.take(")")
                return node
            case "any" | "every" as how:
                self.at += 1
                over, inner = self._list(scope)
                self.take("(")
                node = self.condition(inner)
                self.take(")")
                return Quantified("any" if how == "any" else "every", over, node)
            case _:
                return self._comparison(scope)

    def _list(self, scope: type) -> tuple[Field, type]:
        field, inner = self._field(scope)
        if field.kind != "list":
            self.refuse("this is not a list of things", 1)
        return field, inner

    def _comparison(self, scope: type) -> Node:
        left = self._operand(scope)
        if self.peek in ("=", "!=", *ORDERINGS):
            how = self.take("=", "!=", *ORDERINGS)
            right = self._operand(scope)
            if left.kind != right.kind or left.kind not in ("text", "number", "day"):
                self.refuse(f"a {left.kind} cannot be compared with a {right.kind}", 1)
            if how in ORDERINGS and left.kind == "text":
                self.refuse("texts have no order", 1)
            return Compared(how, left, right)
        if self.peek == "is":
            self.at += 1
            absent = self.take("present", "absent") == "absent"
            if not isinstance(left, Field):
                self.refuse("only a field can be present or absent", 1)
            return Not(Present(left)) if absent else Present(left)
        negated = self.peek == "not"
        if negated:
            self.at += 1
        how = self.take("in") if negated else self.take("in", "starts", "contains", "=", "is")
        return self._among(how, left, negated)

    def _among(self, how: str, left: Operand, negated: bool) -> Node:
        allowed = {"in": ("text", "number", "day"), "starts": ("text",), "contains": ("text", "texts")}[how]
        if left.kind not in allowed:
            self.refuse(f"`{how}` does not go with a {left.kind}", 1)
        wanted = "text" if left.kind == "texts" else left.kind
        values: list[Any] = []
        group = ""
        if self.group == "group":
            group = self.take(self.peek).removeprefix("@")
            if wanted != "text":
                self.refuse(f"a group holds texts, not a {wanted}", 1)
        else:
            listed = self.peek == "("
            self.at += listed
            values.append(self._literal(wanted))
            while listed and self.take(",", ")") == ",":
                values.append(self._literal(wanted))
        node = Among(how, left, tuple(values), group)  # type: ignore[arg-type]
        if not negated:
            return node
        # what is absent is in no list, and outside none: `not in` is false for it, as every comparison is
        return Joined("and", (Present(left), Not(node))) if isinstance(left, Field) else Not(node)

    def _literal(self, wanted: str) -> Any:
        value = self._value()
        if value is None or value.kind != wanted:
            self.refuse(f"a {wanted} is wanted, not {self.peek!r}", 0 if value is None else 1)
        return value.value

    def _value(self) -> Value | None:
        kind, text = self.group, self.peek
        if kind not in ("text", "number", "day"):
            return None
        try:
            read: str | Decimal | date = text[1:-1]
            if kind != "text":
                read = Decimal(text) if kind == "number" else date.fromisoformat(text)
        except ValueError:
            self.refuse(f"{text} is no day")
        self.at += 1
        return Value(kind, read)

    def _operand(self, scope: type) -> Operand:
        value = self._value()
        if value is not None:
            if self.peek != "*":
                return value
            self.at += 1
            of = self._sum() if self.peek in ("sum", "count") else self._field(scope)[0]
            if value.kind != "number" or of.kind != "number":
                self.refuse("only numbers can be multiplied", 1)
            return Product("number", value.value, of)
        return self._sum() if self.peek in ("sum", "count") else self._field(scope)[0]

    def _sum(self) -> Sum:
        how = self.take("sum", "count")
        self.take("(")
        name = self.take(self.peek) if self.group == "name" else self.refuse("the name of a list is wanted")
        over, _, rest = name.partition(".")
        kind, inner = shape(Declaration).get(over, ("other", None))
        if kind != "list" or (how == "sum") != bool(rest):
            self.refuse(f"{name!r}: sum(items.total) or count(items) is wanted", 1)
        of = resolve(inner, rest) if rest else None
        if rest and (of is None or of[0].kind != "number"):
            self.refuse(f"{name!r} is not a number of that list", 1)
        where = None
        if self.peek == "where":
            self.at += 1
            where = self.condition(inner)
        self.take(")")
        return Sum("number", over, of[0] if of else None, where)

    def _field(self, scope: type) -> tuple[Field, Any]:
        if self.group != "name" or self.peek in KEYWORDS:
            self.refuse(f"a name or a value is wanted, not {self.peek!r}")
        name = self.peek
        found = resolve(scope, name)
        if found is None:
            self.refuse(f"{'a declaration' if scope is Declaration else scope.__name__} has no {name!r}")
        self.at += 1
        return found
