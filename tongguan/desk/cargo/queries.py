"""What is known of cargo, which dossiers it concerns, and what fits nothing yet."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongguan.desk.cargo import words
from tongguan.desk.cargo.models import Applied, Expectation, Fact, Manifest
from tongguan.desk.cargo.names import BILL, CALL, CONTAINER, Expected
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.rows import select
from tongguan.law.findings import Finding

NOTHING = Q(pk__in=())
CHUNK = 200  # things or dossiers asked for at a time


def concerned(things: Iterable[tuple[str, str]]) -> tuple[int, ...]:
    """The dossiers that wait for any of these things: by name, or, for a call, because a manifest puts their
    bill on it."""
    listed, found = sorted(set(things)), set[int]()
    for some in _about(listed):
        found.update(Expectation.objects.filter(some).values_list("dossier_id", flat=True))
    calls = [key for about, key in listed if about == CALL]
    for at in range(0, len(calls), CHUNK):
        bills = Manifest.objects.filter(call__in=calls[at : at + CHUNK]).values("bill")
        on_board = Expectation.objects.filter(about=BILL, key__in=bills)
        found.update(on_board.values_list("dossier_id", flat=True))
    return tuple(sorted(found))


def open_facts(dossier_id: int, things: Iterable[Expected] | None = None) -> list[Fact]:
    """The facts that concern a dossier and are not yet recorded on it. `things`: what it waits for now, where
    it once waited for others."""
    done = Applied.objects.filter(dossier_id=dossier_id).values("fact_id")
    return _facts(Fact.objects.exclude(pk__in=done), dossier_id, things)


def known_facts(dossier_id: int, things: Iterable[Expected] | None = None) -> list[Fact]:
    """All facts that concern a dossier, recorded on it or not."""
    return _facts(Fact.objects.all(), dossier_id, things)


def _facts(known: QuerySet[Fact], dossier_id: int, things: Iterable[Expected] | None) -> list[Fact]:
    rows = Expectation.objects.filter(dossier_id=dossier_id).values_list("about", "key")
    wanted = list(rows) if things is None else [(one.about, one.key) for one in things]
    return [fact for some in _about(_with_calls(wanted)) for fact in known.filter(some)]


def _about(things: Iterable[tuple[str, str]]) -> Iterator[Q]:
    """Conditions for facts about any of these things; no single one is longer than a database takes."""
    listed = list(dict.fromkeys(things))
    for at in range(0, len(listed), CHUNK):
        wanted = NOTHING
        for about, key in listed[at : at + CHUNK]:
            wanted |= Q(about=about, key=key)
        yield wanted


def parts_of(dossier_id: int) -> dict[tuple[str, str], str]:
    """Which part of the dossier each thing concerns, "" for all."""
    rows = Expectation.objects.filter(dossier_id=dossier_id).values_list("about", "key", "part")
    return {(about, key): part for about, key, part in rows}


def bills_of(dossier_id: int) -> list[str]:
    """The bills that a dossier waits for."""
    rows = Expectation.objects.filter(dossier_id=dossier_id, about=BILL).order_by("key")
    return list(rows.values_list("key", flat=True))


def heard(things: Iterable[Expected]) -> bool:
    """Whether anything at all was reported of these things, or of the calls that their bills are on. Asked
    at every lodging, and mostly answered by no: so it goes by the driver."""
    for one in things:
        if select(Fact, ("kind",), ("about", "key"), (one.about, one.key)):
            return True
        calls = select(Manifest, ("call",), ("bill",), (one.key,)) if one.about == BILL else ()
        if any(select(Fact, ("kind",), ("about", "key"), (CALL, call)) for (call,) in calls):
            return True
    return False


def waiting_for(about: str, key: str) -> list[int]:
    """The dossiers that wait for a thing by its own name."""
    return [dossier for (dossier,) in select(Expectation, ("dossier_id",), ("about", "key"), (about, key))]


def entered_at(things: Iterable[Expected]) -> datetime | None:
    """When the conveyance declared entry, as far as is known: the first of the reports about the call or the
    bill, or about the call on which a manifest has the bill. None: not yet."""
    wanted, bills = NOTHING, []
    for one in things:
        wanted |= Q(about=one.about, key=one.key)
        bills += [one.key] * (one.about == BILL)
    if bills:
        wanted |= Q(about=CALL, key__in=_calls(bills))
    found = Fact.objects.filter(wanted, kind="entered").order_by("occurred_at")
    return found.values_list("occurred_at", flat=True).first()


def waiting(since: datetime | None = None) -> Iterator[int]:
    """Dossiers on which something known of their cargo is not yet recorded: it is to be tried again. With
    `since`, those alone that changed, or of which something came to be known, from then on: on all others
    nothing can have come of it that did not before. Read a few hundred at a time."""
    for candidates in _candidates() if since is None else (sorted(_touched(since)),):
        yield from (dossier for dossier in candidates if open_facts(dossier))


def _candidates() -> Iterator[list[int]]:
    last = -1
    every = _with_facts(Expectation.objects.all()).order_by("dossier_id").values_list("dossier_id", flat=True)
    while found := list(every.filter(dossier_id__gt=last).distinct()[:CHUNK]):
        yield found
        last = found[-1]


def _touched(since: datetime) -> set[int]:
    changed = Dossier.objects.filter(changed_at__gte=since).values("pk")
    found = set(
        _with_facts(Expectation.objects.filter(dossier__in=changed)).values_list("dossier_id", flat=True)
    )
    told = Fact.objects.filter(recorded_at__gte=since).values_list("about", "key").distinct()
    listed = Manifest.objects.filter(at__gte=since).values_list("bill", flat=True).distinct()
    return found | set(concerned([*told, *((BILL, bill) for bill in listed)]))


def _with_facts(expected: "QuerySet[Expectation]") -> "QuerySet[Expectation]":
    """Those of which something is known that is not recorded."""
    done = Applied.objects.filter(fact_id=OuterRef("pk"), dossier_id=OuterRef(OuterRef("dossier_id")))
    calls = Manifest.objects.filter(bill=OuterRef(OuterRef("key"))).values("call")
    about = Q(about=OuterRef("about"), key=OuterRef("key")) | Q(about=CALL, key__in=calls)
    return expected.filter(Exists(Fact.objects.filter(about).filter(~Exists(done))))


def listed_by_another(about: str, key: str, sender: str) -> bool:
    """Whether other senders' manifests alone list a call, a bill or the bill of a container."""
    if about == CALL:
        listed = Manifest.objects.filter(call=key)
    else:
        listed = Manifest.objects.filter(bill=key if about == BILL else key.partition("/")[0])
    senders = set(listed.values_list("sender", flat=True).distinct())
    return bool(senders) and sender not in senders


