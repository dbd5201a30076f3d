"""Asking about dossiers: where one stands, what may be done, who may see it."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongguan.desk.dossiers import shelf
from tongguan.desk.dossiers.act import not_theirs
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.models import Dossier, Holding, Link, Track
from tongguan.desk.people import queries as people
from tongguan.desk.texts import is_text
from tongguan.law.flow import Flow, Step
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor, Case, Event, TrackKey

CAPACITIES = {people.OWN: "trader", people.BROKER: "broker", "": ""}
"""In which capacity somebody acts who lodges on this ground."""


def case_of(dossier_id: int) -> Case:
    """Where the dossier stands. Raises Dossier.DoesNotExist."""
    return shelf.take_down(dossier_id).case


def cover_of(dossier_id: int) -> Cover:
    """What is written on its cover, but for its parts. Raises Dossier.DoesNotExist."""
    return Cover(*Dossier.objects.values_list(*shelf.COVER).get(pk=dossier_id))


def events_of(dossier_id: int) -> tuple[Event, ...]:
    """Everything that happened to it, in order."""
    return shelf.events_of(dossier_id)


def flow_of(cover: Cover) -> Flow:
    """The table by which dossiers of its kind move."""
    return FLOWS[cover.kind]


def offered(
    dossier_id: int, actor: Actor, *, facts: frozenset[str] = frozenset()
) -> Sequence[tuple[Step, TrackKey]]:
    """The steps that the actor may take now, and where: the same table that decides when one is taken."""
    stored = shelf.take_down(dossier_id)
    if not_theirs(stored.cover, stored.case, actor):
        return ()
    past = shelf.events_of(dossier_id)
    return tuple(flow_of(stored.cover).offered(stored.case, actor, facts=facts, past=past))


def actors_for(person: int | str, dossier_id: int, *, on: date) -> tuple[Actor, ...]:
    """As whom a person may act on a dossier on a day: every capacity is proven by a role, held or deputised,
    an officer's at an office that the dossier is before, a trader's or broker's by what would let them lodge
    it that day (Customs Law art. 9, 10). Doors take the actors of signed-in people from here alone. Raises
    Dossier.DoesNotExist."""
    stored = shelf.take_down(dossier_id)
    cover, found = stored.cover, dict[Actor, None]()
    roles = people.roles_of(person, on=on).order_by("pk")
    for capacity, office, firm in roles.values_list("capacity", "office__code", "enterprise__identifier"):
        behalf = office or firm
        if capacity in people.LODGING:
            capacity = trading_as(person, cover, behalf, on=on)
        actor = Actor(str(person), capacity, behalf)
        if capacity and not not_theirs(cover, stored.case, actor):
            found[actor] = None
    return tuple(found)


def trading_as(person: int | str, cover: Cover, enterprise: str, *, on: date, known: bool = False) -> str:
    """In which capacity a person acts on a dossier for an enterprise: "trader" or "broker", by what would let
    them lodge it that day; "" in none. `known`: that they act for the enterprise that day was proven."""
    if known:
        return CAPACITIES[people.ground(enterprise, cover.trader, on, cover.kind, cover.office)]
    ground = people.may_lodge(
        person,
        declarant=enterprise,
        trader=cover.trader,
        on=on,
        direction=cover.kind,
        office=cover.office,
    )
    return CAPACITIES[ground]


def find(reference: str, *, jurisdiction: str | None = None) -> list[int]:
    """The ids of the dossiers that people call by this reference, newest first."""
    if not is_text(reference):
        return []
    found = Dossier.objects.filter(reference=reference)
    if jurisdiction is not None:
        found = found.filter(jurisdiction=jurisdiction)
    return list(found.order_by("-pk").values_list("pk", flat=True))


class Linked(NamedTuple):
    """`dossier` stands in a relation to `other`: it replaces, completes, consolidates, moves, draws on or
    arises from it."""

    dossier: int
    kind: str
    other: int


def links_of(dossier_id: int) -> list[Linked]:
    """Every link of the dossier, in both directions: those of the older dossiers first, then as they came."""
    columns = ("dossier_id", "seq", "kind", "other_id")
    out = Link.objects.filter(dossier_id=dossier_id).values_list(*columns)
    back = Link.objects.filter(other_id=dossier_id).values_list(*columns)
    return [Linked(dossier, kind, other) for dossier, _, kind, other in out.union(back).order_by(*columns)]


def held(dossiers: Iterable[int], *, offices: Iterable[str]) -> set[int]:
    """Those of the dossiers in which one of these offices holds or held a track."""
    found = Holding.objects.filter(dossier__in=list(dossiers), office__in=tuple(offices))
    return set(found.values_list("dossier_id", flat=True))


def visible_to(person: int | str, *, on: date) -> "QuerySet[Dossier]":
    """The dossiers that a person sees on a day: by an office that holds or held a track, by an enterprise
    that is trader or declarant, by assignment."""
    offices, enterprises = people.offices_of(person, on=on), people.enterprises_of(person, on=on)
    held = Holding.objects.filter(dossier_id=OuterRef("pk"), office__in=offices)
    mine = Track.objects.filter(dossier_id=OuterRef("pk"), assignee=str(person))
    return Dossier.objects.filter(
        Exists(held) | Q(trader__in=enterprises) | Q(declarant__in=enterprises) | Exists(mine)
    )


def may_see(person: int | str, dossier_id: int, *, on: date) -> bool:
    """Whether a person sees a dossier. False where there is none: a stranger learns nothing by asking."""
    return visible_to(person, on=on).filter(pk=dossier_id).exists()


def called(reference: str, *, offices: Iterable[str] | None) -> list[int]:
    """The ids of the dossiers that people call by this reference and in which one of these offices holds or
    held a track, newest first; wherever they are, where `offices` is None."""
    if not is_text(reference):
        return []
    of = Dossier.objects.filter(reference=reference)
    if offices is not None:
        of = of.filter(Exists(Holding.objects.filter(dossier_id=OuterRef("pk"), office__in=tuple(offices))))
    return list(of.order_by("-pk").values_list("pk", flat=True))
