"""A harbour in September 2020: offices, people and enterprises with names, the shipped rules, criteria of the
stories' own; and a clock on the wall that the stories move."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.books import RULES
from tests.stating import example
from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Told
from tongguan.desk.cargo.queries import entered_at
from tongguan.desk.declarations import arrivals, asking
from tongguan.desk.declarations.actions import Received, books_of, lodge_received
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.declarations.openings import expected
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.dossiers import timers
from tongguan.desk.inspections.certificates import register as register_document
from tongguan.desk.inspections.models import Site
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import Person
from tongguan.desk.revenue.guarantees import register as register_guarantee
from tongguan.desk.rulebooks.actions import publish
from tongguan.doors.codecs.messages import understand
from tongguan.law.calendar import local_day
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM, Actor
from tongguan.law.stating.particulars import Party

MORNING = datetime(2020, 9, 15, 1, 0, tzinfo=UTC)  # nine o'clock in Dalian
SINCE = date(2019, 1, 1)
ORE_FIRM, MEAT_FIRM, TABLET_FIRM = "912102005544332213", "91210200123456787K", "91430300667788990C"
BROKERS, OTHER_FIRM = "91210200765432108Q", "91210200MA0QQQQQ3J"
BANK, OTHER_BANK, BERTH, LINE, FORESTRY = "BANK-1", "BANK-2", "BERTH-9", "BLUE-LINE", "FORESTRY"

MEI = Actor("101", "trader", ORE_FIRM)
LIN = Actor("102", "trader", MEAT_FIRM)
ZHOU = Actor("103", "trader", TABLET_FIRM)
BO = Actor("104", "broker", BROKERS)
SUN = Actor("105", "trader", OTHER_FIRM)  # a stranger to all the others
DONG = Actor("201", "document_officer", "0908")
DAN = Actor("202", "document_officer", "0908")
OTTO = Actor("203", "document_officer", "0902")
INA = Actor("211", "inspector", "0908")
IVAN = Actor("212", "inspector", "0908")
IRIS = Actor("213", "inspector", "0902")
CHEN = Actor("214", "inspector", "4900")
CAI = Actor("215", "inspector", "4900")
RUI = Actor("221", "revenue_officer", "0908")
ROSA = Actor("222", "revenue_officer", "0902")
YAN = Actor("231", "document_officer", "4900")
BEA = Actor("301", "bank", BANK)
BEN = Actor("302", "bank", OTHER_BANK)
TESS = Actor("311", "terminal", BERTH)
KARL = Actor("321", "carrier", LINE)
ANN = Actor("331", "authority", FORESTRY)

_NAMES = {
    "Mei": MEI, "Lin": LIN, "Zhou": ZHOU, "Bo": BO, "Sun": SUN, "Dong": DONG, "Dan": DAN, "Otto": OTTO,
    "Ina": INA, "Ivan": IVAN, "Iris": IRIS, "Rui": RUI, "Rosa": ROSA, "Yan": YAN, "Bea": BEA, "Ben": BEN,
    "Tess": TESS, "Karl": KARL, "Ann": ANN, "Chen": CHEN, "Cai": CAI,
}  # fmt: skip
_OFFICES = {"0900": 9, "0902": 92, "0908": 98, "4900": 490}
_FIRMS = (
    ORE_FIRM, MEAT_FIRM, TABLET_FIRM, BROKERS, OTHER_FIRM, BANK, OTHER_BANK, BERTH, LINE, FORESTRY,
)  # fmt: skip
_HEAD = "key,valid_from,en,zh,condition,weight,orders,share,mandatory,source,verified\n"
_CRITERIA = """\
MEAT,2018-01-01,Meat,肉类,"{food}",10,{meat},1,yes,A story,no
DRAWN,2018-01-01,Drawn,抽中,contract = 'TWIN',10,customs port opening whole,0.5,yes,A story,no
PAPERS,2018-01-01,Papers,单证,contract = 'TWIN PAPERS',10,customs port documents,0.5,yes,A story,no
AFTER,2018-01-01,After,目的地,contract = 'TWIN AFTER',10,customs destination opening,0.5,yes,A story,no
ONWARD,2018-01-01,Onward,转运,contract = 'ONWARD',10,{onward},1,yes,A story,no
"""
_FOOD = "contract starts ('HX-') and any items (commodity_code starts '0203')"
_ONWARD = "quarantine port machine whole; quarantine destination opening whole"
_MEAT = "customs port opening whole; quarantine port opening whole; quarantine port sample whole"


def furnish() -> None:
    """Publishes the rules and registers everybody; nothing is lodged."""
    publish(folder=RULES / "cn", jurisdiction="cn", by="zhang", approved_by="hu", at=MORNING)
    with tempfile.TemporaryDirectory() as private:
        criteria = _HEAD + _CRITERIA.format(food=_FOOD, meat=_MEAT, onward=_ONWARD)
        salt = f"key,valid_from,hex,source,verified\nselection,2018-01-01,{'5a' * 16},A story,no\n"
        Path(private, "criterion.csv").write_text(criteria, encoding="utf-8")
        Path(private, "salt.csv").write_text(salt, encoding="utf-8")
        publish(folder=Path(private), jurisdiction="cn-criteria", by="zhang", approved_by="hu", at=MORNING)
    places: dict[str, Any] = {
        code: people.register_office(
            code=code, number=number, jurisdiction="cn", name_en=code, name_zh=code, actor=SYSTEM
        )
        for code, number in _OFFICES.items()
    }
    for firm in _FIRMS:
        places[firm] = people.register_enterprise(identifier=firm, name=firm, on=SINCE, actor=SYSTEM)
    for name, actor in _NAMES.items():
        person = Person.objects.create(pk=int(actor.person), username=name.lower(), name=name)
        place = places[actor.behalf]
        people.give_role(
            person=person, capacity=actor.capacity, place=place, on=SINCE, actor=SYSTEM, today=SINCE
        )
    people.authorise(broker=places[BROKERS], trader=places[MEAT_FIRM], on=SINCE, actor=SYSTEM, today=SINCE)
    for code, office in (("YARD", "0908"), ("HALL", "0902")):
        Site.objects.create(code=code, office=office, bays=2, operator=BERTH, name_en=code, name_zh="查验场")
    for number, holder in (("BH-MEAT", MEAT_FIRM), ("BH-ORE", ORE_FIRM)):
        register_guarantee(
            number=number,
            kind="general",
            holder=holder,
            guarantor=BANK,
            amount=Decimal(80_000_000),
            currency="CNY",
            valid_from=SINCE,
            office="0908",
            actor=BEA,
            at=MORNING - timedelta(days=30),
        )


def licence(code: str, number: str, holder: str, **more: Any) -> None:
    """A supervision document that its issuer gave us before the story begins."""
    register_document(
        jurisdiction="cn",
        code=code,
        number=number,
        issuer=FORESTRY,
        holder=holder,
        valid_from=date(2020, 8, 1),
        valid_to=date(2020, 12, 31),
        actor=ANN,
        at=MORNING - timedelta(days=10),
        **more,
    )


class Harbour:
    """What happens in the harbour, at the time on its wall. `at` is that time."""

    def __init__(self) -> None:
        self.at, self.books, self._sent = MORNING, books_of("cn"), 0

    @property
    def today(self) -> date:
        """The day in the offices' own time."""
        return local_day(self.at, self.books.law)

    def after(self, **time: float) -> "Harbour":
        """Time passes: `after(hours=2)`."""
        self.at += timedelta(**time)
        return self

    def answer(self, tree: Mapping[str, Any] | bytes, by: Actor) -> Receipt | Refused:
        """What a lodging is answered."""
        raw = tree if isinstance(tree, bytes) else json.dumps(tree, ensure_ascii=False).encode()
        received: Received = understand(raw, book=self.books.law, on=self.today).received
        return lodge_received([received], person=by.person, books=self.books, at=self.at)[0]

    def lodge(self, name: str, changes: Mapping[str, Any] | None = None, *, by: Actor) -> Receipt:
        """Lodges a shipped example, with some changes; it is accepted."""
        answer = self.answer(example(name, dict(changes or {})), by)
        assert isinstance(answer, Receipt), answer.findings
        return answer

    def stated(self, tree: Mapping[str, Any]) -> tuple[Lodging, Facts]:
        """What a tree states, and the facts of it, as a door asks for them at an amendment."""
        raw = json.dumps(tree, ensure_ascii=False).encode()
        declaration, findings = read(tree, self.books.law, self.today)
        assert declaration is not None
        declarant = (declaration.declarant or declaration.trader or Party()).identifier
        person = next(one.person for one in _NAMES.values() if one.behalf == declarant)
        entered = entered_at(expected(declaration))
        facts = asking.facts(
            declaration,
            asking.Question(person, self.today, self.books.law),
            entered_on=entered and local_day(entered, self.books.law),
        )
        return Lodging(declaration=declaration, media="json", raw=raw, findings=findings), facts

    def report(self, kind: str, about: str, key: str, by: Actor = TESS, late: int = 0) -> Sequence[int]:
        """A carrier or terminal reports what has just happened, or `late` days ago; who hears it."""
        self._sent += 1
        told = [Told(kind, about, key, self.at - timedelta(days=late))]
        sent = f"R-{self._sent}"
        return arrivals.report(told, reference=sent, actor=by, at=self.at, books=self.books).dossiers

    def conveyance_enters(self, mode: str, name: str, voyage: str, late: int = 0) -> Sequence[int]:
        """A ship, aircraft or lorry declares its entry, or did so `late` days ago."""
        return self.report("entered", names.CALL, names.call(mode, name, voyage), KARL, late)

    def ring(self) -> int:
        """The clocks that have called by now are answered; how many."""
        due = [one for one in timers.past_due(self.at) if timers.claim(one, self.at)]
        return sum(timers.ring(one, self.at) for one in due)
