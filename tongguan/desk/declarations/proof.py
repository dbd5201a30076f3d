"""Proof that what is stored of a declaration is what was lodged, and that the law still says of it what it
said: every byte against the events that vouch for it, every judgement made again."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from django.db import models

from tongguan.desk.declarations import storing
from tongguan.desk.declarations.judgement import Books, Judged, digest, facts_of, judge, told_of
from tongguan.desk.declarations.models import Charge, Claim, Content, Hit, Judgement, Line
from tongguan.desk.dossiers.models import Dossier, Event
from tongguan.desk.dossiers.proof import KEYS as UNDER
from tongguan.desk.dossiers.proof import Disagreement, Keys, read, respelt
from tongguan.desk.revenue.cents import by_tax
from tongguan.desk.revenue.models import Posting
from tongguan.law.assess import LAW
from tongguan.law.elements import read as read_tree

Find = Callable[[int, int], Books]
"""The books of an edition of the law and one of the criteria."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A judgement that the law of today would make otherwise: both amounts, and the two numbers of the
    law."""

    dossier: int
    number: int
    law: int
    then: str
    now: str

    def __str__(self) -> str:
        laws = f"law {self.law}, now {LAW}"
        came = f"{self.then} then, {self.now} now"
        if self.then == self.now:
            came = f"{self.then} then and now, but not all else is as it was"
        return f"judgement {self.dossier}/{self.number} ({laws}): {came}"


def replay(dossier_id: int, books: Find) -> tuple[list[Disagreement], list[Difference]]:
    """Everything stored of a declaration that its events do not vouch for, and every judgement that comes out
    otherwise. What can no longer be read is told first, and alone; of the dossier itself its own proof tells
    that."""
    broken = list(respelt(KEYS, dossier_id))
    if broken or any(respelt(UNDER, dossier_id)):
        return broken, []
    told = _vouched(dossier_id, broken)
    stored = {model: _stored(model, key, dossier_id, broken) for model, _, key in KEYS}
    if broken:
        return broken, []
    contents, judgements = stored[Content], stored[Judgement]
    broken += _missing(Content, dossier_id, told.contents, contents)
    broken += _missing(Judgement, dossier_id, told.judgements, judgements)
    for version, content in contents.items():
        broken += _content(content, told.contents.get(version, {}))
    broken += _claim(dossier_id, contents.get((1,)), broken)
    for number, row in judgements.items():
        broken += _judgement(row, told.judgements.get(number, ""))
    if broken:
        return broken, []
    differences: list[Difference] = []
    for row in judgements.values():
        differences += _differences(row, _again(row, contents[row["version"],], books))
    return [*_derived(dossier_id, stored), *_owed(dossier_id, stored, books)], differences


Row = dict[str, Any]
Stored = Mapping[type[models.Model], Mapping[tuple[Any, ...], Row]]
KEYS: Keys = (
    (Content, "dossier_id", ("dossier_id", "version")),
    (Judgement, "dossier_id", ("dossier_id", "number")),
    (Line, "dossier_id", ("dossier_id", "number", "line")),
    (Charge, "dossier_id", ("dossier_id", "number", "line", "tax")),
    (Hit, "dossier_id", ("dossier_id", "number", "criterion")),
    (Posting, "dossier_id", ("dossier_id", "number")),
)


class _Vouched(NamedTuple):
    """What the events of a dossier say of its contents and judgements, by their numbers."""

    contents: dict[tuple[int], Row]
    judgements: dict[tuple[int], str]


def _vouched(dossier_id: int, broken: list[Disagreement]) -> _Vouched:
    told = _Vouched({}, {})
    of = Event.objects.filter(dossier_id=dossier_id).order_by("seq")
    for recorded_at, data in read(of, ("dossier_id", "seq"), ("recorded_at", "data"), broken):
        said = _said(data)
        if "raw" in said:
            told.contents[int(said["version"]),] = {**said, "recorded_at": recorded_at}
        if "judgement" in said:
            told.judgements[int(said["number"]),] = said["judgement"]
    return told


def _said(data: str) -> dict[str, Any]:
    """What an event's data state; nothing where they are a plain text, or no longer what they were."""
    try:
        found = msgspec.json.decode(data) if data.startswith("{") else {}
        int(found.get("version", 1)), int(found.get("number", 1))
    except (msgspec.DecodeError, ValueError, TypeError, AttributeError):
        return {}
    return dict(found)


