"""Drafts: declarations that an enterprise prepares, saved as they are typed, and safe against two windows.

A draft belongs to the enterprise that will lodge it; whoever may lodge for that enterprise sees it and works
on it. For whom a broker may lodge is asked when it is lodged, as of every declaration.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import transaction
from django.db.models import Q, QuerySet

from tongguan.desk.declarations.drafting import (
    MOST_CHARACTERS,
    Sheet,
    is_list,
    is_several,
    may_state,
    sheet_of,
)
from tongguan.desk.declarations.models import Content, Draft
from tongguan.desk.dossiers import theirs
from tongguan.desk.people import queries as people
from tongguan.desk.rulebooks.naming import coded
from tongguan.desk.texts import wrong
from tongguan.law.drafting.paper import canonical
from tongguan.law.findings import Refused, refused
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import parts
from tongguan.law.words import register

NOT_YOURS = register("L030", "You may not declare for {enterprise}.", "您无权代表{enterprise}申报。")
NO_DIRECTION = register("L031", "Say whether goods come in or go out.", "请选择进口或出口。")
LODGED = register(
    "L032",
    "This draft was lodged; what it states can be changed by an amendment only.",
    "该草稿已申报，如需更改，请申请修改报关单。",
)
FULL = register("L033", "There is room for {most} entries.", "最多可填报{most}项。")
TOO_MANY = register(
    "L034",
    "Your enterprise has {most} drafts under way; lodge or discard some first.",
    "贵企业现有{most}份草稿，请先申报或删除部分草稿。",
)
MOST_DRAFTS = 1000
"""Of one enterprise under way, so that a program gone wild fills no disk."""
TRIES = 30
GOODS, BILL = 100, 40


@dataclass(frozen=True)
class Saved:
    """What became of a change: the draft as it stands now, the entry that was made, and of each path that
    another window changed meanwhile what stands there now (None: the entry was removed). `others` says
    whether other windows changed anything since."""

    draft: Draft
    conflicts: Mapping[str, str | None] = field(default_factory=dict)
    others: bool = False
    entry: str = ""


def of(enterprise: str) -> "QuerySet[Draft]":
    """The drafts of an enterprise under way, the newest first."""
    return Draft.objects.filter(enterprise=enterprise, dossier=None).order_by("-changed_at", "-pk")


def listed(enterprise: str, *, after: tuple[datetime, int] | None = None, limit: int = 26) -> list[Draft]:
    """A page of them, going on after the one that was changed then."""
    found = of(enterprise)
    if after is not None:
        at, last = after
        found = found.filter(Q(changed_at__lt=at) | Q(changed_at=at, pk__lt=last))
    return list(found.defer("sheet", "sending")[:limit])


def one(draft_id: int, *, person: int | str, on: date) -> Draft:
    """A draft, if the person may declare for its enterprise. Raises Draft.DoesNotExist, the same for what
    does not exist and for what is another's."""
    draft = Draft.objects.get(pk=draft_id)
    draft.held = _may(person, draft.enterprise, on)
    if not draft.held:
        raise Draft.DoesNotExist
    return draft


def _may(person: int | str, enterprise: str, on: date) -> frozenset[str]:
    return people.capacities_of(person, on=on, enterprise=enterprise) & {*people.LODGING}


def start(
    *, enterprise: str, direction: str, person: int | str, book: Rulebook, on: date, at: datetime,
    tree: Mapping[str, Any] | None = None,
) -> Draft:  # fmt: skip
    """Begins a draft, empty or with what a tree states. Raises Refused."""
    if not _may(person, enterprise, on):
        raise refused(NOT_YOURS, enterprise=enterprise)
    if direction not in ("import", "export"):
        raise refused(NO_DIRECTION)
    if of(enterprise)[MOST_DRAFTS - 1 : MOST_DRAFTS].exists():
        raise refused(TOO_MANY, most=MOST_DRAFTS)
    sheet = sheet_of(tree or {}, parts(book, on))
    sheet.texts.pop("reference", None)
    if not sheet.lists.get("items"):
        sheet.add("items")
    return _made(sheet, person, at, enterprise=enterprise, direction=direction)


