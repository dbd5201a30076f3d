"""What is known of cargo, which dossiers it concerns, and what fits nothing yet."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q

from tongguan.desk.cargo import words
from tongguan.desk.cargo.models import Applied, Expectation, Fact, Manifest
from tongguan.desk.cargo.names import BILL, CALL, Expected
from tongguan.desk.dossiers.rows import select
from tongguan.law.findings import Finding

NOTHING = Q(pk__in=())


def concerned(things: Iterable[tuple[str, str]]) -> tuple[int, ...]:
    """The dossiers that wait for any of these things: by name, or, for a call, because a manifest puts their
    bill on it."""
    wanted = NOTHING
    calls = []
    for about, key in set(things):
        wanted |= Q(about=about, key=key)
        calls += [key] * (about == CALL)
    if calls:
        wanted |= Q(about=BILL, key__in=Manifest.objects.filter(call__in=calls).values("bill"))
    found = Expectation.objects.filter(wanted).values_list("dossier_id", flat=True)
    return tuple(sorted(set(found)))


def open_facts(dossier_id: int) -> list[Fact]:
    """The facts that concern a dossier and are not yet recorded on it."""
    wanted = NOTHING
    for about, key in _things(dossier_id):
        wanted |= Q(about=about, key=key)
    done = Applied.objects.filter(dossier_id=dossier_id).values("fact_id")
    return list(Fact.objects.filter(wanted).exclude(pk__in=done))


def facts_of(dossier_id: int) -> tuple[tuple[Fact, int | None], ...]:
    """Every fact that concerns a dossier, and the event by which it was recorded there (None: still
    open)."""
    wanted = NOTHING
    for about, key in _things(dossier_id):
        wanted |= Q(about=about, key=key)
    done = dict(Applied.objects.filter(dossier_id=dossier_id).values_list("fact_id", "seq"))
    found = Fact.objects.filter(wanted).order_by("occurred_at", "pk")
    return tuple((fact, done.get(fact.pk)) for fact in found)


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


def waiting() -> tuple[int, ...]:
    """Dossiers on which something known of their cargo is not yet recorded: to be delivered to again."""
    done = Applied.objects.filter(fact_id=OuterRef("pk"), dossier_id=OuterRef(OuterRef("dossier_id")))
    calls = Manifest.objects.filter(bill=OuterRef(OuterRef("key"))).values("call")
    about = Q(about=OuterRef("about"), key=OuterRef("key")) | Q(about=CALL, key__in=calls)
    known = Fact.objects.filter(about).filter(~Exists(done))
    rows = Expectation.objects.filter(Exists(known)).order_by("dossier_id")
    candidates = dict.fromkeys(rows.values_list("dossier_id", flat=True))
    return tuple(dossier for dossier in candidates if open_facts(dossier))


def listed_by_another(about: str, key: str, sender: str) -> bool:
    """Whether other senders' manifests alone list a call, a bill or the bill of a container."""
    if about == CALL:
        listed = Manifest.objects.filter(call=key)
    else:
        listed = Manifest.objects.filter(bill=key if about == BILL else key.partition("/")[0])
    senders = set(listed.values_list("sender", flat=True).distinct())
    return bool(senders) and sender not in senders


def unmatched() -> tuple[Fact, ...]:
    """Facts that no dossier waits for: reported early, or never declared. Oldest first."""
    expected = Expectation.objects.filter(about=OuterRef("about"), key=OuterRef("key"))
    listed = Manifest.objects.filter(
        call=OuterRef("key"), bill__in=Expectation.objects.filter(about=BILL).values("key")
    )
    return tuple(
        Fact.objects.exclude(Exists(expected))
        .exclude(Exists(listed), about=CALL)
        .order_by("recorded_at", "pk")
    )


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
        weights = {"manifest": _number(listed.gross_weight), "declared": _number(gross_weight)}
        found.append(_differs(words.WEIGHT, "/gross_weight", **weights))
    missing = sorted(set(containers) - set(listed.containers.split()))
    if missing:
        found.append(_differs(words.CONTAINERS, "/containers", containers=", ".join(missing)))
    return tuple(found)


def _things(dossier_id: int) -> list[tuple[str, str]]:
    """What the dossier waits for, and the calls on which a manifest has its bills."""
    rows = Expectation.objects.filter(dossier_id=dossier_id).values_list("about", "key")
    bills = [key for about, key in rows if about == BILL]
    return [*rows, *((CALL, call) for call in _calls(bills))] if bills else list(rows)


def _calls(bills: list[str]) -> set[str]:
    """The calls on which the bills were last listed."""
    listed = Manifest.objects.filter(bill__in=bills).order_by("pk")
    last: dict[str, str] = dict(listed.values_list("bill", "call"))
    return set(last.values())


def _differs(code: str, pointer: str, **arguments: object) -> Finding:
    return Finding(code, pointer, {name: str(value) for name, value in arguments.items()}, "warning")


def _number(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