def _stored(
    model: type[models.Model], key: Sequence[str], dossier_id: int, broken: list[Disagreement]
) -> dict[tuple[Any, ...], Row]:
    """The rows of a dossier, by what follows its id in their key."""
    columns = [field.attname for field in model._meta.concrete_fields]
    rows = read(model._default_manager.filter(dossier_id=dossier_id), key, columns, broken)
    named = (dict(zip(columns, row, strict=True)) for row in rows)
    return {tuple(row[part] for part in key[1:]): row for row in named}


def _missing(
    model: type[models.Model], dossier: int, told: Mapping[tuple[Any, ...], Any], stored: Any
) -> Iterator[Disagreement]:
    for key in sorted(told.keys() ^ stored.keys(), key=str):
        there = ("nothing", "a row") if key in told else ("a row", "nothing")
        yield Disagreement(model._meta.db_table, "/".join(map(str, (dossier, *key))), "key", *there)


def _content(row: Row, told: Row) -> Iterator[Disagreement]:
    proof = {**row, "raw": digest(bytes(row["raw"])), "content": digest(row["content"])}
    for column in ("media", "raw", "content", "recorded_at"):
        if told and proof[column] != told[column]:
            key = f"{row['dossier_id']}/{row['version']}"
            yield Disagreement(Content._meta.db_table, key, column, str(proof[column]), str(told[column]))


def _claim(dossier_id: int, first: Row | None, broken: list[Disagreement]) -> Iterator[Disagreement]:
    """The claim of the declarant's reference, against the cover and the first content."""
    found = Dossier.objects.filter(pk=dossier_id).values_list("declarant", flat=True).first()
    stated = _decoded(first["content"]) if first else None
    if found is None or stated is None or first is None:
        return  # then it is they that are broken
    key = {"declarant": found, "reference": stated.get("reference")}
    proven = {"dossier": dossier_id, "content_digest": digest(first["content"])}
    rows = read(Claim.objects.filter(**key), [*key], [*proven], broken)
    row = rows[0] if rows else ("nothing", "nothing")
    for (column, value), there in zip(proven.items(), map(str, row), strict=True):
        if there != str(value):
            yield Disagreement(
                Claim._meta.db_table, "/".join(map(str, key.values())), column, there, str(value)
            )


def _decoded(text: str) -> dict[str, Any] | None:
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) else None


def _judgement(row: Row, told: str) -> Iterator[Disagreement]:
    columns = ("version", "edition", "criteria", "on", "law", "facts", "result")
    found = storing.seal(*(row[column] for column in columns))
    if told and found != told:
        key = f"{row['dossier_id']}/{row['number']}"
        yield Disagreement(Judgement._meta.db_table, key, ", ".join(columns), found, told)


def _again(row: Row, content: Row, books: Find) -> Judged:
    """The same judgement made by the law of today."""
    found = books(row["edition"], row["criteria"])
    declaration, findings = read_tree(msgspec.json.decode(content["content"]), found.law, row["on"])
    assert declaration is not None, "what was lodged could be read"
    return judge(declaration, books=found, on=row["on"], facts=facts_of(row["facts"]), before=findings)


def _derived(dossier_id: int, stored: Stored) -> Iterator[Disagreement]:
    """The rows that lists and statistics read, against the results and contents that they came from."""
    for model, proven in _worked_out(stored).items():
        table, columns = model._meta.db_table, [f.attname for f in model._meta.concrete_fields]
        yield from _missing(model, dossier_id, proven, stored[model])
        for key in proven.keys() & stored[model].keys():
            row = [stored[model][key][column] for column in columns]
            for column, there, value in zip(columns, row, (dossier_id, *proven[key]), strict=True):
                if there != value:
                    name = "/".join(map(str, (dossier_id, *key)))
                    yield Disagreement(table, name, column, str(there), str(value))


