"""An export: from lodging until the goods are loaded. Two gates: the goods are released, to be loaded; the
dossier is closed when they were."""

from tongguan.law.flow import Flow
from tongguan.law.flows.changes import amendment, hold, withdrawal
from tongguan.law.flows.common import (
    FACTS,
    PAID_OR_SECURED,
    SITE,
    Table,
    charges,
    documents,
    done,
    way_out,
)
from tongguan.law.flows.proofs import commitment, licences
from tongguan.law.flows.shorts import not_short, stands
from tongguan.law.flows.visits import disposal, inspection, offence
from tongguan.law.kernel.flow_table import NOBODY, Gate, State, Step

cargo = Table(
    "cargo",
    (State("expected", "trader", "yard_arrival"), State("arrived", NOBODY), State("short", NOBODY)),
    (
        # the yard's arrival report, which export release waits for
        Step("report_arrival", "cargo", ("expected",), "arrived", (*SITE, "system")),
        Step("report_short", "cargo", ("expected", "arrived"), "short", SITE, ends="short_landed"),
        *not_short("expected", "arrived"),
    ),
)
port_inspection = inspection("port_inspection")
way = way_out("released", "carrier", "load", "loaded")

_CHANGES = (hold, amendment, withdrawal, disposal, offence)
_LEAVING = (documents, port_inspection, cargo, *_CHANGES, licences)
_TABLES = (*_LEAVING, charges, commitment, way)

_released = {**done(_LEAVING), "charges": PAID_OR_SECURED}
_closed = {**_released, **done((charges, commitment, way))}

EXPORT = Flow(
    "export",
    {table.name: table.states for table in _TABLES},
    [step for table in _TABLES for step in table.steps],
    [Gate("released", _released, ends="released"), Gate("closed", _closed)],
    conditions={
        "nothing_open": done((port_inspection, offence)),
        "nothing_asked": done((amendment, withdrawal)),
        "stands": stands((documents, withdrawal)),
    },
    facts=FACTS,
)
