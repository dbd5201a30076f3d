"""The shapes of answers about the tables of the rulebook."""

from tongguan.doors.api.shapes.common import IsoDay, Told


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