def _worked_out(stored: Stored) -> dict[type[models.Model], dict[tuple[Any, ...], tuple[Any, ...]]]:
    """The lines, charges and hits that the judgements came to, by key; without the dossier."""
    lines, charges, hits = dict[Any, Any](), dict[Any, Any](), dict[Any, Any]()
    for (number,), row in stored[Judgement].items():
        result = msgspec.json.decode(row["result"])
        items = msgspec.json.decode(stored[Content][row["version"],]["content"])["items"]
        for one in result["assessment"]["lines"]:
            line, item = int(one["line"]), items[int(one["line"]) - 1]
            codes = (item.get("commodity_code", ""), item.get("origin_country", ""))
            lines[number, line] = (number, line, *codes, Decimal(one["value"]))
        for one in result["assessment"]["charges"]:
            line, tax = int(one["line"]), one["tax"]
            amounts = (Decimal(one["base"]), one["unit"], one["rate"], Decimal(one["amount"]))
            charges[number, line, tax] = (number, line, tax, *amounts)
        for one in result["selection"]["hits"]:
            hits[number, one["criterion"]] = (number, one["criterion"], one["weight"], one["drawn"])
    return {Line: lines, Charge: charges, Hit: hits}


class _Charged(NamedTuple):
    """A charge as a judgement keeps it."""

    tax: str
    amount: Decimal
    securable: bool


def _owed(dossier_id: int, stored: Stored, books: Find) -> Iterator[Disagreement]:
    """What was posted when it was lodged, against the first judgement; and what it came to since, against the
    newest, or against nothing where the declaration was taken back or refused. (What the law took beside the
    taxes, and what was paid, no judgement knows.)"""
    judged = [row for _, row in sorted(stored[Judgement].items())]
    posted = [row for _, row in sorted(stored[Posting].items())]
    if not judged:
        return
    table, first, newest = Posting._meta.db_table, judged[0], _taxes(judged[-1]["result"])
    currency = books(first["edition"], first["criteria"]).currency(first["on"])
    told = Event.objects.filter(dossier_id=dossier_id).order_by("seq").values_list("recorded_at", "by")[0]
    proven = [
        (dossier_id, number, 1, tax, "charge", owed, currency, securable, *told, "", "", None)
        for number, (tax, (owed, securable)) in enumerate(sorted(_taxes(first["result"]).items()), 1)
    ]
    charged = [tuple(row.values()) for row in posted if row["kind"] == "charge"]
    if charged != proven:
        yield Disagreement(table, str(dossier_id), "any", str(charged), str(proven))
    now = Counter[str]()
    for row in posted:
        now[row["tax"]] += row["cents"] if row["kind"] in ("charge", "difference") else 0
    if _given_up(dossier_id, kept=any(now.values())):
        newest = {}
    for tax in sorted(now.keys() | newest.keys()):
        owed, _ = newest.get(tax, (0, True))
        if now[tax] != owed:
            yield Disagreement(table, f"{dossier_id}/{tax}", "cents", str(now[tax]), str(owed))


def _given_up(dossier_id: int, *, kept: bool) -> bool:
    """Whether nothing may be owed. What was refused `kept` its debts when a refusal took none away."""
    steps = ("grant_withdrawal",) if kept else ("grant_withdrawal", "refuse")
    return Event.objects.filter(dossier_id=dossier_id, name__in=steps).exists()


def _taxes(result: str) -> dict[str, tuple[int, bool]]:
    """What a judgement charges of each tax, in hundredths, and whether a guarantee may stand for it."""
    charges = msgspec.json.decode(result)["assessment"]["charges"]
    return by_tax(_Charged(one["tax"], Decimal(one["amount"]), one["securable"] == "yes") for one in charges)


def _differences(row: Row, judged: Judged) -> Iterator[Difference]:
    now = "refused" if judged.refused else judged.result
    if now != row["result"] and (row["law"] == LAW or _lawless(now) != _lawless(row["result"])):
        then, again = _amount(row["result"]), now if judged.refused else _amount(now)
        yield Difference(row["dossier_id"], row["number"], row["law"], then, again)


def _lawless(result: str) -> Any:
    """What a judgement says, but for the number of the law that says it."""
    if result == "refused":
        return result
    told = told_of(result)
    return {**told, "assessment": {**told["assessment"], "law": ""}}


def _amount(result: str) -> str:
    plain = msgspec.json.decode(result)["assessment"]
    amounts = " + ".join(charge["amount"] for charge in plain["charges"]) or "nothing"
    return f"value {plain['customs_value']}, charges {amounts}"
