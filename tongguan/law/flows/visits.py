"""Inspection by order, and what an inspection may lead to: other fates of the goods, an offence."""

from typing import Any, Literal

from tongguan.law.flows.common import DOCUMENTS, INSPECTOR, SITE, TRADER, Table
from tongguan.law.kernel.flow_table import NOBODY, State, Step

DECIDERS = (*INSPECTOR, *DOCUMENTS)


def _results(of: str) -> tuple[Step, ...]:
    """What an inspection may come to; a second officer confirms it."""

    def confirmed(verb: str, to: str, *also: tuple[str, Literal["opens"], str]) -> Step:
        return Step(f"{verb}_{of}", of, ("results",), to, INSPECTOR, (f"enter_results_of_{of}",), also=also)

    return (
        confirmed("pass", "passed"),
        confirmed("treat_after", "treating"),
        # the order is closed first: nothing is amended while one is open
        confirmed("amend_after", "closed", ("amendment", "opens", "required")),
        confirmed("return_after", "closed", ("disposal", "opens", "returning")),
        confirmed("destroy_after", "closed", ("disposal", "opens", "destroying")),
        confirmed("hand_over_after", "closed", ("offence", "opens", "investigated")),
    )


def inspection(track: str) -> Table:
    """Orders of one place, numbered; customs items and quarantine items are looked at in one visit. An order
    that is not yet notified is covert; so is there being none. On a dispute another officer decides."""
    results, asked = _results(track), "reinspection_asked"
    own = (f"enter_results_of_{track}", *(one.name for one in results))

    def step(verb: str, source: tuple[str, ...], to: str, by: tuple[str, ...], **more: Any) -> Step:
        return Step(f"{verb}_{track}", track, source, to, by, **more)

    def decided(verb: str, to: str, **more: Any) -> Step:
        return step(verb, (asked,), to, INSPECTOR, not_by=own, **more)

    states = (
        State("ordered", "inspection", "notice", covert=True),
        State("notified", "trader", "booking"),
        State("booked", "trader", "appointment"),
        State("at_site", "inspection", "inspection_start"),
        State("begun", "inspection", "inspection_end"),
        State("laboratory", "inspection", "laboratory"),
        State("results", "inspection", "confirmation"),
        State("treating", "trader", "treatment"),
        State("reinspection_asked", "inspection", "reinspection_decision"),
        State("passed", NOBODY),
        State("closed", NOBODY),
    )
    steps = (
        step("order", (), "ordered", (*DECIDERS, "system")),
        step("notify", ("ordered",), "notified", (*INSPECTOR, "system")),
        step("book", ("notified", "booked"), "booked", (*TRADER, *SITE)),
        step("miss", ("booked",), "notified", (*INSPECTOR, "system")),
        step("present_for", ("notified", "booked"), "at_site", (*TRADER, *SITE)),
        step("begin", ("at_site",), "begun", INSPECTOR),
        step("begin_unattended", ("at_site",), "begun", INSPECTOR, when="lawfully_absent"),
        step("sample_in", ("begun",), "laboratory", INSPECTOR),
        step("report_laboratory_of", ("laboratory",), "begun", INSPECTOR),
        step("enter_results_of", ("begun",), "results", INSPECTOR),
        step("doubt_results_of", ("results",), "begun", INSPECTOR),
        *results,
        step("finish_treatment_of", ("treating",), "at_site", (*TRADER, *SITE)),
        step("ask_to_repeat", ("closed", "treating"), asked, TRADER),
        decided("repeat", "closed", also=((track, "opens", "notified"),)),
        decided("refuse_to_repeat", "closed"),
        decided("uphold_treatment_of", "treating", when="to_be_treated"),
    )
    return Table(track, states, steps)


disposal = Table(
    "disposal",
    (
        State("return_requested", "documents", "return_decision"),
        State("returning", "trader", "return"),
        State("destroying", "trader", "destruction"),
        State("abandonment_offered", "documents", "abandonment_decision"),
        State("selling", "documents", "sale"),
        State("done", NOBODY),
        State("refused", NOBODY),
        State("dropped", NOBODY),
    ),
    (
        Step("request_return", "disposal", (), "return_requested", TRADER),
        Step("grant_return", "disposal", ("return_requested",), "returning", DOCUMENTS, when="nothing_open"),
        Step("refuse_return", "disposal", ("return_requested",), "refused", DOCUMENTS),
        Step("order_return", "disposal", (), "returning", DECIDERS),
        Step("confirm_return", "disposal", ("returning",), "done", (*INSPECTOR, *SITE), ends="returned"),
        Step("order_destruction", "disposal", (), "destroying", DECIDERS),
        Step("confirm_destruction", "disposal", ("destroying",), "done", INSPECTOR, ends="destroyed"),
        Step("offer_abandonment", "disposal", (), "abandonment_offered", TRADER),
        Step("accept_abandonment", "disposal", ("abandonment_offered",), "done", DOCUMENTS, ends="abandoned"),
        Step("refuse_abandonment", "disposal", ("abandonment_offered",), "refused", DOCUMENTS),
        Step("decide_sale", "disposal", (), "selling", DOCUMENTS),
        Step(
            "confirm_sale", "disposal", ("selling",), "done", DOCUMENTS, not_by=("decide_sale",), ends="sold"
        ),
        Step("drop_disposal", "disposal", ("returning", "destroying", "selling"), "dropped", DECIDERS),
    ),
)

offence = Table(
    "offence",
    (
        State("investigated", "authority", "offence_review"),
        State("closed", NOBODY),
        State("seized", NOBODY),
        State("confiscated", NOBODY),
    ),
    (
        Step("open_offence", "offence", (), "investigated", (*DECIDERS, "authority")),
        Step("close_offence", "offence", ("investigated",), "closed", ("authority",)),
        Step("seize", "offence", ("investigated",), "seized", ("authority",), ends="seized"),
        Step("confiscate", "offence", ("investigated",), "confiscated", ("authority",), ends="confiscated"),
    ),
)
