"""Proof that what is stored of a declaration is what was lodged, and that the law still says of it what it
said: every byte against the events that vouch for it, every judgement made again."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tongguan.desk.declarations import storing
from tongguan.desk.declarations.judgement import Books, Judged, digest, encode, facts_of, judge
from tongguan.desk.declarations.models import Charge, Content, Hit, Judgement, Line
from tongguan.desk.dossiers.proof import Disagreement
from tongguan.desk.dossiers.shelf import events_of
from tongguan.law.assess import LAW
from tongguan.law.elements import read

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
        return f"judgement {self.dossier}/{self.number} ({laws}): {self.then} then, {self.now} now"


def replay(dossier_id: int, books: Find) -> tuple[list[Disagreement], list[Difference]]:
    """Everything stored of a declaration that its events do not vouch for, and every judgement that comes out
    otherwise."""
    vouched = [_data(event.data) for event in events_of(dossier_id)]
    told = {int(d["number"]): d["judgement"] for d in vouched if "judgement" in d}
    stated = {int(d["version"]): d for d in vouched if "raw" in d}
    contents = {row.version: row for row in Content.objects.filter(dossier_id=dossier_id)}
    judgements = {row.number: row for row in Judgement.objects.filter(dossier_id=dossier_id)}
    broken = [
        *_missing("declarations_content", dossier_id, stated, contents),
        *_missing("declarations_judgement", dossier_id, told, judgements),
    ]
    for version, content in contents.items():
        broken += _content(content, stated.get(version, {}))
    differences: list[Difference] = []
    for number, row in judgements.items():
        found = list(_judgement(row, told.get(number, "")))
        broken += found
        if not found and row.version in contents:
            judged = _again(row, contents[row.version], books)
            broken += _rows(row, judged)
            differences += _differences(row, judged)
    return broken, differences


def _data(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    found = msgspec.json.decode(text)
    return found if isinstance(found, dict) else {}


def _missing(table: str, dossier: int, told: Any, stored: Any) -> Iterator[Disagreement]:
    for key in sorted(told.keys() ^ stored.keys()):
        there = ("nothing", "a row") if key in told else ("a row", "nothing")
        yield Disagreement(table, f"{dossier}/{key}", "key", *there)


def _content(row: Content, told: dict[str, str]) -> Iterator[Disagreement]:
    key = f"{row.dossier_id}/{row.version}"
    for column, stored in (("raw", bytes(row.raw)), ("content", row.content)):
        if told and digest(stored) != told[column]:
            yield Disagreement("declarations_content", key, column, digest(stored), told[column])


def _judgement(row: Judgement, told: str) -> Iterator[Disagreement]:
    found = storing.seal(row.version, row.edition, row.criteria, row.on, row.law, row.facts, row.result)
    if found != told:
        columns = "version, edition, criteria, on, law, facts, result"
        yield Disagreement("declarations_judgement", f"{row.dossier_id}/{row.number}", columns, found, told)


def _again(row: Judgement, content: Content, books: Find) -> Judged:
    """The same judgement made by the law of today."""
    found = books(row.edition, row.criteria)
    tree = msgspec.json.decode(content.content)
    declaration, findings = read(tree, found.law, row.on)
    assert declaration is not None, "what was lodged could be read"
    return judge(declaration, books=found, on=row.on, facts=facts_of(row.facts), before=findings)


def _rows(row: Judgement, judged: Judged) -> Iterator[Disagreement]:
    """The rows that lists and statistics read, against the judgement that they came from."""
    if judged.refused or row.law != LAW:
        return
    tables: tuple[tuple[Any, tuple[str, ...], Sequence[tuple[Any, ...]]], ...] = (
        (Line, ("line", "commodity", "origin", "customs_value"), storing.lines_of(judged)),
        (Charge, ("line", "tax", "base", "rate", "amount"), storing.charges_of(judged)),
        (Hit, ("criterion", "weight", "drawn"), storing.hits_of(judged)),
    )
    for model, columns, proven in tables:
        stored = model.objects.filter(dossier_id=row.dossier_id, number=row.number).values_list(*columns)
        for found in sorted({*map(tuple, stored)} ^ {*proven}, key=str):
            there = ("a row", "nothing") if found not in proven else ("nothing", "a row")
            key = f"{row.dossier_id}/{row.number}/{found[0]}"
            yield Disagreement(model._meta.db_table, key, ", ".join(columns), f"{there[0]} {found}", there[1])


def _differences(row: Judgement, judged: Judged) -> Iterator[Difference]:
    now = "refused" if judged.refused else encode(judged.told).decode()
    if now != row.result:
        then = _amount(row.result)
        yield Difference(row.dossier_id, row.number, row.law, then, _amount(now) if now != "refused" else now)


def _amount(result: str) -> str:
    plain = msgspec.json.decode(result)["assessment"]
    amounts = " + ".join(charge["amount"] for charge in plain["charges"]) or "nothing"
    return f"value {plain['customs_value']}, charges {amounts}"
