"""What stops a dossier or changes what was declared: holds, amendment, withdrawal. Every gate names them."""

from tongguan.law.flows.common import DOCUMENTS, GIVEN_BACK, INSPECTOR, REVENUE, TRADER, Table
from tongguan.law.kernel.flow_table import NOBODY, State, Step

_OWNERS = {  # whose time a hold is -> who places and lifts it
    "documents": (*DOCUMENTS, "system"),
    "inspection": INSPECTOR,
    "revenue": REVENUE,
    "authority": ("authority",),
}
_COVERT = (*DOCUMENTS, *INSPECTOR, "system")

hold = Table(
    "hold",
    (
        *(State(f"held_{whose}", whose, "hold_review") for whose in _OWNERS),
        State("covert", "documents", "covert_review", covert=True),
        State("covert_authority", "authority", "covert_review", covert=True),
        State("lifted", NOBODY),
    ),
    (
        *(Step(f"hold_for_{whose}", "hold", (), f"held_{whose}", by) for whose, by in _OWNERS.items()),
        *(
            Step(f"lift_{whose}_hold", "hold", (f"held_{whose}",), "lifted", by)
            for whose, by in _OWNERS.items()
        ),
        Step("refer_to_authority", "hold", ("held_documents",), "held_authority", DOCUMENTS),
        Step("return_from_authority", "hold", ("held_authority",), "held_documents", ("authority",)),
        Step("hold_covertly", "hold", (), "covert", _COVERT),
        Step("hold_covertly_for_authority", "hold", (), "covert_authority", ("authority",)),
        Step("disclose_hold", "hold", ("covert",), "held_documents", (*DOCUMENTS, *INSPECTOR)),
        Step("disclose_authority_hold", "hold", ("covert_authority",), "held_authority", ("authority",)),
        Step("lift_covert_hold", "hold", ("covert",), "lifted", _COVERT),
        Step("lift_covert_authority_hold", "hold", ("covert_authority",), "lifted", ("authority",)),
    ),
)

amendment = Table(
    "amendment",
    (
        State("requested", "documents", "amendment_decision"),
        State("required", "trader", "amendment_answer"),
        State("disputed", "documents", "dispute_decision"),
        # what customs require is not got rid of by confirming it: taken back or not as required, it is
        # required as before
        State("confirmed", "documents", "amendment_decision"),
        State("granted", NOBODY),
        State("refused", NOBODY),
        State("dropped", NOBODY),
    ),
    (
        # a request is never refused because of an order: that would tell the trader that there is one
        Step("request_amendment", "amendment", (), "requested", TRADER, when="nothing_asked"),
        Step("require_amendment", "amendment", (), "required", DOCUMENTS, when="nothing_asked"),
        Step("confirm_amendment", "amendment", ("required",), "confirmed", TRADER),
        Step("take_back_confirmation", "amendment", ("confirmed",), "required", TRADER),
        Step("dispute_amendment", "amendment", ("required",), "disputed", TRADER),
        Step("uphold_amendment", "amendment", ("disputed", "confirmed"), "required", DOCUMENTS),
        Step("drop_amendment", "amendment", ("required", "disputed", "confirmed"), "dropped", DOCUMENTS),
        Step("take_back_amendment", "amendment", ("requested",), "dropped", TRADER),
        Step("refuse_amendment", "amendment", ("requested",), "refused", DOCUMENTS),
        Step(
            "grant_amendment",
            "amendment",
            ("requested", "confirmed"),
            "granted",
            DOCUMENTS,
            when="nothing_open",
            also=(("documents", "moves", "review"), ("licences", "moves", "pending")),
        ),
    ),
)

withdrawal = Table(
    "withdrawal",
    (
        State("requested", "documents", "withdrawal_decision"),
        State("demanded", "trader", "withdrawal_answer"),
        State("agreed", "documents", "withdrawal_decision"),
        State("granted", NOBODY),
        State("refused", NOBODY),
        State("dropped", NOBODY),
    ),
    (
        Step("request_withdrawal", "withdrawal", (), "requested", TRADER, when="nothing_asked"),
        Step("demand_withdrawal", "withdrawal", (), "demanded", DOCUMENTS, when="nothing_asked"),
        Step("agree_to_withdrawal", "withdrawal", ("demanded",), "agreed", TRADER),
        Step("take_back_agreement", "withdrawal", ("agreed",), "demanded", TRADER),
        Step("drop_withdrawal_demand", "withdrawal", ("demanded", "agreed"), "dropped", DOCUMENTS),
        Step("take_back_withdrawal", "withdrawal", ("requested",), "dropped", TRADER),
        Step("refuse_withdrawal", "withdrawal", ("requested",), "refused", DOCUMENTS),
        Step(
            "grant_withdrawal",
            "withdrawal",
            ("requested", "agreed"),
            "granted",
            DOCUMENTS,
            when="nothing_open",
            also=GIVEN_BACK,
            ends="withdrawn",
        ),
    ),
)
