"""What may be reported of cargo, by whom, and which step of a dossier it is.

Source: GACC Decree 172 (manifests) and its messages; Customs Law arts. 14, 24, 30.
"""

from typing import NamedTuple

from tongguan.desk.cargo.names import BILL, CALL, CONTAINER
from tongguan.desk.inspections.sites import OPERATORS

GOODS = (BILL, CONTAINER)


class Report(NamedTuple):
    """One kind of report. `track` and `step` are what it means for an import, `done` the states in which it
    says nothing new; `for_export` the same for an export, where it means anything there. `rank` is its
    place in the life of cargo: what is known late is caught up in this order."""

    rank: int
    about: tuple[str, ...]
    by: tuple[str, ...]
    for_import: "Meaning | None" = None
    for_export: "Meaning | None" = None


class Meaning(NamedTuple):
    """The `step` of `not_short` is followed by the state in which the goods stood before."""

    track: str
    step: str
    source: tuple[str, ...]
    done: tuple[str, ...]


_ALL_AFTER_ENTRY = ("entered", "discharge_forbidden", "discharged", "available", "short")
_GONE = ("gone", "loaded")

REPORTS: dict[str, Report] = {
    "entered": Report(
        1,
        (CALL, BILL),
        ("carrier", "port"),  # the person in charge of the conveyance (Customs Law art. 14), or its port
        Meaning("cargo", "declare_entry", ("expected",), _ALL_AFTER_ENTRY),
    ),
    "discharged": Report(
        2, GOODS, OPERATORS, Meaning("cargo", "discharge", ("entered",), ("discharged", "available", "short"))
    ),
    "available": Report(
        3,
        GOODS,
        OPERATORS,
        Meaning("cargo", "make_available", ("entered", "discharged"), ("available", "short")),
    ),
    "arrived": Report(
        3,
        GOODS,
        OPERATORS,
        for_export=Meaning("cargo", "report_arrival", ("expected",), ("arrived", "short")),
    ),
    "short": Report(
        4,
        GOODS,
        ("carrier", *OPERATORS),
        Meaning("cargo", "report_short", ("expected", "entered", "discharged"), ("short",)),
        Meaning("cargo", "report_short", ("expected", "arrived"), ("short",)),
    ),
    # the sender's own report of a short landing, taken back (`shorts`): the same place in the life of cargo
    "not_short": Report(
        4,
        GOODS,
        ("carrier", *OPERATORS),
        Meaning("cargo", "take_back_short", ("short",), ()),
        Meaning("cargo", "take_back_short", ("short",), ()),
    ),
    "stopped": Report(
        5,
        GOODS,
        OPERATORS,
        Meaning("exit", "confirm_stop", ("stop_asked",), ("stopped", *_GONE)),
        Meaning("exit", "confirm_stop", ("stop_asked",), ("stopped", *_GONE)),
    ),
    "gate_out": Report(6, GOODS, OPERATORS, Meaning("exit", "gate_out", ("awaited", "stop_asked"), _GONE)),
    "loaded": Report(
        6,
        GOODS,
        ("carrier", *OPERATORS),
        for_export=Meaning("exit", "load", ("awaited", "stop_asked"), _GONE),
    ),
}
"""`gate_out` and `loaded` wait for the gate that lets the goods go: a report that comes before it stays open
and shows as one."""


def meaning(kind: str, flow: str) -> Meaning | None:
    """What a report means for a kind of dossier; None: nothing."""
    report = REPORTS[kind]
    return {"import": report.for_import, "export": report.for_export}.get(flow)
