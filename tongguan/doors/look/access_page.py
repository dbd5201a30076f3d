"""The table of who may open which address: `docs/access.md`, drawn from the rules beside the views."""

from collections.abc import Iterator

from tongguan.doors.look.access import ANYONE, KEY, SIGNED_IN, Rule
from tongguan.doors.look.addresses import Address, addresses
from tongguan.law.kernel import names

HEAD = """\
# Who may open which address

Written by `tongguan docs` from the rules that stand beside the views; do not edit it. A view without a rule
is open to nobody and answers as what does not exist. The capacity is the first question; the second, whether
what lies behind the address is theirs, is asked of the desk, and the last column says of what. What is
another's answers exactly as what does not exist. A test walks every address as every capacity and as a
stranger.

| address | methods | who | of what |
|---|---|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"{line}\n" for line in _lines())


def _lines() -> Iterator[str]:
    for one in addresses():
        if one.rule is None:
            yield f"| `{_path(one)}` | | nobody | |"
        else:
            yield f"| `{_path(one)}` | {', '.join(one.rule.methods)} | {_who(one.rule)} | {one.rule.own} |"


def _path(one: Address) -> str:
    return one.path.replace("|", "\\|")


def _who(rule: Rule) -> str:
    if ANYONE in rule.who:
        return "anyone, a stranger too"
    if SIGNED_IN in rule.who:
        return "whoever is signed in"
    if KEY in rule.who:
        return "a key with this scope"
    return ", ".join(names.name(names.CAPACITIES, capacity)[0] for capacity in rule.who)
