"""What must be proved besides: supervision documents, conformity, and what was promised for later."""

from tongguan.law.flows.common import DOCUMENTS, INSPECTOR, TRADER, Table
from tongguan.law.kernel.flow_table import NOBODY, State, Step

_ISSUERS = ("authority", "system", *DOCUMENTS)
licences = Table(
    "licences",
    (
        State("pending", "authority", "licence_answer"),
        State("failing", "trader", "licence_mending"),
        State("written_off", NOBODY),
        # nothing is written off: the goods wait, where they have not come to an end
        State("restored", "trader"),
        State("not_needed", NOBODY),
    ),
    (
        Step("write_off", "licences", ("pending",), "written_off", _ISSUERS),
        Step("find_licence_failing", "licences", ("pending",), "failing", _ISSUERS),
        Step("bring_licence", "licences", ("failing", "restored"), "pending", TRADER),
        Step("restore_licence", "licences", ("pending", "failing", "written_off"), "restored", _ISSUERS),
        # the declaration was amended to goods that need none; amended once more, all are compared again
        Step("need_no_licence", "licences", ("pending",), "not_needed", ("system",)),
    ),
)

commitment = Table(
    "commitment",
    (
        State("promised", "trader", "commitment"),
        State("overdue", "trader", "commitment_overdue"),
        State("delivered", "documents", "commitment_review"),
        State("kept", NOBODY),
    ),
    (
        Step("accept_promise", "commitment", (), "promised", DOCUMENTS),
        Step("deliver", "commitment", ("promised", "overdue"), "delivered", TRADER),
        Step("find_kept", "commitment", ("delivered",), "kept", DOCUMENTS),
        Step("find_wanting", "commitment", ("delivered",), "promised", DOCUMENTS),
        Step("miss_promise", "commitment", ("promised",), "overdue", ("system",)),
    ),
)

conformity = Table(
    "conformity",
    (
        State("pending", "inspection", "conformity_assessment"),
        State("failing", "trader", "conformity_mending"),
        State("conforming", NOBODY),
        State("not_needed", NOBODY),
    ),
    (
        Step("find_conforming", "conformity", ("pending",), "conforming", INSPECTOR),
        Step("find_nonconforming", "conformity", ("pending",), "failing", INSPECTOR),
        Step("mend_conformity", "conformity", ("failing",), "pending", TRADER),
        Step("need_no_conformity", "conformity", ("pending", "failing"), "not_needed", ("system",)),
        Step("need_conformity", "conformity", ("not_needed",), "pending", ("system",)),
    ),
)
