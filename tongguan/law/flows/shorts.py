"""Goods that were reported short by mistake: how they go on."""

from collections.abc import Iterable

from tongguan.law.flows.common import SITE, Table
from tongguan.law.kernel.flow_table import Needs, Step

_NOT_STANDING = (("documents", "refused"), ("withdrawal", "granted"))


def stands(tables: Iterable[Table]) -> Needs:
    """The declaration was neither refused nor withdrawn."""
    of = {t.name: t.states for t in tables}
    return {name: tuple(s.name for s in of[name] if s.name != end) for name, end in _NOT_STANDING}


def not_short(*states: str) -> tuple[Step, ...]:
    """Whoever reported by mistake that goods came short takes that back: they stand where they stood before,
    which only an action can know, and the time since then was the reporter's."""
    back = ("short_landed", "carrier")
    return tuple(
        Step(f"take_back_short_{state}", "cargo", ("short",), state, SITE, when="stands", revives=back)
        for state in states
    )
