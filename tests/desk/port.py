"""The import and export of the port of Dalian: people, an office, and dossiers as declarations open them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.books import RULES as SHIPPED
from tests.desk import sample
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Opening, act, open_many
from tongguan.desk.dossiers.shelf import events_of, take_down
from tongguan.desk.inspections.models import Site
from tongguan.desk.people.actions import give_role, register_enterprise
from tongguan.desk.people.models import Office, Person
from tongguan.desk.rulebooks.actions import publish
from tongguan.law.kernel.case import SYSTEM, Actor, Case, TrackKey
from tongguan.law.taxing.charging import Charge

AT = datetime(2020, 3, 2, 1, 0, tzinfo=UTC)
DAY = date(2020, 3, 2)
IMPORTER, BROKER_CODE, BANK_CODE = "91210200000000001X", "91210200000000002X", "91210200000000003X"
TRADER = Actor("11", "trader", IMPORTER)
BROKER = Actor("12", "broker", BROKER_CODE)
STRANGER = Actor("13", "trader", "91210200000000009X")
OFFICER = Actor("21", "document_officer", "0908")
INSPECTOR = Actor("22", "inspector", "0908")
SECOND = Actor("23", "inspector", "0908")
REVENUE = Actor("24", "revenue_officer", "0908")
BANK = Actor("31", "bank", BANK_CODE)
OTHER_BANK = Actor("32", "bank", "91210200000000004X")
TERMINAL = Actor("41", "terminal", "91210200000000005X")
CARRIER = Actor("42", "carrier", "91210200000000006X")
LABORATORY = Actor("51", "authority", "LAB-DALIAN")


def furnish(folder: Path) -> None:
    """The office 0908, and the small tables of the shipped book that dossiers ask, as its first edition."""
    sample.furnish()
    office = Office.objects.get(code="0908")
    for inspector in range(22, 27):
        person = Person.objects.create(pk=inspector, username=f"inspector {inspector}")
        on = date(2020, 1, 1)
        give_role(person=person, capacity="inspector", place=office, on=on, actor=SYSTEM, today=on)
    for bank in (BANK, OTHER_BANK):
        people = {"actor": SYSTEM, "today": DAY, "on": DAY}
        firm = register_enterprise(identifier=bank.behalf, name=bank.behalf, on=DAY, actor=SYSTEM)
        teller = Person.objects.create(pk=int(bank.person), username=f"teller {bank.person}")
        give_role(person=teller, capacity="bank", place=firm, **people)
    Site.objects.create(
        code="YARD", office="0908", operator=TERMINAL.behalf, bays=0, name_en="Y", name_zh="场"
    )
    for name in ("parameter.csv", "deadline.csv", "credit.csv", "hours.csv", "calendar/calendar.csv"):
        (folder / Path(name).name).write_bytes((SHIPPED / "cn" / name).read_bytes())
    publish(folder=folder, jurisdiction="cn", by="a", approved_by="b", at=AT)


def later(hours: float) -> datetime:
    return AT + timedelta(hours=hours)


def charge(tax: str, amount: str, *, line: int = 1, securable: bool = True) -> Charge:
    return Charge(line, tax, Decimal(0), "", Decimal(amount), (), "", "", securable)


def lodged(
    *openings: tuple[str, str, str],
    kind: str = "import",
    parts: tuple[str, ...] = ("",),
    reference: str = "R1",
    also: Callable[[Act], object] = lambda it: None,
    at: datetime = AT,
) -> int:
    """A dossier of the importer, lodged by its broker, with these tracks and what is left beside them;
    its id."""
    opening = Opening(
        kind=kind,
        jurisdiction="cn",
        reference=reference,
        office="0908",
        trader=IMPORTER,
        declarant=BROKER_CODE,
        parts=parts,
    )

    def begin(it: Act) -> int:
        it.begin("lodged", openings)
        also(it)
        return it.id

    (result,) = open_many([(opening, begin)], actor=BROKER, at=at)
    assert isinstance(result, int)
    return result


def case_of(dossier_id: int) -> Case:
    return take_down(dossier_id).case


def state(dossier_id: int, track: str, part: str = "", number: int = 1) -> str:
    return case_of(dossier_id).tracks[TrackKey(track, part, number)].state


def steps(dossier_id: int) -> list[str]:
    return [event.name for event in events_of(dossier_id)]


def take(dossier_id: int, step: str, actor: Actor, at: datetime, part: str = "") -> None:
    act(dossier_id, lambda it: it.take(step, part=part), actor=actor, at=at)
