"""An import: from lodging to the goods' way into the country. Three gates (GACC Ann. 2019 No. 160): the goods
may leave the port; they are released, to be sold or used; the dossier is closed."""

from tongguan.law.flow import Flow
from tongguan.law.flows.changes import amendment, hold, withdrawal
from tongguan.law.flows.common import (
    FACTS,
    INSPECTOR,
    PAID_OR_SECURED,
    SITE,
    Table,
    charges,
    documents,
    done,
    way_out,
)
from tongguan.law.flows.proofs import commitment, conformity, licences
from tongguan.law.flows.shorts import not_short, stands
from tongguan.law.flows.visits import disposal, inspection, offence
from tongguan.law.kernel.flow_table import NOBODY, Gate, State, Step

_NOT_DISCHARGED = ("expected", "entered")
cargo = Table(
    "cargo",
    (
        State("expected", "carrier", "arrival"),
        State("entered", "carrier"),
        State("discharge_forbidden", "inspection", "quarantine"),
        State("discharged", "carrier"),
        State("available", NOBODY),
        State("short", NOBODY),
    ),
    (
        # the conveyance declares entry: the 14 days, the 3 months and the rate date start
        Step("declare_entry", "cargo", ("expected",), "entered", (*SITE, "system")),
        # live animals, plants and goods under a ban: quarantine before discharge
        Step("forbid_discharge", "cargo", _NOT_DISCHARGED, "discharge_forbidden", (*INSPECTOR, "system")),
        Step("allow_discharge", "cargo", ("discharge_forbidden",), "entered", INSPECTOR),
        Step("discharge", "cargo", ("entered",), "discharged", SITE),
        Step("make_available", "cargo", ("entered", "discharged"), "available", SITE),
        Step("report_short", "cargo", (*_NOT_DISCHARGED, "discharged"), "short", SITE, ends="short_landed"),
        *not_short(*_NOT_DISCHARGED, "discharged"),
    ),
)
port_inspection, destination_inspection = inspection("port_inspection"), inspection("destination_inspection")
way = way_out("may_leave", "trader", "gate_out", "gone")

_CHANGES = (hold, amendment, withdrawal, disposal, offence)
_LEAVING = (documents, port_inspection, cargo, *_CHANGES)
_USE = (destination_inspection, licences, conformity)
_TABLES = (*_LEAVING, charges, *_USE, commitment, way)

_may_leave = {**done(_LEAVING), "charges": PAID_OR_SECURED}
_released = {**_may_leave, **done(_USE)}
_closed = {**_released, **done((charges, commitment, way))}

IMPORT = Flow(
    "import",
    {table.name: table.states for table in _TABLES},
    [step for table in _TABLES for step in table.steps],
    [Gate("may_leave", _may_leave), Gate("released", _released, ends="released"), Gate("closed", _closed)],
    conditions={
        "nothing_open": done((port_inspection, destination_inspection, offence)),
        "nothing_asked": done((amendment, withdrawal)),
        "stands": stands((documents, withdrawal)),
    },
    facts=FACTS,
)
