"""Publishing rules."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from tongguan.desk.people.queries import may_publish
from tongguan.desk.rulebooks import digests
from tongguan.desk.rulebooks.ending import needed
from tongguan.desk.rulebooks.files import read
from tongguan.desk.rulebooks.fitting import astray, at_odds, beyond_whole, unknown
from tongguan.desk.rulebooks.lacking import unheard
from tongguan.desk.rulebooks.lines import Line, Problem
from tongguan.desk.rulebooks.models import Edition, Place, Rule
from tongguan.desk.rulebooks.reference import PUBLIC
from tongguan.desk.texts import most, wrong
from tongguan.law.words import say


class NotPublished(Exception):
    """The rules cannot be published; every reason at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a publication did. `number` is None where it wrote no edition: nothing had changed, or it was
    only a trial."""

    number: int | None
    digest: str
    added: int
    replaced: int
    withdrawn: int
    unchanged: int


def publish(
    *,
    folder: Path,
    jurisdiction: str,
    by: str,
    approved_by: str,
    at: datetime,
    whole: bool = False,
    only_lacking: bool = False,
    trial: bool = False,
) -> Published:
    """Write what a folder of rule files changes against the newest edition as the next edition.

    With `whole`, the folder is all there is of each table that it holds: rows of the book which it lacks
    are withdrawn; with `only_lacking`, nothing else of it is looked at than what `lacking.unheard` names. A
    `trial` reads, compares and writes nothing. `by` and `approved_by` are two people; in an office each is
    rules officer of the jurisdiction that day (`people.queries.may_publish`, days of UTC), while under demo
    and test settings any two names do. Raises NotPublished: a bad row, or not these two people.
    """
    lines, bad = read(folder)
    by, approved_by, on = by.strip(), approved_by.strip(), at.astimezone(UTC).date()
    if only_lacking:
        lines, whole = tuple(unheard(lines, jurisdiction, on=on)), False
    problems = (*bad, *_unfit(jurisdiction, by, approved_by, on))
    with transaction.atomic():
        changes, found = compare(jurisdiction, lines, bad, whole=whole)
        if problems or found:
            raise NotPublished((*problems, *found))
        last = Edition.objects.filter(jurisdiction=jurisdiction).order_by("-number").first()
        number, digest = None, last.digest if last else ""
        if changes.rules and not trial:
            edition = _next(last, changes.rules, jurisdiction, by, approved_by, at)
            number, digest = edition.number, edition.digest
    return Published(
        number=number,
        digest=digest,
        added=len(changes.added),
        replaced=len(changes.replaced),
        withdrawn=len(changes.withdrawn),
        unchanged=changes.unchanged,
    )


def take_over(
    rules: Iterable[Rule], *, jurisdiction: str, by: str, approved_by: str, at: datetime
) -> int | None:
    """Writes as the next edition what the newest one lacks of `rules`, those that another database of ours
    has published, and takes back what it has beyond them. Criteria and all else that is secret stays behind,
    in whichever book it stands. The number of the edition, None where nothing was to be written."""
    with transaction.atomic():
        public = {rule.place: rule for rule in rules if rule.table in PUBLIC}
        ours = latest(jurisdiction)
        changed = [_copied(rule) for place, rule in public.items() if _differs(rule, ours.get(place))]
        beyond = [rule for place, rule in ours.items() if place not in public and rule.end != "withdrawn"]
        rules = [*changed, *map(_taken_back, beyond)]
        last = Edition.objects.filter(jurisdiction=jurisdiction).order_by("-number").first()
        return _next(last, rules, jurisdiction, by, approved_by, at).number if rules else None


def _differs(rule: Rule, ours: Rule | None) -> bool:
    return rule.end != "withdrawn" if ours is None else _written(rule) != _written(ours)


def compare(
    jurisdiction: str, lines: Sequence[Line], bad: Sequence[Problem] = (), *, whole: bool = False
) -> tuple["Changes", tuple[Problem, ...]]:
    """What lines change against the newest edition, and what of them does not fit it; `bad` is what is wrong
    with the lines beside them. Writes nothing."""
    known = latest(jurisdiction)
    changes = _compare(lines, known, whole)
    stray = astray(lines, lambda table: (rule.key for rule in known.values() if rule.table == table))
    after = known | {rule.place: rule for rule in changes.rules}
    unread = {Path(problem.file).stem for problem in bad}
    nowhere = unknown(lines, after.values(), unread)
    gone = needed(lines, changes.rules, after.values(), unread)
    whole_rates = beyond_whole(jurisdiction, lines, after.values())
    odd = at_odds(jurisdiction, after.values())
    return changes, (*changes.problems, *stray, *nowhere, *gone, *whole_rates, *odd)


ROLES = {"by": "编制人", "approved by": "批准人"}


def _unfit(jurisdiction: str, by: str, approved_by: str, on: date) -> Iterator[Problem]:
    """What is wrong with a publication before its first row is read."""
    if not re.fullmatch(r"[a-z][a-z0-9-]{0,39}", jurisdiction):
        sentence = f"{jurisdiction!r} is no name of a rulebook; it has small letters, digits and -"
        yield Problem("", 0, "", sentence, f"“{jurisdiction}”不是规则库名称，名称由小写字母、数字和-组成")
    if not by or not approved_by or by.casefold() == approved_by.casefold():
        sentence = "what one person has prepared must be approved by a second one"
        yield Problem("", 0, "", sentence, "一人编制的规则须由另一人批准")
    for role, name in (("by", by), ("approved by", approved_by)):
        if bad := list(wrong("", name, most(Edition, "by"))):
            for one in bad:
                en, zh = (say(one.code, one.arguments, language) for language in ("en", "zh"))
                yield Problem("", 0, "", f"{role}: {en}", f"{ROLES[role]}：{zh}")
        elif not name.isprintable():
            zh = f"{ROLES[role]}{name!r}：用户名含有不可见字符"
            yield Problem("", 0, "", f"{role} {name!r}: nobody has this name", zh)
        elif settings.MODE == "production" and not may_publish(name, jurisdiction=jurisdiction, on=on):
            sentence = f"{role} {name!r}: no open account of this name is rules officer of {jurisdiction}"
            zh = f"{ROLES[role]}“{name}”：没有以此为名的{jurisdiction}规则管理员账户"
            yield Problem("", 0, "", sentence, zh)


@dataclass(slots=True)
class Changes:
    """What a folder changes against the newest edition."""

    added: list[Rule] = field(default_factory=list)
    replaced: list[Rule] = field(default_factory=list)
    withdrawn: list[Rule] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)

    @property
    def rules(self) -> list[Rule]:
        return [*self.added, *self.replaced, *self.withdrawn]


def latest(jurisdiction: str, *, using: str = "default") -> dict[Place, Rule]:
    """The rules that the newest edition of a database knows, as they were written, those taken back
    included."""
    rules = Rule.objects.using(using).filter(jurisdiction=jurisdiction).order_by("edition")
    return {rule.place: rule for rule in rules.iterator(chunk_size=5000)}


def _compare(lines: Sequence[Line], known: Mapping[Place, Rule], whole: bool) -> Changes:
    changes, seen, tables = Changes(), set(), set()
    for line in lines:
        rule = _rule(line)
        place = rule.place
        before = known.get(place)
        standing = before is not None and before.end != "withdrawn"
        seen.add(place)
        tables.add(rule.table)
        if before is not None and _written(rule) == _written(before):
            changes.unchanged += 1
        elif rule.end != "withdrawn":
            (changes.replaced if standing else changes.added).append(rule)
        elif standing:
            changes.withdrawn.append(rule)
        elif before is None:
            sentence, zh = "there is no such row to take back", "没有可撤回的记录"
            changes.problems.append(Problem(line.file, line.line, "end", sentence, zh))
        else:
            changes.unchanged += 1
    if whole:
        for place in known.keys() - seen:
            rule = known[place]
            if rule.table in tables and rule.end != "withdrawn":
                changes.withdrawn.append(_taken_back(rule))
    return changes


def _written(rule: Rule) -> tuple[str, str, str, bool]:
    return rule.end, rule.value, rule.source, rule.verified


def _rule(line: Line) -> Rule:
    row = line.row
    return Rule(
        table=row.table,
        key=row.key,
        scope=row.scope,
        valid_from=row.valid_from,
        end="withdrawn" if row.withdrawn else "ended" if row.value is None else "",
        value=json.dumps(dict(sorted(line.columns.items())), ensure_ascii=False),
        source=row.source,
        verified=row.verified,
    )


def _taken_back(rule: Rule) -> Rule:
    """The row that takes `rule` back because its table, published whole, no longer holds it."""
    place = {name: getattr(rule, name) for name in ("table", "key", "scope", "valid_from")}
    return Rule(**place, end="withdrawn", value="{}", source=rule.source, verified=rule.verified)


def _copied(rule: Rule) -> Rule:
    columns = ("table", "key", "scope", "valid_from", "end", "value", "source", "verified")
    return Rule(**{name: getattr(rule, name) for name in columns})


def _next(
    last: Edition | None, rules: Sequence[Rule], jurisdiction: str, by: str, approved_by: str, at: datetime
) -> Edition:
    """Writes the edition after `last`, and its rules."""
    number, published_at = last.number + 1 if last else 1, at.astimezone(UTC)
    edition = Edition(
        jurisdiction=jurisdiction, number=number, published_at=published_at, by=by, approved_by=approved_by
    )
    for line, rule in enumerate(rules, 1):
        rule.jurisdiction, rule.edition, rule.line = edition.jurisdiction, edition.number, line
        rule.digest = digests.of_rule(rule)
    before = last.digest if last else ""
    edition.digest = digests.of_edition(before, edition, (rule.digest for rule in rules))
    edition.save(force_insert=True)
    Rule.objects.bulk_create(rules)
    return edition
