"""The shapes of answers about inspections, their appointments and their results."""

from pydantic import Field

from tongguan.doors.api.shapes.common import Instant, Told


class Look(Told):
    """What one authority looks at, and how; no lines means all of them."""

    authority: str
    authority_name: str
    method: str
    method_name: str
    lines: list[int]


class Booked(Told):
    """An appointment."""

    site: str
    site_name: str
    starts_at: Instant
    bay: int


class Result(Told):
    """What was found on a goods line (0: on the consignment)."""

    line: int
    authority: str
    authority_name: str
    conforms: bool
    finding: str
    finding_name: str


class Inspection(Told):
    """An inspection of which notice was given. `inspection` is its name in addresses."""

    inspection: str = Field(examples=["port_inspection.1.CSQU3054383"])
    place: str
    part: str
    state: str
    state_name: str
    whose: str
    whose_name: str
    due: Instant | None = None
    looks: list[Look]
    booked: Booked | None = None
    begun_at: Instant | None = None
    results: list[Result]


class Inspections(Told):
    """The inspections of which notice was given."""

    reference: str
    inspections: list[Inspection]


class Slot(Told):
    """A time that can still be booked, and how many bays are free then."""

    starts_at: Instant
    bays: int


class Site(Told):
    """A place where the goods can be looked at."""

    site: str
    name: str
    slots: list[Slot]


class Slots(Told):
    """Where and when an inspection can be booked."""

    reference: str
    inspection: str
    sites: list[Site]
