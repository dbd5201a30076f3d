"""Turns the criteria of a book into one Python function.

The source is written from parsed trees alone: it holds names of dataclass fields, names of our own, and no
text from outside (literals enter as constants of the namespace). It is ordinary Python, so it runs as fast as
the same conditions written by hand.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

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
)
from tongguan.law.targeting.criteria import Criterion, RiskGroup, uses_score


@dataclass(slots=True)
class Known:
    """What conditions may ask for beside the declaration; `values` are customs values by line number."""

    assessed_value: Decimal | None = None
    assessed_tax: Decimal | None = None
    values: Mapping[int, Decimal] = field(default_factory=dict)
    credit: str = ""
    entered: Any = None
    score: int = 0


@dataclass(frozen=True, slots=True)
class Compiled:
    """`first` gives the positions in `keys` of the criteria that a declaration meets, `scored` of those that
    ask for the score; `lines[position]` the numbers of the goods lines that made one meet."""

    keys: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    first: Callable[[Declaration, Known], list[int]]
    scored: Callable[[Declaration, Known], list[int]]
    lines: tuple[Callable[[Declaration, Known], tuple[int, ...]] | None, ...]


def compiled(criteria: Mapping[str, Criterion], groups: Mapping[str, RiskGroup]) -> Compiled:
    """The criteria, in the order of their keys, as functions. Raises LookupError: a group is missing."""
    keys = tuple(sorted(criteria))
    writer = _Writer(groups)
    tests: dict[bool, list[str]] = {False: [], True: []}
    line_tests = []
    for position, key in enumerate(keys):
        condition = criteria[key].condition
        tests[uses_score(condition)].append(f"    if {writer.test(condition, 'd')}: found.append({position})")
        line_tests.append(writer.lines(condition))
    for name, later in (("first", False), ("scored", True)):
        writer.functions.append(
            "\n".join([f"def {name}(d, s):", "    found = []", *tests[later], "    return found"])
        )
    space = writer.constants
    exec(compile("\n".join(writer.functions), "<criteria>", "exec"), space)
    functions = tuple(space[name] if name else None for name in line_tests)
    return Compiled(keys, tuple(criteria[key] for key in keys), space["first"], space["scored"], functions)


class _Writer:
    """Writes Python. In the source `d` is the declaration, `s` what else is known, `x` the line looked at."""

    def __init__(self, groups: Mapping[str, RiskGroup]) -> None:
        self.groups = groups
        self.functions: list[str] = []
        self.constants: dict[str, Any] = {"ZERO": Decimal(0)}
        self.names = 0

    def name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"

    def constant(self, value: object) -> str:
        name = self.name("k")
        self.constants[name] = value
        return name

    def test(self, node: Node, x: str) -> str:
        """An expression that is true where the condition is met; `x` names the thing whose fields are
        meant."""
        match node:
            case Always():
                return "True"
            case Not(of):
                return f"(not {self.test(of, x)})"
            case Joined(how, of):
                return "(" + f" {how} ".join(self.test(one, x) for one in of) + ")"
            case Present(of):
                guards, value = self.read(of, x)
                return self.all([*guards, self.there(value, of.kind)])
            case Quantified(how, over, of):
                return self.quantified(how, over, of, x)
            case Compared(how, left, right):
                guards, one = self.solid(left, x, how != "=" or not isinstance(right, Value))
                more, other = self.solid(right, x, how != "=" or not isinstance(left, Value))
                return self.all([*guards, *more, f"{one} {'==' if how == '=' else how} {other}"])
            case Among():
                return self.among(node, x)

    def among(self, node: Among, x: str) -> str:
        values = self.members(node.group) if node.group else node.values
        if node.how == "in":
            guards, value = self.solid(node.left, x, False)
            return self.all([*guards, f"{value} in {self.constant(frozenset(values))}"])
        guards, value = self.solid(node.left, x, True)
        if node.how == "starts":
            return self.all([*guards, f"{value}.startswith({self.constant(tuple(sorted(values)))})"])
        found = [f"{self.constant(one)} in {value}" for one in sorted(values)]
        return self.all([*guards, "(" + " or ".join(found) + ")"])

    def members(self, group: str) -> frozenset[str]:
        if group not in self.groups:
            raise LookupError(f"no row of risk_group has {group!r}")
        return self.groups[group].members

    def quantified(self, how: str, over: Field, of: Node, x: str) -> str:
        name = self.name("q")
        test = self.test(of, "i")
        guards, things = self.read(over, "x")
        every = how == "every"
        source = [f"def {name}(d, s, x):"]
        source += [f"    if not {self.all(guards)}: return False"] if guards else []
        source += [
            f"    for i in {things}:",
            f"        if {'not ' if every else ''}{test}: return {not every}",
            f"    return {f'len({things}) > 0' if every else 'False'}",
        ]
        self.functions.append("\n".join(source))
        return f"{name}(d, s, {x})"

    def lines(self, condition: Node) -> str | None:
        """The name of a function that gives the numbers of the goods lines concerned; None where the
        condition looks at no line."""
        tests = [self.test(one, "i") if one is not None else "True" for one in _of_lines(condition)]
        if not tests:
            return None
        name = self.name("l")
        self.functions.append(
            f"def {name}(d, s):\n    return tuple([i.number or n for n, i in enumerate(d.items, 1)"
            f" if {' or '.join(tests)}])"
        )
        return name

    def solid(self, operand: Operand, x: str, guarded: bool) -> tuple[list[str], str]:
        """Guards and an expression; where `guarded`, the guards make sure that it is not None."""
        match operand:
            case Value():
                return [], self.constant(operand.value)
            case Field():
                guards, value = self.read(operand, x)
                if not guarded or operand.path == ("score",):
                    return guards, value
                held = self.name("t")
                return [*guards, f"({held} := {value}) is not None"], held
            case Sum():
                return [], self.sum(operand)
            case Product():
                guards, value = self.solid(operand.of, x, True)
                return guards, f"{self.constant(operand.factor)} * {value}"

    def read(self, of: Field, x: str) -> tuple[list[str], str]:
        """Guards for the parts on the way, and the expression for the last of them."""
        if of.root == "header_fact":
            return [], f"s.{of.path[0]}"
        if of.root == "line_fact":
            return [], f"s.values.get({x}.number)"
        guards, value = [], "d" if of.root == "header" else x
        for step in of.path[:-1]:
            held = self.name("t")
            guards.append(f"({held} := {value}.{step}) is not None")
            value = held
        return guards, f"{value}.{of.path[-1]}"

    def sum(self, total: Sum) -> str:
        name = self.name("a")
        where = "True" if total.where is None else self.test(total.where, "i")
        if total.of is None:
            body = f"    return sum([1 for i in d.{total.over} if {where}])"
        else:
            guards, value = self.read(total.of, "i")
            tests = self.all([where, *guards, f"(v := {value}) is not None"])
            body = f"    return sum([v for i in d.{total.over} if {tests}], ZERO)"
        self.functions.append(f"def {name}(d, s):\n{body}")
        return f"{name}(d, s)"

    def there(self, value: str, kind: str) -> str:
        return f"len({value}) > 0" if kind in ("list", "texts") else f"{value} is not None"

    def all(self, tests: Sequence[str]) -> str:
        return tests[0] if len(tests) == 1 else "(" + " and ".join(tests) + ")"


def _of_lines(node: Node) -> list[Node | None]:
    """What a goods line must be for the condition to concern it; None stands for any line."""
    match node:
        case Joined(_, of):
            return [found for one in of for found in _of_lines(one)]
        case Quantified(_, over, of) if over.path == ("items",) and over.root == "header":
            return [of]
        case Compared(_, left, right):
            sides = [side.of if isinstance(side, Product) else side for side in (left, right)]
            return [side.where for side in sides if isinstance(side, Sum) and side.over == "items"]
    return []
