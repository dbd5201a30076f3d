"""Orders: what selection or an officer wants looked at, as visits on tracks.

Everything ordered for one place and one part is one visit, whichever authority wants it: one appointment,
one examination, results for each. What asks for documents only goes to the documents track.
"""

import json
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Max

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.shelf import encode
from tongguan.desk.inspections.models import Look, Order
from tongguan.law import select
from tongguan.law.flow import NOBODY
from tongguan.law.kernel.case import SYSTEM, TrackKey
from tongguan.law.targeting.criteria import PLACES

DOCUMENTS, DISPOSAL = "documents", "disposal"
PORT, DESTINATION = "port_inspection", "destination_inspection"


def open_orders(
    act: Act,
    orders: Iterable[select.Order],
    *,
    asked_by: str = "",
    offices: Mapping[str, str] | None = None,
) -> tuple[TrackKey, ...]:
    """Opens a visit for each place and part, inside an action; the tracks opened. Orders of selection are
    the system's, those `asked_by` an officer are the actor's. Pass only orders that are new
    (`select.added`). `offices` says by place which office inspects; by default the officer's own, and the
    dossier's where the system orders. Reads nothing where the dossier is new. Raises NotOffered."""
    visits: dict[tuple[str, str, int], list[select.Order]] = {}
    for order in orders:
        track = _track(act, order)
        place = 0 if track == DOCUMENTS else PLACES.index(order.place)
        visits.setdefault((track, order.part, place), []).append(order)
    if not visits:
        return ()
    look = _last_look(act)
    opened = []
    for (track, part, place), wanted in sorted(visits.items()):
        named = (offices or {}).get(PLACES[place], "")
        office = named or (act.actor.office if asked_by else "") or act.cover.office
        key = _begin(act, track, part, wanted, asked_by, office)
        if track != DOCUMENTS:
            mandatory = any(order.mandatory for order in wanted)
            act.rows.add(Order, (act.id, *key, wanted[0].place, mandatory, act.at, asked_by, 0))
            opened.append(key)
        for order in wanted:
            look += 1
            act.rows.add(Look, _look_row(act, look, key, order))
    return tuple(opened)


def repeat(act: Act, key: TrackKey, repeated: TrackKey, *, reason: str) -> None:
    """Orders again, as `repeated`, what an order had wanted. The way that the first result opened for the
    goods is dropped: the second opens one anew, or none. Raises NotOffered: another office works on it."""
    results = {event.seq for event in act.past if event.key == key}
    for event in [one for one in act.past if one.track == DISPOSAL and one.cause in results]:
        if act.case.tracks[event.key].whose != NOBODY:
            act.take("drop_disposal", part=event.part, number=event.number, data=reason)
    first = Order.objects.get(dossier_id=act.id, track=key.track, part=key.part, number=key.number)
    act.rows.add(Order, (act.id, *repeated, first.place, first.mandatory, act.at, first.asked_by, key.number))
    first_look = _last_look(act) + 1
    for look, old in enumerate(looks_of(act.id, key), first_look):
        row = (act.id, look, *repeated, old.authority, old.method, old.lines, old.mandatory, old.criteria)
        act.rows.add(Look, row)


def refusal(act: Act, key: TrackKey) -> tuple[str, frozenset[str]]:
    """The step that refuses a repeat, and the facts it needs: the order stands as it did before it was asked
    for, so that nobody disputes a treatment away."""
    before = [one.state for one in act.past if one.key == key and one.state != "reinspection_asked"]
    if before[-1:] == ["treating"]:
        return "uphold_treatment_of", frozenset({"to_be_treated"})
    return "refuse_to_repeat", frozenset()


def looks_of(dossier_id: int, key: TrackKey) -> Sequence[Look]:
    """What a visit is to look at."""
    return list(
        Look.objects.filter(
            dossier_id=dossier_id, track=key.track, part=key.part, number=key.number
        ).order_by("look")
    )


def looks_of_many(dossiers: Iterable[int]) -> dict[tuple[int, TrackKey], list[Look]]:
    """What all visits of several dossiers are to look at, in one query."""
    found: dict[tuple[int, TrackKey], list[Look]] = {}
    rows = Look.objects.filter(dossier_id__in=list(dossiers)).order_by("dossier_id", "look")
    for look in rows:
        found.setdefault((look.dossier_id, TrackKey(look.track, look.part, look.number)), []).append(look)
    return found


def lines_of(look: Look) -> tuple[int, ...]:
    """The goods lines that a look concerns; (0,) for the consignment as such."""
    return tuple(int(line) for line in look.lines.split()) or (0,)


def tell(act: Act, key: TrackKey, kind: str, about: Mapping[str, object]) -> None:
    """Tells the trader and its broker of a visit, without its number: an earlier one may not be known to
    them."""
    told = {"reference": act.cover.reference, "track": key.track, "part": key.part, **about}
    body = json.dumps(told, separators=(",", ":"))
    for to in sorted({act.cover.trader, act.cover.declarant} - {""}):
        act.tell(kind, to, body)


def tell_notice(act: Act, key: TrackKey) -> None:
    """Tells them what is to be looked at, and where, by an order that is stored."""
    looks = [
        {"authority": look.authority, "method": look.method, "lines": list(lines_of(look))}
        for look in looks_of(act.id, key)
    ]
    place = Order.objects.values_list("place", flat=True).get(dossier_id=act.id, **key._asdict())
    tell(act, key, "inspection_notice", {"place": place, "looks": looks})


def _track(act: Act, order: select.Order) -> str:
    if order.method == DOCUMENTS:
        return DOCUMENTS
    afterwards = order.place == "destination" and (DESTINATION, "ordered") in act.flow.states
    return DESTINATION if afterwards else PORT


def _begin(
    act: Act,
    track: str,
    part: str,
    wanted: Sequence[select.Order],
    asked_by: str,
    office: str,
) -> TrackKey:
    if track == DOCUMENTS:
        key = TrackKey(DOCUMENTS, "", 1)
        if asked_by:  # papers under review are ordered without a step
            act.may(f"order_{PORT}", key)
        step = {"checking": "take_up", "cleared": "review_again"}.get(act.case.tracks[key].state)
        if step:
            act.take(step, actor=act.actor if asked_by else SYSTEM)
        return key
    key = act.case.next(track, part)
    told = [{"authority": o.authority, "method": o.method, "lines": list(o.lines)} for o in wanted]
    act.take(
        f"order_{track}",
        part=part,
        actor=act.actor if asked_by else SYSTEM,
        data=encode(told).decode(),
        offices={track: office},
    )
    return key


def _last_look(act: Act) -> int:
    if not act.before.seq:
        return 0
    found = Look.objects.filter(dossier_id=act.id).aggregate(last=Max("look"))["last"]
    return found or 0


def _look_row(act: Act, look: int, key: TrackKey, order: select.Order) -> tuple[object, ...]:
    lines, criteria = " ".join(map(str, order.lines)), " ".join(order.criteria)
    return (act.id, look, *key, order.authority, order.method, lines, order.mandatory, criteria)
