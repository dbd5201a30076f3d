"""What an officer may do with a case: which desk action each step is, and what it must be told.

Which steps there are is the flow's to say (`File.offered`); here is only how a form becomes an action.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tongguan.desk.cargo import actions as cargo
from tongguan.desk.declarations import arrivals, changes, deciding, papers
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.dossiers.queries import cover_of
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import proofs
from tongguan.doors.look import legible
from tongguan.law import select
from tongguan.law.findings import Finding
from tongguan.law.flow import Step
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.kernel.step_words import verb
from tongguan.law.targeting.criteria import AUTHORITIES, METHODS

LONGEST = 2000
CHOICES: Mapping[str, Sequence[str]] = {"authority": AUTHORITIES, "method": tuple(METHODS)}
"""What the form of an order offers to choose."""
USED, FIGURE = "used", re.compile(r"[0-9]{1,14}(\.[0-9]{1,5})?")

AT_ONCE = frozenset(
    {
        *("take_up", "clear", "review_again", "find_kept", "accept_abandonment", "confirm_sale", "write_off"),
        *("confirm_return", "confirm_destruction", "cancel_stop", "grant_return", "ask_stop", "notify"),
        *("find_conforming", "miss", "pass"),
    }
)
"""Steps (and verbs of inspections) that need no reason: they follow the law's ordinary course, or give the
trader what it asked for."""
WORDLESS = frozenset(
    {"grant_amendment", "grant_withdrawal", "order", *inspections.OUTCOMES.values()} - {"pass"}
)
"""Steps that need a second look at a page of their own, and no words."""
ENDS = frozenset({"refuse", "refuse_amendment", "refuse_withdrawal", "refuse_return", "refuse_abandonment"})
ELSEWHERE: Mapping[str, str] = {
    **dict.fromkeys(("begin", "begin_unattended", "sample_in"), "visit"),
    **dict.fromkeys(("report_laboratory_of", "enter_results_of"), "visit"),
    **dict.fromkeys(("secure", "pay"), "revenue"),
}
"""Steps (and verbs) that are taken where the goods, or the money, are: at a visit, at the revenue counter."""
KEYS: Mapping[str, str] = {
    **dict.fromkeys(("clear", "find_kept", "grant_amendment", "grant_withdrawal", "find_conforming"), "c"),
    **dict.fromkeys(("write_off", "grant_return", "accept_abandonment", "pass", "notify"), "c"),
    **dict.fromkeys(("ask", "find_wanting", "doubt_results_of"), "q"),
    **dict.fromkeys((*ENDS, "find_nonconforming", "find_licence_failing"), "r"),
    **dict.fromkeys(("take_up", "review_again"), "t"),
    **dict.fromkeys(("lift_documents_hold", "lift_inspection_hold", "lift_revenue_hold"), "l"),
}
"""The access keys of what is done most (steps and verbs), on the first track where it is offered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One step that is about to be taken."""

    dossier: int
    step: Step
    key: TrackKey
    actor: Actor
    at: datetime
    words: str
    sent: Mapping[str, str]


Action = Callable[[Doing], object]
"""Takes a step. Findings that it returns are told to the officer: the step was taken all the same."""


def action_of(step: Step) -> Action | None:
    """The action that a step is; None where it is done on another page, or follows from a judgement."""
    found = ACTIONS.get(step.name) or ACTIONS.get(verb(step.name))
    if found is not None:
        return found
    return _plain if step.track in changes.PLAIN and step.name not in changes.WITH_MORE else None


def elsewhere(step: Step) -> str:
    """Where a step is taken that is none of this page's: "visit", "revenue", or "" where it is not."""
    return ELSEWHERE.get(step.name) or ELSEWHERE.get(verb(step.name), "")


def at_once(step: Step) -> bool:
    """Whether a button does it, without a page of its own."""
    return bool({step.name, verb(step.name)} & AT_ONCE)


def needs_words(step: Step) -> bool:
    """Whether a reason, or a question, must be given."""
    return not at_once(step) and not {step.name, verb(step.name)} & WORDLESS


def _plain(one: Doing) -> None:
    """A step that moves its track and nothing else."""
    number = one.key.number if one.step.source else 0
    changes.take(
        one.dossier,
        one.step.name,
        part=one.key.part,
        number=number,
        actor=one.actor,
        at=one.at,
        data=one.words,
    )


