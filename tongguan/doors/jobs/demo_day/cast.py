"""The people of the day: offices, enterprises, persons with their roles, brokers with authority, and what was
settled before the day began (guarantees, inspection sites, supervision documents already issued)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from tongguan.desk.inspections.certificates import register as register_document
from tongguan.desk.inspections.models import Site
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import Enterprise, Office
from tongguan.desk.revenue.guarantees import register as register_guarantee
from tongguan.doors.jobs.demo_day.parcels import Parcel
from tongguan.doors.jobs.demo_day.tables import BEGIN, DAY, Day, Record
from tongguan.doors.jobs.demo_day.trade import STORAGE
from tongguan.law.kernel.case import SYSTEM, Actor

OFFICES = {
    "0900": (9, "Dalian Customs", "大连海关"),
    "0902": (92, "Dalian airport customs", "大连周水子机场海关"),
    "0908": (98, "Dayao Bay Customs", "大连大窑湾海关"),
}
SITES = {
    # code: office, operator, bays, minutes, names
    "DYW-CY": ("0908", "dawan", 6, 60, "Dayao Bay container inspection yard", "大窑湾集装箱查验场"),
    "DYW-BULK": ("0908", "kuangsan", 4, 60, "Dayao Bay bulk berths", "大窑湾散货泊位"),
    "DLC-AIR": ("0902", "konggang", 3, 30, "Airport cargo inspection hall", "机场货运查验区"),
}
YARDS = {
    # code: office, operator, names; where goods are stored, and nothing is inspected
    "DYW-D1": ("0908", "dawan", "Dawan container terminal yard", STORAGE["dawan"]),
    "DYW-K1": ("0908", "kuangsan", "Ore and bulk terminal yard", STORAGE["kuangsan"]),
    "DYW-P1": ("0908", "gangwu", "Dayao Bay anchorage and berths", "大窑湾锚地及泊位"),
    "DLC-K1": ("0902", "konggang", "Airport cargo station warehouse", STORAGE["konggang"]),
}
SITE_OF = {operator: code for code, (_, operator, *_) in SITES.items()}
SINCE = DAY - timedelta(days=400)
GENERAL_GUARANTEE = Decimal("60000000")
AHEAD = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts: people by user name, and by capacity and place (an office's code or a key of the day)."""

    people: Mapping[str, Actor]
    places: Mapping[tuple[str, str], Sequence[Actor]]

    def one(self, capacity: str, place: str) -> Actor:
        """The first person in a capacity at a place."""
        return self.places[capacity, place][0]

    def all(self, capacity: str, place: str) -> Sequence[Actor]:
        return self.places[capacity, place]

    def lodger(self, row: Record) -> Actor:
        """Who lodges a row: the broker's person, or the trader's own."""
        for capacity in ("broker", "trader"):
            if (capacity, row["by"]) in self.places:
                return self.one(capacity, row["by"])
        raise LookupError(row["by"])


def furnish(day: Day) -> Cast:
    """Registers everybody. Nothing is lodged yet."""
    offices = {
        code: people.register_office(
            code=code, number=number, jurisdiction="cn", name_en=en, name_zh=zh, actor=SYSTEM
        )
        for code, (number, en, zh) in OFFICES.items()
    }
    firms = {key: _enterprise(row) for key, row in day.enterprises.items()}
    cast = _people(day, offices, firms)
    for broker, trader in sorted(_mandates(day)):
        people.authorise(broker=firms[broker], trader=firms[trader], on=SINCE, actor=SYSTEM, today=SINCE)
    for code, (office, operator, bays, minutes, en, zh) in SITES.items():
        Site.objects.create(
            code=code, office=office, operator=firms[operator].identifier, bays=bays, minutes=minutes,
            opens=0, closes=24, name_en=en, name_zh=zh,
        )  # fmt: skip
    for code, (office, operator, en, zh) in YARDS.items():
        Site.objects.create(
            code=code, office=office, operator=firms[operator].identifier, bays=0, name_en=en, name_zh=zh
        )
    _guarantees(day, firms, cast)
    return cast


def _enterprise(row: Record) -> Enterprise:
    return people.register_enterprise(
        identifier=row["identifier"],
        name=row["name"],
        name_foreign=row["name_foreign"],
        customs_code=row["customs_code"],
        credit=row["credit"],
        on=SINCE,
        actor=SYSTEM,
    )


def _people(day: Day, offices: Mapping[str, Office], firms: Mapping[str, Enterprise]) -> Cast:
    actors: dict[str, Actor] = {}
    places: dict[tuple[str, str], list[Actor]] = {}
    for row in day.people:
        person = people.register_person(username=row["username"], name=row["name"], actor=SYSTEM, today=SINCE)
        at, capacity = row["place"], row["capacity"]
        place = offices.get(at) or firms[at]
        people.give_role(person=person, capacity=capacity, place=place, on=SINCE, actor=SYSTEM, today=SINCE)
        behalf = at if at in offices else firms[at].identifier
        actors[row["username"]] = Actor(str(person.pk), capacity, behalf)
        places.setdefault((capacity, at), []).append(actors[row["username"]])
    return Cast(actors, places)


def _mandates(day: Day) -> set[tuple[str, str]]:
    """Which broker lodges for which trader; one of the day lodges for one that never asked it to."""
    return {
        (row["by"], row["trader"])
        for row in day.declarations
        if row["by"] != row["trader"] and row["story"] != "wrong no_authority"
    }


def _guarantees(day: Day, firms: Mapping[str, Enterprise], cast: Cast) -> None:
    """A general guarantee of the bank for every trader that pays by the month or is secured."""
    bank = cast.one("bank", "binhai")
    for key in sorted({row["trader"] for row in day.declarations if row["pays"] in ("monthly", "guarantee")}):
        register_guarantee(
            number=guarantee_of(key),
            kind="general",
            holder=firms[key].identifier,
            guarantor=firms["binhai"].identifier,
            amount=GENERAL_GUARANTEE * 20,
            currency="CNY",
            valid_from=SINCE,
            valid_until=DAY + timedelta(days=300),
            consolidated=True,
            office="0908",
            actor=bank,
            at=BEGIN - AHEAD,
        )


def guarantee_of(trader: str) -> str:
    return f"BH-2020-{trader.upper()}"


def issue_documents(parcels: Iterable[Parcel], cast: Cast) -> int:
    """Enters the supervision documents that the declarations name, as their issuers gave them, sometime in
    the month before; says how many."""
    desk, seen, at = cast.people["licence.desk"], set[tuple[str, str]](), BEGIN - timedelta(days=12)
    for parcel in parcels:
        for document in parcel.tree.get("documents", ()):
            if (place := (document["code"], document["number"])) not in seen:
                seen.add(place)
                _issue(parcel, *place, desk, at)
    return len(seen)


def _issue(parcel: Parcel, code: str, number: str, desk: Actor, at: datetime) -> None:
    today: date = DAY
    register_document(
        jurisdiction="cn",
        code=code,
        number=number,
        issuer=desk.behalf,
        holder=parcel.tree["trader"]["identifier"],
        valid_from=today - timedelta(days=20),
        valid_to=today + timedelta(days=160),
        actor=desk,
        at=at,
    )
