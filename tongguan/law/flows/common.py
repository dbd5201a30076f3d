"""Tracks that imports and exports share: documents, charges, the way out."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from tongguan.law.kernel.flow_table import NOBODY, Needs, State, Step

TRADER = ("trader", "broker")
DOCUMENTS, INSPECTOR, REVENUE = ("document_officer",), ("inspector",), ("revenue_officer",)
SITE = ("port", "terminal", "carrier")

FACTS = ("lawfully_absent", "to_be_treated")
"""What only an action can know: that the law lets an inspection begin although the trader is not there; that
the result which is disputed is that goods are to be treated."""

ON_DUE = {
    "automatic_clearance": "clear_automatically",
    "tax_payment": "fall_overdue",
    "commitment": "miss_promise",
}
"""What the system does by itself when a clock runs out; at every other one it only reminds."""

BY_JUDGEMENT = ("charge_provisionally", "charge", "charge_nothing", "charge_more")
"""Steps that follow from a judgement or a posting, whoever caused it; nobody takes one by itself."""


class Table(NamedTuple):
    """One track: its states and steps."""

    name: str
    states: tuple[State, ...]
    steps: tuple[Step, ...]


def done(tables: Iterable[Table]) -> Needs:
    """Each track in a state in which nobody's time passes any more."""
    return {t.name: tuple(s.name for s in t.states if s.whose == NOBODY) for t in tables}


_OPEN = ("checking", "review")
GIVEN_BACK: tuple[tuple[str, Literal["moves"], str], ...] = (("licences", "moves", "restored"),)
"""What a step takes along that ends a declaration."""

documents = Table(
    "documents",
    (
        # the system clears by itself, after the same delay for all, what no officer has taken up
        State("checking", "documents", "automatic_clearance", reads="checking"),
        State("review", "documents", "document_review", reads="checking"),
        State("asked", "trader", "answer"),
        State("cleared", NOBODY, reads="checking"),
        State("refused", "trader"),
    ),
    (
        Step("clear_automatically", "documents", ("checking",), "cleared", ("system",)),
        Step("take_up", "documents", ("checking",), "review", (*DOCUMENTS, "system")),
        Step("clear", "documents", ("review",), "cleared", DOCUMENTS),
        Step("ask", "documents", _OPEN, "asked", DOCUMENTS),
        Step("answer", "documents", ("asked",), "review", TRADER),
        Step("review_again", "documents", ("cleared",), "review", (*DOCUMENTS, "system")),
        Step("refuse", "documents", (*_OPEN, "asked"), "refused", DOCUMENTS, also=GIVEN_BACK, ends="refused"),
    ),
)

_OWED, _ANY = ("due", "overdue"), ("provisional", "due", "overdue", "secured", "paid", "nothing")
_ASSESSORS = (*REVENUE, *DOCUMENTS, "system")
charges = Table(
    "charges",
    (
        State("provisional", "revenue"),
        State("due", "trader", "tax_payment"),
        State("overdue", "trader", "tax_enforcement"),
        State("paying", "bank", "bank_answer"),
        State("secured", "trader", "guarantee"),
        State("paid", NOBODY),
        State("nothing", NOBODY),
    ),
    (
        Step("charge_provisionally", "charges", ("due", "overdue", "nothing"), "provisional", _ASSESSORS),
        Step("charge", "charges", _ANY, "due", _ASSESSORS),
        Step("charge_nothing", "charges", _ANY, "nothing", _ASSESSORS),
        Step("charge_more", "charges", (), "due", (*REVENUE, "system")),
        # the trader lets a guarantee of its own stand, or asks to be let off one
        Step("secure", "charges", ("provisional", *_OWED), "secured", (*TRADER, *REVENUE, "bank", "system")),
        Step("order_payment", "charges", (*_OWED, "secured"), "paying", TRADER),
        Step("pay", "charges", (*_OWED, "secured", "paying"), "paid", ("bank", *REVENUE)),
        Step("fail_payment", "charges", ("paying",), "due", ("bank",)),
        Step("fall_overdue", "charges", ("due",), "overdue", ("system",)),
    ),
)
PAID_OR_SECURED = ("secured", "paid", "nothing")


def way_out(gate: str, whose: str, leave: str, left: str) -> Table:
    """How the goods go once `gate` is open, and how the release is taken back before they have gone: the
    terminal must answer that they are still there."""
    steps = (
        Step(leave, "exit", ("awaited", "stop_asked"), left, SITE, when=gate),
        Step("ask_stop", "exit", ("awaited",), "stop_asked", DOCUMENTS, when=gate),
        Step("confirm_stop", "exit", ("stop_asked",), "stopped", SITE),
        Step("cancel_stop", "exit", ("stop_asked", "stopped"), "awaited", DOCUMENTS),
        Step(
            "withdraw_release",
            "exit",
            ("stopped",),
            "awaited",
            DOCUMENTS,
            also=(("hold", "opens", "held_documents"),),
            withdraws=gate,
        ),
    )
    states = (
        State("awaited", whose),
        State("stop_asked", "carrier", "stop_answer"),
        State("stopped", "documents"),
    )
    return Table("exit", (*states, State(left, NOBODY)), steps)
