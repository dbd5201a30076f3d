"""Rules in preparation: one person drafts rows of a table, a second one approves, and an edition appears.

Both are rules officers of the jurisdiction on the day. Secret tables are published from a private folder.
"""

import csv
import io
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from tongguan.desk.people.models import Person
from tongguan.desk.people.queries import may_publish
from tongguan.desk.rulebooks.actions import Changes, NotPublished, Published, compare, publish
from tongguan.desk.rulebooks.files import read
from tongguan.desk.rulebooks.lines import FIRST, LAST, Problem
from tongguan.desk.rulebooks.models import Draft, Rule
from tongguan.desk.texts import must_be_text
from tongguan.law.findings import refused
from tongguan.law.registry import TABLES
from tongguan.law.words import register

NOT_YOURS = register("B101", "Rules are for rules officers to prepare.", "规则应由规则管理员编制。")
NO_TABLE = register("B102", "There is no table {table} that may be drafted.", "没有可编制的数据表{table}。")
TOO_LONG = register(
    "B103", "A draft has at most {most} characters; publish more from a folder.", "草案最多{most}个字符。"
)
PUBLISHED = register("B104", "This draft is published already.", "该草案已发布。")
SECOND = register("B105", "A second person approves what one prepared.", "草案应由编制人以外的人员批准。")
NOT_SUBMITTED = register("B106", "This draft was not submitted.", "该草案尚未提交。")
FAULTY = register("B107", "The draft has problems; mend them first.", "草案存在问题，请先更正。")
CHANGED = register("B108", "The draft was changed meanwhile; look at it again.", "草案已被更改，请重新查看。")
NO_ROW = register("B109", "Table {table} has no row {key}.", "数据表{table}没有编码为{key}的记录。")
MOST = 400_000


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a file of a table, in their order."""
    return (*FIRST, *TABLES[table].columns, "scope", "end", *LAST)


def begin(*, jurisdiction: str, table: str, key: str, person: Person, on: date, at: datetime) -> Draft:
    """A new draft of a table, holding the newest row of a key, if there is one, from `on`. Raises Refused."""
    _must_prepare(person, jurisdiction, on)
    if table not in TABLES or TABLES[table].secret:
        raise refused(NO_TABLE, table=table)
    must_be_text(key=key)
    columns, out = columns_of(table), io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    rules = Rule.objects.filter(jurisdiction=jurisdiction, table=table, key=key).order_by(
        "valid_from", "edition"
    )
    if key and (rule := rules.last()) is None:
        raise refused(NO_ROW, table=table, key=key)
    if key and rule is not None:
        place = {"key": key, "valid_from": on.isoformat(), "scope": rule.scope, "source": rule.source}
        writer.writerow(json.loads(rule.value) | place | {"verified": "yes" if rule.verified else "no"})
    made = {"jurisdiction": jurisdiction, "table": table, "text": out.getvalue()}
    return Draft.objects.create(**made, by=person.username, changed_at=at)


def save(draft: Draft, *, text: str, person: Person, on: date, at: datetime) -> None:
    """Writes a draft anew; whoever submitted it must do so again. Raises Refused."""
    _must_prepare(person, draft.jurisdiction, on)
    if len(text) > MOST:
        raise refused(TOO_LONG, most=MOST)
    must_be_text(text=text)
    _move(draft, text=text.replace("\r\n", "\n"), by=person.username, changed_at=at, submitted_at=None)


def submit(draft: Draft, *, person: Person, on: date, at: datetime) -> None:
    """Lays a draft without problems before a second person. Raises Refused."""
    _must_prepare(person, draft.jurisdiction, on)
    if tried(draft)[1]:
        raise refused(FAULTY)
    _move(draft, submitted_at=at)


def approve(draft: Draft, *, person: Person, on: date, at: datetime) -> Published:
    """Publishes a submitted draft as the next edition: a second person's to do. Raises Refused."""
    _must_prepare(person, draft.jurisdiction, on)
    if draft.submitted_at is None:
        raise refused(NOT_SUBMITTED)
    if person.username.casefold() == draft.by.casefold():
        raise refused(SECOND)
    try:
        with transaction.atomic(), _as_folder(draft) as folder:
            done = publish(
                folder=folder,
                jurisdiction=draft.jurisdiction,
                by=draft.by,
                approved_by=person.username,
                at=at,
            )
            _move(draft, approved_by=person.username, edition=done.number or 0)
    except NotPublished:
        raise refused(FAULTY) from None
    return done


def tried(draft: Draft) -> tuple[Changes, tuple[Problem, ...]]:
    """What a draft would change, and every problem of it by line and column."""
    with _as_folder(draft) as folder:
        lines, problems = read(folder)
    changes, unfit = compare(draft.jurisdiction, lines, problems)
    return changes, (*problems, *unfit)


@contextmanager
def _as_folder(draft: Draft) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{draft.table}.csv").write_text(draft.text, encoding="utf-8")
        yield Path(folder)


def _must_prepare(person: Person, jurisdiction: str, on: date) -> None:
    if not may_publish(person.username, jurisdiction=jurisdiction, on=on):
        raise refused(NOT_YOURS)


def _move(draft: Draft, **to: object) -> None:
    """Writes what changes, provided that nobody changed the draft since it was read."""
    if draft.edition is not None:
        raise refused(PUBLISHED)
    as_read = Draft.objects.filter(pk=draft.pk, edition=None, changed_at=draft.changed_at)
    if not as_read.update(**to):
        raise refused(CHANGED)
    for name, value in to.items():
        setattr(draft, name, value)
