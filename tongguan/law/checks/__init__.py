"""The checks: everything that is wrong with a declaration, all at once, each finding at its element.

One function for each rule code in the modules of this room, presence and codes by one walk over the element
rows. Which codes apply, and whether they refuse or warn, stands in table `check` of the book.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from operator import attrgetter

from tongguan.law.checks import (
    authority,
    commodities,
    containers,
    costs,
    digits,
    documents,
    goods,
    hazards,
    header,
    licences,
    timing,
    twice,
)
from tongguan.law.checks.stated import GENERIC, stated
from tongguan.law.checks.subject import CHECKS, Find, Rule, Subject
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding, Severity
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import parts

__all__ = ["CHECKS", "MODULES", "check"]

MODULES = (
    authority, timing, header, costs, digits, goods, commodities, hazards, containers, documents, licences,
    twice,
)  # fmt: skip

LINE = "items/*/"
ROOM = 4096
"""For so many sets of stated elements the checks to ask are remembered."""
_Asked = tuple[tuple[str, Severity, Find], ...]


class _Run:
    """The checks of some rules in their order, each with the elements of which it wants one to be stated."""

    def __init__(self, checks: Iterable[tuple[frozenset[str], tuple[str, Severity, Find]]]) -> None:
        self._checks = tuple(checks)
        self._asked: dict[frozenset[str], _Asked] = {}

    def asked(self, said: frozenset[str]) -> _Asked:
        """Those that have something to look at where these elements are stated: most declarations of a trade
        state the same ones."""
        found = self._asked.get(said)
        if found is None:
            if len(self._asked) >= ROOM:
                self._asked.clear()
            found = tuple(check for of, check in self._checks if not (of and of.isdisjoint(said)))
            self._asked[said] = found
        return found


def check(
    declaration: Declaration, book: Rulebook, on: date, facts: Facts, *, already: Sequence[Finding] = ()
) -> tuple[Finding, ...]:
    """What the checks of the book find in a declaration on a day; errors refuse it, warnings travel along.

    `already` are the findings of the reader: what they point at is not reported missing a second time.
    Raises LookupError: the book has no elements on that day, or a row names an unknown condition.
    """
    rules, run = _plan(book, on, facts.scopes)
    subject = Subject(declaration, book, on, facts, rules)
    found = [
        finding
        if rule.severity == "error"
        else Finding(finding.code, finding.pointer, finding.arguments, "warning")
        for finding in stated(subject, parts(book, on))
        if (rule := rules.get(finding.code)) is not None
    ]
    for code, severity, find in run.asked(frozenset(_said(declaration))):
        for pointer, arguments in find(subject):
            found.append(Finding(code, pointer, arguments, severity))
    return tuple(found if not already else _new(found, already))


def seen(declaration: Declaration, book: Rulebook, on: date, facts: Facts) -> Subject:
    """A declaration as the checks of a day see it."""
    return Subject(declaration, book, on, facts, _plan(book, on, facts.scopes)[0])


_OF = sorted(frozenset[str]().union(*(one.of for one in CHECKS.values())))
_HEADER = [(name, attrgetter(name)) for name in _OF if not name.startswith(LINE)]
_LINES = [(name, attrgetter(name.removeprefix(LINE))) for name in _OF if name.startswith(LINE)]


def _said(declaration: Declaration) -> set[str]:
    """Which of the elements that checks look at are stated, those of the lines by any line."""
    said = {name for name, get in _HEADER if get(declaration)}
    for name, get in _LINES:
        if any(map(get, declaration.items)):
            said.add(name)
    return said


def _plan(book: Rulebook, on: date, scopes: tuple[str, ...]) -> tuple[Mapping[str, Rule], _Run]:
    """The rules of the day for these scopes, and what to run with its severity, in order."""
    if scopes:
        # A plan for each enterprise would fill the memory: only scopes that some check names matter.
        named = book.memo.get("check scopes")
        if named is None:
            rows = (row for code in (*GENERIC, *CHECKS) for row in book.history("check", code))
            named = book.memo.setdefault("check scopes", frozenset(row.scope for row in rows))
        scopes = tuple(scope for scope in scopes if scope in named)
    plan = book.memo.get(("checks", on, scopes))
    if plan is None:
        rules = {
            code: rule
            for code in (*GENERIC, *CHECKS)
            if (rule := book.get("check", code, on, scopes)) is not None
        }
        run = _Run(
            (one.of, (code, rules[code].severity, one.find)) for code, one in CHECKS.items() if code in rules
        )
        # One plan for all days of the same rules: a memory for each day would fill with the days.
        made = book.memo.setdefault(("checks", tuple(rules.items())), (rules, run))
        plan = book.memo.setdefault(("checks", on, scopes), made)
    return plan  # type: ignore[no-any-return]


def _new(found: Sequence[Finding], already: Sequence[Finding]) -> list[Finding]:
    """Without the missing elements that were stated but could not be read."""
    seen = tuple(finding.pointer for finding in already)
    return [
        finding
        for finding in found
        if finding.code not in GENERIC
        or not any(finding.pointer == at or finding.pointer.startswith(at + "/") for at in seen)
    ]
