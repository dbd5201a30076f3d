"""Proof of money that moved: each posting, movement of a guarantee, message of a bank and bar is what the
event says that came with it, and what is left of a debt is what its state says. For what was charged first, a
judgement vouches; for a payment from before such events were written, the message of the bank or the claim of
the guarantee that brought it. What a guarantee is worth, whoever changed it, is proven in `chained`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import msgspec
from django.db import models

from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier, Event, Track
from tongguan.desk.dossiers.proof import KEYS as UNDER
from tongguan.desk.dossiers.proof import Disagreement, Keys, read, respelt
from tongguan.desk.revenue.models import Bar, Guarantee, Movement, Paper, Posting
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import POSTED

Model = type[models.Model]
Row = Mapping[str, Any]
Name = tuple[str | int, ...]
"""Which row it is: its table, and what of its key the dossier does not say."""


class Sealed(NamedTuple):
    """What names a row of a table in its event, and the columns that are sealed together there. Those of
    `later` came when rows were sealed already, and are sealed too where they hold something: the seals of
    before must come out the same."""

    key: tuple[str, ...]
    columns: tuple[str, ...]
    later: tuple[str, ...] = ()


_HOW = ("at", "by")
SEALED: Mapping[Model, Sealed] = {
    Posting: Sealed(
        ("number",),
        ("debt", "tax", "kind", "cents", "currency", "securable", "reason", "reference", "paid_at", *_HOW),
    ),
    Bar: Sealed(("number",), ("lifted", "reason", *_HOW)),
    Paper: Sealed(("sender", "reference"), ("dossier", "digest", "at")),
    Movement: Sealed(
        ("guarantee_id", "number"),
        ("kind", "cents", "total", "blocked", "dossier_id", "debt", "consolidated", "reason", *_HOW),
        ("digest",),
    ),
    Guarantee: Sealed(
        ("id",),
        (
            *("number", "kind", "holder", "guarantor", "currency", "valid_from", "valid_until"),
            *("consolidated", "office", *_HOW),
        ),
    ),
}
KEYS: Keys = (
    (Posting, "dossier_id", ("dossier_id", "number")),
    (Bar, "dossier_id", ("dossier_id", "number")),
    (Paper, "dossier", ("sender", "reference")),
    (Movement, "dossier_id", ("guarantee_id", "number")),
)
NAMED = {
    model._meta.db_table: tuple(
        str if isinstance(model._meta.get_field(part), models.CharField) else int for part in sealed.key
    )
    for model, sealed in SEALED.items()
}
"""What the names of rows consist of, by table."""
VOUCHED = {"money": "vouched"}
"""What the first event of a dossier says, all of whose money is vouched for from its beginning."""
SETTLED, OWED = ("paid", "nothing"), ("provisional", "due", "overdue", "secured")
"""States of the charges in which nothing is left to be paid, and in which something is."""


def vouch(act: Act, *rows: tuple[Model, Row]) -> None:
    """An event that vouches for rows that the action has written: whatever becomes of them later shows."""
    said = []
    for model, row in rows:
        whole = {f.attname: row.get(f.attname, f.get_default()) for f in model._meta.concrete_fields}
        said.append((*_name(model, whole), _seal(model, whole)))
    act.begin(POSTED, (), data=msgspec.json.encode({"posted": said}).decode())


def replay(dossier_id: int) -> list[Disagreement]:
    """Everything of a dossier's money that its events do not vouch for as it is, or that is gone; of the
    events themselves the dossier's own proof tells."""
    found = list(respelt(KEYS, dossier_id))
    if found or any(respelt(UNDER, dossier_id)):
        return found
    posted = Event.objects.filter(dossier_id=dossier_id, name=POSTED).order_by("seq")
    events = read(posted, ("dossier_id", "seq"), ("recorded_at", "data"), found)
    told: dict[Name, str] = {}
    for _, data in events:
        for name, seal in _said(data):
            told.setdefault(name, seal)  # the first: what vouches again may have found it changed
    stored = _stored(dossier_id, told, found)
    if found:
        return found
    for name in sorted(told.keys() - stored.keys(), key=str):
        found.append(Disagreement(str(name[0]), _key(dossier_id, name), "key", "nothing", "a row"))
    since = _since(dossier_id, events)
    for name, (model, row) in sorted(stored.items(), key=lambda one: str(one[0])):
        if name not in told:
            if _is_new(model, name, row, told, since):
                found.append(Disagreement(str(name[0]), _key(dossier_id, name), "key", "a row", "nothing"))
        elif (seal := _seal(model, row)) != told[name]:
            found.append(
                Disagreement(
                    str(name[0]), _key(dossier_id, name), ", ".join(SEALED[model].columns), seal, told[name]
                )
            )
    rows = [(name, row) for name, (model, row) in sorted(stored.items(), key=str) if model is Posting]
    found += _left(dossier_id, [row for _, row in rows])
    old = [row for name, row in rows if name not in told and row["kind"] == "payment"]
    return [*found, *_brought(dossier_id, old)]


def _since(dossier_id: int, events: Sequence[Any]) -> datetime | None:
    """Since when events vouch for all that moves; None where none has yet."""
    first = Event.objects.filter(dossier_id=dossier_id, seq=1).values_list("recorded_at", "data").first()
    if first is not None and VOUCHED.items() <= _plain(first[1]).items():
        return first[0]
    return events[0][0] if events else None