def senders_of(things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], set[str]]:
    """Whose manifests list these calls, bills, or bills of containers; nothing for what none lists."""
    on = {(about, key): key if about in (CALL, BILL) else key.partition("/")[0] for about, key in set(things)}
    found = dict[tuple[str, str], set[str]]()
    for column, wanted in (("call", {CALL}), ("bill", {BILL, CONTAINER})):
        keys = {key for (about, _), key in on.items() if about in wanted}
        rows = Manifest.objects.filter(**{f"{column}__in": keys}).values_list(column, "sender").distinct()
        for key, sender in rows if keys else ():
            found.setdefault((column, key), set()).add(sender)
    return {
        (about, key): found.get(("call" if about == CALL else "bill", listed), set())
        for (about, key), listed in on.items()
    }


def manifest_of(bill: str) -> Manifest | None:
    """The bill as it was last listed, if it was."""
    return Manifest.objects.filter(bill=bill).order_by("-pk").first()


def differences(
    *, bill: str, packages: int | None, gross_weight: Decimal | None, containers: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Why a declaration does not match the manifest, as warnings; nothing where it does."""
    listed = manifest_of(bill)
    if listed is None:
        return (_differs(words.NO_MANIFEST, "/bill", bill=bill),)
    found = []
    if None not in (packages, listed.packages) and packages != listed.packages:
        found.append(_differs(words.PACKAGES, "/packages", manifest=listed.packages, declared=packages))
    if None not in (gross_weight, listed.gross_weight) and gross_weight != listed.gross_weight:
        weights = {"manifest": plain(listed.gross_weight), "declared": plain(gross_weight)}
        found.append(_differs(words.WEIGHT, "/gross_weight", **weights))
    missing = sorted(set(containers) - set(listed.containers.split()))
    if missing:
        found.append(_differs(words.CONTAINERS, "/containers", containers=", ".join(missing)))
    return tuple(found)


def _with_calls(things: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a dossier waits for, and the calls on which a manifest has its bills."""
    bills = [key for about, key in things if about == BILL]
    return [*things, *((CALL, call) for call in _calls(bills))] if bills else things


def _calls(bills: list[str]) -> set[str]:
    """The calls on which the bills were last listed."""
    listed = Manifest.objects.filter(bill__in=bills).order_by("pk")
    last: dict[str, str] = dict(listed.values_list("bill", "call"))
    return set(last.values())


def _differs(code: str, pointer: str, **arguments: object) -> Finding:
    return Finding(code, pointer, {name: str(value) for name, value in arguments.items()}, "warning")


def plain(weight: Decimal | None) -> str:
    """Equal weights are equal texts."""
    return "" if weight is None else f"{weight.normalize():f}"