def _write_off(one: Doing) -> Sequence[Finding]:
    """What is due, or less of it: each `used-<code>-<line>-<number>` that a form states is a quantity."""
    books = books_of(cover_of(one.dossier).jurisdiction)
    lowered = dict(_used(one.sent))
    return papers.write_off(
        one.dossier, books=books, lowered=lowered, reason=one.words, actor=one.actor, at=one.at
    )


def _used(sent: Mapping[str, str]) -> Iterator[tuple[papers.Place, Decimal]]:
    for field, said in sent.items():
        first, *place = field.split("-", 3)
        if first != USED or len(place) != 3 or sent.get(f"declared-{field}") == said:
            continue
        code, line, number = place
        fits = FIGURE.fullmatch(text := said.strip().replace(",", ""))
        yield (
            (code, number, legible.number(line, 4)),
            Decimal(text if fits else "NaN"),
        )


def used_id(field: str) -> str:
    """The id of such a field: numbers of documents may hold any sign."""
    return "".join(sign if sign.isalnum() else "-" for sign in field)


def no_figures(sent: Mapping[str, str]) -> list[str]:
    """The ids of the quantities to write off that are no figures."""
    found = [(field, sent[field].strip().replace(",", "")) for field in sent if field.startswith(f"{USED}-")]
    return [used_id(field) for field, said in found if not FIGURE.fullmatch(said)]


def used_at(finding: Finding, sent: Mapping[str, str]) -> str:
    """The id of the quantity to write off that a refusal is about; "" for none."""
    line, number = (finding.arguments.get(name, "") for name in ("line", "number"))
    fields = (field for field in sent if field.startswith(f"{USED}-") and line and number)
    return next((used_id(field) for field in fields if field.endswith(f"-{line}-{number}")), "")


def _conformity(conforms: bool) -> Action:
    return lambda one: proofs.assess_conformity(
        one.dossier, conforms=conforms, reason=one.words, actor=one.actor, at=one.at
    )


def _conclude(outcome: str) -> Action:
    return lambda one: inspections.conclude(one.dossier, one.key, outcome=outcome, actor=one.actor, at=one.at)


def _repeat(grant: bool) -> Action:
    return lambda one: inspections.answer_repeat(
        one.dossier, one.key, grant=grant, reason=one.words, actor=one.actor, at=one.at
    )


def _allow_discharge(one: Doing) -> None:
    books = books_of(cover_of(one.dossier).jurisdiction)
    arrivals.allow_discharge(one.dossier, reason=one.words, actor=one.actor, at=one.at, books=books)


def _order(one: Doing) -> None:
    """An inspection of a part, by one authority and method; what cannot be meant is refused by the desk."""
    wanted = select.Order(
        authority=one.sent.get("authority", ""),
        place=one.step.track.removesuffix("_inspection"),
        method=one.sent.get("method", ""),
        part=one.key.part,
    )
    inspections.order(one.dossier, [wanted], actor=one.actor, at=one.at)


ACTIONS: Mapping[str, Action] = {
    "grant_amendment": lambda one: deciding.grant_amendment(one.dossier, actor=one.actor, at=one.at),
    "grant_withdrawal": lambda one: changes.grant_withdrawal(one.dossier, actor=one.actor, at=one.at),
    "write_off": _write_off,
    "find_licence_failing": lambda one: deciding.doubt_licences(
        one.dossier, reason=one.words, actor=one.actor, at=one.at
    ),
    "restore_licence": lambda one: deciding.restore_licences(
        one.dossier, reason=one.words, actor=one.actor, at=one.at
    ),
    "find_conforming": _conformity(True),
    "find_nonconforming": _conformity(False),
    "forbid_discharge": lambda one: cargo.forbid_discharge(
        one.dossier, reason=one.words, actor=one.actor, at=one.at
    ),
    "allow_discharge": _allow_discharge,
    "order": _order,
    "notify": lambda one: inspections.notify(one.dossier, one.key, actor=one.actor, at=one.at),
    "miss": lambda one: inspections.miss(one.dossier, one.key, actor=one.actor, at=one.at),
    "doubt_results_of": lambda one: inspections.doubt(
        one.dossier, one.key, reason=one.words, actor=one.actor, at=one.at
    ),
    "repeat": _repeat(True),
    "refuse_to_repeat": _repeat(False),
    "uphold_treatment_of": _repeat(False),
    **{step: _conclude(outcome) for outcome, step in inspections.OUTCOMES.items()},
}
"""The steps (and verbs of inspections) that are actions of other rooms of the desk."""
