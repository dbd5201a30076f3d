"""The shapes of answers about charges, inspections, events and reference data."""

from pydantic import Field

from tongguan.doors.api.shapes import Amount, Assessed, Instant, IsoDay, Line, Told


class Debt(Told):
    """A debt, in its currency: what was charged, paid and is left, and how it stands."""

    debt: int
    state: str
    state_name: str
    whose: str
    whose_name: str
    due: Instant | None = None
    currency: str
    charged: Amount
    paid: Amount
    left: Amount


class Posting(Told):
    """A movement of a debt: more owed, or (negative) less."""

    number: int
    debt: int
    tax: str
    kind: str
    amount: Amount
    currency: str
    at: Instant


class Charges(Told):
    """What is owed: how it was worked out, as it holds now, and what was posted and paid."""

    reference: str
    assessment: Assessed
    debts: list[Debt]
    postings: list[Posting]


class Guarantee(Told):
    """A guarantee that the enterprise holds, and how it stands, in its currency."""

    guarantee: str
    kind: str
    currency: str
    total: Amount
    blocked: Amount
    available: Amount
    valid_until: IsoDay | None = None


class Guarantees(Told):
    """The guarantees that the enterprise itself holds."""

    guarantees: list[Guarantee]


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


class Happened(Line):
    """An event of one of the enterprise's declarations."""

    event: int
    reference: str


class Events(Told):
    """What happened after a cursor. `next` is where to go on, now or later; `more`: there is more already."""

    events: list[Happened]
    next: str
    more: bool


class Paper(Told):
    """A document, called by the SHA-256 of its bytes."""

    document: str = Field(pattern="^[0-9a-f]{64}$")
    name: str
    kind: str | None = None
    number: str | None = None
    trader: str
    media: str
    bytes: int
    given_at: Instant


class Papers(Told):
    """The documents of a declaration, in the order in which they were given."""

    reference: str
    documents: list[Paper]


class Table(Told):
    """A table of reference data: its name, how many keys it has had, its value columns."""

    table: str
    keys: int
    columns: list[str]


class Tables(Told):
    """Every table that is public, on a day, as an edition of the rules knows them."""

    on: IsoDay
    edition: int
    tables: list[Table]


class Row(Told):
    """A row in force: its key, its value, since when, and the instrument that it cites."""

    key: str
    valid_from: IsoDay
    value: dict[str, str]
    source: str
    edition: int


class Rows(Told):
    """A page of a table, by key. `next` is the cursor of the following page, null on the last."""

    table: str
    on: IsoDay
    edition: int
    rows: list[Row]
    next: str | None
