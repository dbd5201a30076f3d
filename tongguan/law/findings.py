"""What is wrong with a declaration, said once and put into words by whoever shows it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    `pointer` names the element in our own notation (`/items/3/commodity_code`, lines counted from 1; ""
    is the declaration as a whole). `arguments` fill the braces of the message of `code`; they never hold
    secrets.
    """

    code: str
    pointer: str
    arguments: Mapping[str, str] = field(default_factory=dict)
    severity: Severity = "error"


class Refused(Exception):
    """What was asked cannot be done; every reason at once."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{f.code} {f.pointer} {dict(f.arguments)}" for f in self.findings))


def errors(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that refuse a declaration; the others travel along with it."""
    return tuple(f for f in findings if f.severity == "error")


def bilingual(code: str, pointer: str = "", /, **arguments: object) -> Finding:
    """A finding. What is told differently in the two languages is given as a pair, English and Chinese, and
    becomes `name` and `name_zh`."""
    told: dict[str, str] = {}
    for name, value in arguments.items():
        if isinstance(value, tuple):
            told[name], told[f"{name}_zh"] = map(str, value)
        else:
            told[name] = str(value)
    return Finding(code, pointer, told)


def refused(code: str, /, **arguments: object) -> Refused:
    """A refusal with one finding on the whole, ready to be raised; its arguments as in `bilingual`."""
    return Refused([bilingual(code, **arguments)])
