"""Rows that do not fit their book: each is good by itself, but names what no row of it knows."""

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches

from tongguan.desk.rulebooks.files import Line, Problem
from tongguan.desk.rulebooks.models import Rule
from tongguan.desk.rulebooks.queries import COLUMNS, parsed
from tongguan.law.rulebook import Rulebook
from tongguan.law.targeting.criteria import contradictions

RATE, KINDS, AGREEMENTS = "rate", "rate_kind", "agreement"
AGREED = "agreement"
"""The kind of rate whose key goes on with the code of an agreement."""
CRITERIA = ("criterion", "risk_group")
Keys = Callable[[str], Iterable[str]]
"""The keys of a table, as the book stands without the folder."""


def astray(lines: Iterable[Line], standing: Keys) -> Iterator[Problem]:
    """Rates of a kind that no row of `rate_kind` names, and of agreements that no row names: a letter wrong
    in a key would lose the rate without a word. A book without the one or the other table is not held
    against it."""
    rows = tuple(lines)

    def known(table: str) -> set[str]:
        return {line.row.key for line in rows if line.row.table == table} | set(standing(table))

    kinds, agreements = known(KINDS), known(AGREEMENTS)
    for line in rows:
        if line.row.table != RATE:
            continue
        _, kind, *of = line.row.key.split("/")
        if kinds and kind not in kinds:
            sentence, zh = f"no row of {KINDS} names the kind {kind!r}", f"{KINDS}中没有税率种类“{kind}”"
            yield _problem(line, sentence, zh, get_close_matches(kind, kinds, 1))
        elif kind == AGREED and agreements and (not of or of[0] not in agreements):
            named = "/".join(of) or "nothing"
            yield _problem(
                line, f"no row of {AGREEMENTS} names {named!r}", f"{AGREEMENTS}中没有“{named}”", ()
            )


def at_odds(jurisdiction: str, rules: Iterable[Rule]) -> Iterator[Problem]:
    """Criteria that name a group of risks which no row explains on a day on which they hold: no lodging of
    that day could be judged. `rules` are those of the edition to be."""
    rows = (parsed(1, *(getattr(rule, name) for name in COLUMNS)) for rule in rules if rule.table in CRITERIA)
    for key, group, on in contradictions(Rulebook(jurisdiction, 1, rows)):
        yield Problem(
            "",
            0,
            "",
            f"criterion {key} names the group @{group}, which no row of risk_group has on {on}",
            f"布控规则{key}引用的组@{group}在{on}没有risk_group记录",
        )


def _problem(line: Line, sentence: str, zh: str, near: Iterable[str]) -> Problem:
    meant = "".join(f"; is {one!r} meant?" for one in near)
    zh += "".join(f"；是否应为“{one}”？" for one in near)
    return Problem(line.file, line.line, "key", sentence + meant, zh)