def _plain(data: str) -> Mapping[str, Any]:
    try:
        return msgspec.json.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, ValueError):
        return {}


def _left(dossier_id: int, rows: Iterable[Row]) -> Iterator[Disagreement]:
    """Debts that are settled by their state and not by their sum, or the other way round. Once goods have
    come to another end than their release, a debt keeps its state whatever is paid."""
    kind = Dossier.objects.filter(pk=dossier_id).values_list("kind", flat=True).first()
    lasting = FLOWS[kind].goes_on if kind in FLOWS else {""}
    if Event.objects.filter(dossier_id=dossier_id).exclude(ends__in=lasting).exists():
        return
    tracks = Track.objects.filter(dossier_id=dossier_id, track="charges").values_list("number", "state")
    states, left = dict(tracks), dict.fromkeys(dict(tracks), 0)
    for row in rows:
        left[row["debt"]] = left.get(row["debt"], 0) + row["cents"]
    for debt, cents in sorted(left.items()):
        state = states.get(debt, "nothing")
        if debt not in states or (state in SETTLED and cents > 0) or (state in OWED and cents <= 0):
            key = f"{dossier_id}/{debt}"
            yield Disagreement(Posting._meta.db_table, key, "debt, cents", f"{cents} left", state)


def _brought(dossier_id: int, old: Iterable[Row]) -> Iterator[Disagreement]:
    """Payments of a dossier that neither a bank's message nor a guarantee brought."""
    paid: dict[tuple[Any, ...], list[Row]] = {}
    for row in old:
        said = (row["debt"], row["currency"], row["paid_at"], row["reference"], row["at"])
        paid.setdefault(said, []).append(row)
    for (debt, currency, paid_at, reference, at), rows in paid.items():
        cents = -sum(row["cents"] for row in rows)
        papers = Paper.objects.filter(dossier=dossier_id, reference=reference, at=at)
        may_say = [message(dossier_id, debt, tax, cents, currency, paid_at) for tax in ("", rows[0]["tax"])]
        claims = Movement.objects.filter(dossier_id=dossier_id, debt=debt, kind="claim", at=at)
        claimed = sum(claims.values_list("cents", flat=True))
        if cents != claimed and not papers.filter(digest__in=may_say).exists():
            key = f"{dossier_id}/{rows[0]['number']}"
            yield Disagreement(Posting._meta.db_table, key, "cents", f"{cents} paid", "no such message")


def message(
    dossier_id: int, debt: int, tax: str, hundredths: int, currency: str, paid_at: datetime | None
) -> str:
    """The digest over what a bank says of a payment."""
    when = paid_at.astimezone(UTC).isoformat() if paid_at else None
    return sha256(f"{dossier_id}|{debt}|{tax}|{hundredths}|{currency}|{when}".encode()).hexdigest()


def _stored(
    dossier_id: int, told: Iterable[Name], found: list[Disagreement]
) -> dict[Name, tuple[Model, Row]]:
    """The dossier's rows, and those that its events vouch for wherever they say that they belong, by name."""
    stored, of = dict[Name, tuple[Model, Row]](), {model: column for model, column, _ in KEYS}

    def take(model: Model, **where: Any) -> None:
        names = [field.attname for field in model._meta.concrete_fields]
        for values in read(model._default_manager.filter(**where), SEALED[model].key, names, found):
            row = dict(zip(names, values, strict=True))
            stored[_name(model, row)] = model, row

    for model, (key, *_) in SEALED.items():
        if model in of:
            take(model, **{of[model]: dossier_id})
        if model not in (Posting, Bar):
            for name in told:
                if name[0] == model._meta.db_table and name not in stored:
                    take(model, **dict(zip(key, name[1:], strict=True)))
    return stored


def _is_new(model: Model, name: Name, row: Row, told: Iterable[Name], since: datetime | None) -> bool:
    """Whether a row for which nothing vouches came when rows were vouched for already. For the first charges
    a judgement does."""
    if model is Posting and row["kind"] == "charge":
        return False
    *same, number = name
    earlier = [one[-1] for one in told if [*one[:-1]] == same and model is not Paper]
    return any(int(one) < int(number) for one in earlier) or (since is not None and row["at"] >= since)


def _said(data: str) -> Iterator[tuple[Name, str]]:
    """What an event says of rows; one that cannot be read, or names none, is the chain's to tell of."""
    try:
        for table, *key, seal in msgspec.json.decode(data, type=dict[str, list[list[str | int]]])["posted"]:
            if tuple(map(type, key)) == NAMED.get(str(table)):
                yield (table, *key), str(seal)
    except (msgspec.DecodeError, LookupError, ValueError):
        return


def _name(model: Model, row: Row) -> Name:
    return (model._meta.db_table, *(row[part] for part in SEALED[model].key))


def _key(dossier_id: int, name: Name) -> str:
    table, *key = name
    below = table in (Posting._meta.db_table, Bar._meta.db_table)
    return "/".join(map(str, (dossier_id, *key) if below else key))


def _seal(model: Model, row: Row) -> str:
    sealed = SEALED[model]
    later = (row[column] for column in sealed.later if row[column] is not None)
    return sha256(chain.line((*(row[column] for column in sealed.columns), *later)).encode()).hexdigest()
