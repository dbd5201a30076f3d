"""The pages that are walked over many declarations: who opens each, and at which of many addresses."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.db.models import Max, Min, Q
from django.test import Client
from django.urls import reverse

from tongguan.desk.cargo.models import Expectation
from tongguan.desk.cargo.names import BILL
from tongguan.desk.dossiers import numbers
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.people import keys
from tongguan.desk.people.models import Enterprise, Office, Person, Role
from tongguan.law.kernel.case import SYSTEM

ALWAYS = date(2000, 1, 1)
Choose = Callable[["Some"], str]


@dataclass(frozen=True, slots=True)
class Page:
    """`bound`: whether its time is held against that of a trivial page."""

    name: str
    who: str
    address: Choose
    bound: bool = True


@dataclass(frozen=True, slots=True)
class Some:
    """What is asked for by chance: of the dossiers that an office holds, and of those of an enterprise."""

    chance: random.Random
    held: Sequence[Dossier]
    open: Sequence[Dossier]
    own: Sequence[Dossier]
    afters: Mapping[str, Sequence[str]]

    def of(self, found: Sequence[Dossier]) -> Dossier:
        return self.chance.choice(found)

    def bill(self, found: Sequence[Dossier]) -> str:
        return self._thing(found, {"about": BILL}, "key")

    def container(self, found: Sequence[Dossier]) -> str:
        return self._thing(found, {"part__gt": ""}, "part")

    def _thing(self, found: Sequence[Dossier], wanted: Mapping[str, str], name: str) -> str:
        for _ in range(100):
            rows = Expectation.objects.filter(dossier_id=self.of(found).pk, **wanted)
            if text := rows.values_list(name, flat=True).first():
                return str(text)
        return "NONE1234567"


def _to(name: str, *args: str, **query: str) -> str:
    return f"{reverse(name, args=args)}?{urlencode(query)}" if query else reverse(name, args=args)


def _after(who: str) -> Choose:
    return lambda some: some.chance.choice(some.afters[who])


def _sought(way: Callable[[Some], str]) -> Choose:
    return lambda some: _to("officer:search", q=way(some))


def _mine(way: Callable[[Some], str]) -> Choose:
    return lambda some: _to("trader:list", q=way(some))


def _firm(some: Some) -> Enterprise:
    return Enterprise.objects.get(identifier=some.of(some.held).trader)


OFFICER, TRADER, BROKER, KEY = "document_officer", "trader", "broker", "key"
AFTER = re.compile(r'href="\?([^"]*after=[^"]*)"')
FURTHER = {"inspector": "officer:worklist", TRADER: "trader:list", BROKER: "trader:list"}
"""Who goes on in which list."""
TRIVIAL = Page("trivial page", OFFICER, lambda _: _to("look:welcome"))
PAGES: Sequence[Page] = (
    *(
        Page(f"worklist, {who}", who, lambda _: _to("officer:worklist"))
        for who in (OFFICER, "inspector", "revenue_officer", "coordinator")
    ),
    Page("worklist, waiting on others", OFFICER, lambda _: _to("officer:worklist", show="waiting")),
    Page("worklist, nobody's imports", OFFICER, lambda _: _to("officer:worklist", who="free", kind="import")),
    Page("worklist, overdue", "inspector", lambda _: _to("officer:worklist", late="1")),
    Page("worklist, further", "inspector", _after("inspector")),
    Page("search by entry number", OFFICER, _sought(lambda some: some.of(some.held).reference)),
    Page("search by its beginning", OFFICER, _sought(lambda some: some.of(some.held).reference[:-2])),
    Page("search by bill", OFFICER, _sought(lambda some: some.bill(some.held))),
    Page("search by container", OFFICER, _sought(lambda some: some.container(some.held))),
    Page("search by enterprise", OFFICER, _sought(lambda some: some.of(some.held).trader)),
    Page("search by a name", OFFICER, _sought(lambda some: _firm(some).name)),
    Page("search for what is not", OFFICER, _sought(lambda some: f"NONE{some.chance.random():.9f}")),
    Page("search by bill, monitor", "monitor", _sought(lambda some: some.bill(some.held))),
    Page("case, open", OFFICER, lambda some: _to("officer:case", some.of(some.open).reference)),
    Page("case, settled", OFFICER, lambda some: _to("officer:case", some.of(some.held).reference)),
    Page("case, inspector", "inspector", lambda some: _to("officer:case", some.of(some.open).reference)),
    Page("case, history", OFFICER, lambda some: _to("officer:history", some.of(some.held).reference)),
    Page("inspections of the day", "inspector", lambda _: _to("inspection:today")),
    Page("revenue", "revenue_officer", lambda _: _to("revenue:desk")),
    Page("revenue, enterprise", "revenue_officer", lambda some: _to("revenue:firm", _firm(some).identifier)),
    Page("documents", OFFICER, lambda _: _to("certificates:find")),
    *(
        page
        for who in (TRADER, BROKER)
        for page in (
            Page(f"home, {who}", who, lambda _: _to("trader:home")),
            Page(f"declarations, {who}", who, lambda _: _to("trader:list")),
            Page(f"declarations further, {who}", who, _after(who)),
            Page(f"declarations open, {who}", who, lambda _: _to("trader:list", show="open")),
            Page(f"what needs me, {who}", who, lambda _: _to("trader:list", show="needs")),
            Page(f"exports, {who}", who, lambda _: _to("trader:list", kind="export", show="finished")),
            Page(f"search by bill, {who}", who, _mine(lambda some: some.bill(some.own))),
            Page(f"search by container, {who}", who, _mine(lambda some: some.container(some.own))),
            Page(f"search by beginning, {who}", who, _mine(lambda some: some.of(some.own).reference[:-4])),
            Page(f"inspections, {who}", who, lambda _: _to("trader:inspections")),
            Page(f"case, {who}", who, lambda some: _to("trader:case", some.of(some.own).reference)),
            Page(f"notices, {who}", who, lambda _: _to("trader:notices")),
        )
    ),
    Page("JSON: list", KEY, lambda _: "/api/v1/declarations"),
    Page("JSON: one", KEY, lambda some: f"/api/v1/declarations/{some.of(some.own).reference}"),
    Page("board", "monitor", lambda _: _to("board"), bound=False),
)


class Walk:
    """People of each capacity, signed in at one office or for the busiest enterprises, and what they ask."""

    def __init__(
        self, office: str, *, seed: int, sample: int, at: datetime, pages: Sequence[Page] = ()
    ) -> None:
        self.chance = random.Random(seed)
        place = Office.objects.get(code=office)
        held = list(_held(place, self.chance, sample))
        left = Dossier.objects.filter(office=office, finished_at=None).order_by("-pk")
        firms = {TRADER: _busiest(one.trader for one in held if one.trader != one.declarant)}
        firms[BROKER] = firms[KEY] = _busiest(one.declarant for one in held if one.trader != one.declarant)
        firms["manager"] = firms[BROKER]
        capacities = dict.fromkeys(page.who for page in (*PAGES, *pages))
        firms |= {who: firm for who in capacities if who not in firms and (firm := _any(who))}
        self.clients = {who: _client(who, firms, place, at) for who in capacities}
        afters = {who: self._further(who, start) for who, start in FURTHER.items()}
        self.some = {
            who: Some(self.chance, held, list(left[:sample]), _own(firms.get(who), sample), afters)
            for who in self.clients
        }

    def path(self, page: Page) -> str:
        """An address of the page, by chance."""
        return page.address(self.some[page.who])

    def _further(self, who: str, start: str) -> list[str]:
        """The addresses of the pages after the first."""
        found, at = [], reverse(start)
        for _ in range(5):
            told = self.clients[who].get(at).content.decode()
            if next_one := AFTER.search(told):
                at = f"{reverse(start)}?{unescape(next_one.group(1))}"
                found.append(at)
        return found or [reverse(start)]


def _client(who: str, firms: Mapping[str, Enterprise], office: Office, at: datetime) -> Client:
    where: dict[str, Any] = {"enterprise": firms[who]} if who in firms else {"office": office}
    number = (Person.objects.aggregate(n=Max("pk"))["n"] or 0) + 1
    person = Person.objects.create(username=f"walker.{number}", name=who, language="en")
    capacity = BROKER if who == KEY else who
    Role.objects.create(person=person, capacity=capacity, valid_from=ALWAYS, **where)
    if who != KEY:
        client = Client()
        client.force_login(person)
        return client
    made: dict[str, Any] = {"place": firms[who], "actor": SYSTEM, "at": at, "today": at.date()}
    key = keys.make_key(person=person, name="walker", scopes=tuple(keys.SCOPES), **made)
    return Client(headers={"Authorization": f"Bearer {key}"})


def _held(office: Office, chance: random.Random, sample: int) -> Iterator[Dossier]:
    """Dossiers of all the months of an office, by whichever office they were opened."""
    of = Dossier.objects.filter(office=office.code)
    spans, first = [], of.aggregate(first=Min("pk"))["first"]
    while first:
        end = (first // numbers.PER_MONTH + 1) * numbers.PER_MONTH
        spans.append((first, of.filter(pk__lt=end).aggregate(last=Max("pk"))["last"]))
        first = of.filter(pk__gte=end).aggregate(first=Min("pk"))["first"]
    for _ in range(sample):
        first, last = chance.choice(spans)
        yield of.filter(pk__gte=chance.randint(first, last)).order_by("pk")[:1].get()


def _busiest(identifiers: Iterable[str]) -> Enterprise:
    ((most, _),) = Counter(identifiers).most_common(1)
    return Enterprise.objects.get(identifier=most)


def _any(capacity: str) -> Enterprise | None:
    """An enterprise that acts in a capacity."""
    return Enterprise.objects.filter(roles__capacity=capacity).order_by("pk").first()


def _own(firm: Enterprise | None, sample: int) -> list[Dossier]:
    if firm is None:
        return []
    return list(Dossier.objects.filter(Q(trader=firm.identifier) | Q(declarant=firm.identifier))[:sample])