def _made(sheet: Sheet, person: int | str, at: datetime, **what: Any) -> Draft:
    who = {"started_at": at, "changed_at": at, "started_by": str(person), "changed_by": str(person)}
    return Draft.objects.create(sheet=sheet.dump(), **_called(sheet), **who, **what)


AGAIN = ("related_entry", "border_date", "departure_date", "discharged_on", "attachments",
         "bill", "conveyance", "containers")  # fmt: skip
"""What is never the same the second time: a bill and its boxes are declared once."""


def copied(
    dossier_id: int, *, enterprise: str, person: int | str, book: Rulebook, on: date, at: datetime
) -> Draft:
    """Begins a draft with what an earlier declaration of the enterprise states. Raises Refused, and
    Content.DoesNotExist where the dossier is not theirs or no declaration."""
    cover = next(iter(theirs.of(enterprise, [dossier_id])), None)
    if cover is None:
        raise Content.DoesNotExist
    tree = {name: value for name, value in stated_by(dossier_id).items() if name not in AGAIN}
    if cover.declarant != enterprise:  # the trader takes over what its broker stated
        tree.pop("declarant", None)
    return start(
        enterprise=enterprise, direction=cover.kind, person=person, book=book, on=on, at=at, tree=tree
    )


def amending(
    dossier_id: int, tree: Mapping[str, Any], *, enterprise: str, person: int | str, book: Rulebook, on: date,
    at: datetime,
) -> Draft:  # fmt: skip
    """The draft by which an enterprise amends a declaration: the one that is under way, else a new one that
    holds what is declared (`tree`), its reference too. Whose the dossier is was asked before. Raises
    Refused."""
    if not _may(person, enterprise, on):
        raise refused(NOT_YOURS, enterprise=enterprise)
    begun = of(enterprise).filter(amends=dossier_id).first()
    if begun is not None:
        return begun
    sheet = sheet_of(tree, parts(book, on))
    what = {"enterprise": enterprise, "direction": tree["direction"], "amends": dossier_id}
    return _made(sheet, person, at, **what)


def became(draft_id: int, dossier_id: int, *, at: datetime) -> None:
    """A draft was sent as an amendment of this dossier: it is no longer under way."""
    Draft.objects.filter(pk=draft_id, amends=dossier_id).update(dossier=dossier_id, changed_at=at)


def stated_by(dossier_id: int) -> dict[str, Any]:
    """The tree of a declaration's newest version. Raises Content.DoesNotExist."""
    texts = Content.objects.filter(dossier_id=dossier_id).order_by("-version")
    text = texts.values_list("content", flat=True).first()
    if text is None:
        raise Content.DoesNotExist
    tree: dict[str, Any] = msgspec.json.decode(text)
    return tree


