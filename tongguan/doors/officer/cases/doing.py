"""What an officer may do with a case: which desk action each step is, and what it must be told.

Which steps there are is the flow's to say (`File.offered`); here is only how a form becomes an action.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from tongguan.desk.declarations import changes
from tongguan.law.flow import Step
from tongguan.law.kernel.case import Actor, TrackKey

LONGEST = 2000

AT_ONCE = frozenset(
    {
        *("take_up", "clear", "review_again", "find_kept", "accept_abandonment", "confirm_sale"),
        *("confirm_return", "confirm_destruction", "cancel_stop", "grant_return", "ask_stop"),
    }
)
"""Steps that need no reason: they follow the law's ordinary course, or give the trader what it asked for."""
ENDS = frozenset({"refuse", "refuse_amendment", "refuse_withdrawal", "refuse_return", "refuse_abandonment"})
KEYS: Mapping[str, str] = {
    **dict.fromkeys(("clear", "find_kept", "grant_amendment", "grant_withdrawal", "find_conforming"), "c"),
    **dict.fromkeys(("write_off", "grant_return", "accept_abandonment"), "c"),
    **dict.fromkeys(("ask", "find_wanting"), "q"),
    **dict.fromkeys((*ENDS, "find_nonconforming"), "r"),
    **dict.fromkeys(("take_up", "review_again"), "t"),
    **dict.fromkeys(("lift_documents_hold", "lift_inspection_hold", "lift_revenue_hold"), "l"),
}
"""The access keys of what is done most, on the first track where it is offered."""


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


def plain(one: Doing) -> None:
    """A step that moves its track and nothing else."""
    changes.take(
        one.dossier,
        one.step.name,
        part=one.key.part,
        number=one.key.number if one.step.source else 0,
        actor=one.actor,
        at=one.at,
        data=one.words,
    )


ACTIONS: Mapping[str, Action] = {}
"""The steps that are actions of other rooms of the desk."""


def action_of(step: Step) -> Action | None:
    """The action that a step is; None where it is done on another page, or follows from a judgement."""
    if step.name in ACTIONS:
        return ACTIONS[step.name]
    return plain if step.track in changes.PLAIN and step.name not in changes.WITH_MORE else None


def needs_words(step: Step) -> bool:
    """Whether a reason, or a question, must be given."""
    return step.name not in AT_ONCE
