"""How a judged declaration opens its dossier: the parts it divides into, the tracks that start at once, and
what it waits for. None of it depends on selection: a selected declaration opens like any other."""

from collections.abc import Iterator, Mapping

from tongguan.desk.cargo import names
from tongguan.desk.cargo.names import Expected
from tongguan.desk.declarations.asking import office_of
from tongguan.desk.declarations.judgement import Books, Judged
from tongguan.desk.dossiers.actions import Opening
from tongguan.desk.dossiers.numbers import PER_MONTH
from tongguan.desk.revenue.opening import opening_state
from tongguan.law.declaration import Declaration
from tongguan.law.tables import Commodity

FLAG = {"import": "1", "export": "0"}
AT = {"cargo": "port", "conformity": "destination"}
"""The tracks that open where the goods are, and where that is."""


def opening(judged: Judged, books: Books) -> Opening:
    """The dossier to open. Its reference is the entry number: office 4, year 4, flag 1 (1 import, 0 export),
    number 9 (GACC Ann. 2019 No. 18 art. 5); the number is the month's, so that offices need no counter."""
    stated = judged.declaration
    office = office_of(stated, books.law, judged.on)

    def entry_number(dossier_id: int) -> str:
        month, number = dossier_id // PER_MONTH % 100, dossier_id % PER_MONTH
        assert number < 10**7, "an office lodges fewer than ten million declarations a month"
        return f"{office}{judged.on.year}{FLAG[stated.direction]}{month:02}{number:07}"

    return Opening(
        kind=stated.direction,
        jurisdiction=books.law.jurisdiction,
        reference=entry_number,
        office=office,
        trader=(stated.trader and stated.trader.identifier) or "",
        declarant=declarant_of(stated),
        parts=parts_of(stated),
    )


def declarant_of(stated: Declaration) -> str:
    """Who lodges: the declarant, else the trader itself."""
    party = stated.declarant or stated.trader
    return (party and party.identifier) or ""


def parts_of(stated: Declaration) -> tuple[str, ...]:
    """Its containers, else its bills (of which a declaration has one), else the whole."""
    containers = tuple(dict.fromkeys(c.number for c in stated.containers if c.number))
    return containers or ("",)


def tracks(judged: Judged, books: Books) -> Iterator[tuple[str, ...]]:
    """The tracks that open with the dossier, each (track, part, state), and the office where it is not the
    one lodged at: the goods are before the office by which they come or go, the papers are not."""
    assessment, stated, offices = judged.assessment, judged.declaration, judged.facts.offices
    assert assessment is not None
    yield "documents", "", "checking"
    yield "charges", "", opening_state(assessment.charges, provisional=assessment.provisional)
    for part in parts_of(stated):
        yield from tracks_of_part(part, offices)
    if stated.documents:
        yield "licences", "", "pending"
    if stated.direction == "import" and _conformity(judged, books):
        yield "conformity", "", "pending", *_at(offices, AT["conformity"])


def tracks_of_part(part: str, offices: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The tracks that each part has of its own."""
    yield "cargo", part, "expected", *_at(offices, AT["cargo"])
    yield "exit", part, "awaited"


def _at(offices: Mapping[str, str], place: str) -> tuple[str, ...]:
    """The office of a place, where it is another than the one lodged at."""
    return (offices[place],) if place in offices else ()


def expected(stated: Declaration) -> tuple[Expected, ...]:
    """What the declaration waits to hear of: its call, its bill, its containers."""
    conveyance = stated.conveyance
    return names.expected(
        mode=stated.transport_mode or "",
        name=(conveyance and conveyance.name) or "",
        voyage=(conveyance and conveyance.voyage) or "",
        bill_number=stated.bill or "",
        containers=[one.number for one in stated.containers if one.number],
    )


def _conformity(judged: Judged, books: Books) -> bool:
    """Whether goods need conformity assessment before they may be sold or used: by the categories of two rows
    of table `condition`; one counts only where a certificate is asked for (GACC Ann. 2019 No. 160)."""
    stated = judged.declaration
    rows = ("conformity", "conformity_certified") if stated.certificates else ("conformity",)
    found = (books.law.get("condition", row, judged.on) for row in rows)
    wanted = [letter for row in found if row is not None for letter in row.values]
    lines = (books.law.get("commodity", item.commodity_code or "", judged.on) for item in stated.items)
    return any(
        letter in (line.inspection or "")
        for line in lines
        if isinstance(line, Commodity)
        for letter in wanted
    )