def first_goods(dossiers: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """The first goods line of each declaration, as its newest version states it."""
    texts = Content.objects.filter(dossier_id__in=dossiers).order_by("version")
    found = texts.values_list("dossier_id", "content")
    return {key: (msgspec.json.decode(text).get("items") or [{}])[0] for key, text in found}


def save(
    draft_id: int, changes: Mapping[str, str], *, base: int, window: str, person: int | str, book: Rulebook,
    on: date, at: datetime, keep: frozenset[str] = frozenset(), turn: int = 0,
) -> Saved:  # fmt: skip
    """States texts at paths, "" for nothing; where a code belongs, the name of one alone becomes the code.
    `base` is the version that the window showed: what another window changed since then stays, and is told,
    unless it is among `keep`. What is late by its `turn` (the window's count of what was typed) is passed
    over. Raises Draft.DoesNotExist, Refused."""
    table = parts(book, on)
    wanted = {path: _clean(text) for path, text in changes.items() if may_state(table, path)}
    findings = [f for path, text in wanted.items() for f in wrong(f"/{path}", text, MOST_CHARACTERS)]
    if findings:
        raise Refused(findings)

    def do(sheet: Sheet, version: int, direction: str) -> dict[str, str | None]:
        texts = {path: coded(text, path, table, book, on, direction) for path, text in wanted.items()}
        conflicts = sheet.state(texts, version=version, window=window, turn=turn, base=base, keep=keep)
        return {path: now for path, now in conflicts.items() if now is not None or changes.get(path)}

    return _change(draft_id, do, person=person, on=on, at=at, base=base, window=window)


def add(
    draft_id: int, path: str, *, person: int | str, book: Rulebook, on: date, at: datetime, window: str = "",
    base: int = 0, trees: list[Mapping[str, Any]] | None = None,
) -> Saved:  # fmt: skip
    """A new entry at the end of a list, or one for each of `trees`, in the place of lines that state nothing.
    Raises Draft.DoesNotExist, Refused: the list is full."""
    table, made = parts(book, on), ""
    wanted: list[Mapping[str, Any]] = [{}] if trees is None else trees

    def do(sheet: Sheet, version: int, _: str) -> dict[str, str | None]:
        nonlocal made
        if not is_list(table, path) or not sheet.has(path):
            return {}
        if trees is not None:
            for entry in sheet.entries(path):
                if not any(at.startswith(entry + "/") for at in sheet.texts):
                    sheet.remove(entry)
        most = table[canonical(path)].most
        if len(sheet.lists.get(path, ())) + len(wanted) > most:
            raise refused(FULL, most=most)
        for tree in wanted:
            made = sheet.add(path)
            sheet.touched[made] = (version, window, 0)
            for name, value in tree.items():
                several = isinstance(value, list) and is_several(table, f"{made}/{name}")
                text = ",".join(value) if several else value
                if isinstance(text, str) and may_state(table, f"{made}/{name}"):
                    sheet.texts[f"{made}/{name}"] = _clean(text)
        return {}

    saved = _change(draft_id, do, person=person, on=on, at=at, base=base, window=window)
    return Saved(saved.draft, {}, saved.others, made)


def remove(
    draft_id: int, entry: str, *, person: int | str, on: date, at: datetime, window: str = "", base: int = 0
) -> Saved:
    """Takes an entry away; nothing where it is gone already. Raises Draft.DoesNotExist, Refused."""

    def do(sheet: Sheet, version: int, _: str) -> dict[str, str | None]:
        path, _, key = entry.rpartition("/")
        if key in sheet.lists.get(path, ()):
            sheet.remove(entry)
            sheet.touched[entry] = (version, window, 0)
        return {}

    return _change(draft_id, do, person=person, on=on, at=at, base=base, window=window)


def discard(draft_id: int, *, person: int | str, on: date) -> None:
    """Throws a draft away. Raises Draft.DoesNotExist, Refused: it was lodged."""
    draft = one(draft_id, person=person, on=on)
    if not Draft.objects.filter(pk=draft.pk, dossier=None, sending="").delete()[0]:
        raise refused(LODGED)


def _change(
    draft_id: int, do: Callable[[Sheet, int, str], Any], *, person: int | str, on: date, at: datetime,
    base: int, window: str,
) -> Saved:  # fmt: skip
    """Reads, lets something be done, and writes if nobody wrote in between; else once more."""
    for _ in range(TRIES):
        draft = one(draft_id, person=person, on=on)
        if draft.dossier is not None:
            raise refused(LODGED)
        sheet, version = Sheet.load(draft.sheet), draft.version
        before = sheet.dump()
        conflicts = do(sheet, version + 1, draft.direction)
        others = any(v > base and by != window for v, by, _ in sheet.touched.values())
        text = sheet.dump()
        if text == before:
            return Saved(draft, conflicts, others)
        told: dict[str, Any] = {
            "version": version + 1, "sheet": text, "sending": "", "changed_at": at, "changed_by": str(person),
            **_called(sheet),
        }  # fmt: skip
        with transaction.atomic():
            same = Draft.objects.filter(pk=draft.pk, version=version, dossier=None, sending=draft.sending)
            if same.update(**told):
                for name, value in told.items():
                    setattr(draft, name, value)
                return Saved(draft, conflicts, others)
    raise RuntimeError(f"draft {draft_id} was changed {TRIES} times while it was being changed")


def _called(sheet: Sheet) -> dict[str, str]:
    """What a list shows of a draft."""
    names = (sheet.texts.get(f"{line}/name", "") for line in sheet.entries("items"))
    goods = next(filter(None, names), "") or sheet.texts.get("overseas/name_foreign", "")
    return {"goods": goods[:GOODS], "bill": sheet.texts.get("bill", "")[:BILL]}


def _clean(text: str) -> str:
    """Without blanks at the ends; breaks of line as one sign."""
    return text.replace("\r\n", "\n").strip()
