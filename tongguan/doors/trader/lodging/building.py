"""Building the form of a draft out of the element rows: what applies now, and what was found at its place."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tongguan.desk.declarations.drafting import is_several
from tongguan.desk.declarations.preparing import Worked
from tongguan.doors.look.language import pick
from tongguan.doors.trader.lodging.fields import Field, Maker
from tongguan.doors.trader.lodging.form import Form, Group, List
from tongguan.doors.trader.lodging.sections import FOLLOWS, MANY, NEW, OFTEN, ONE, PLACES, SELDOM
from tongguan.law.checks.stated import INSPECTION_MISSING, MISSING, MISSING_HERE
from tongguan.law.drafting.applies import MUST, NOT
from tongguan.law.drafting.paper import canonical
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import ANSWER, Part
from tongguan.law.words import say

MISSING_CODES = (MISSING, MISSING_HERE, INSPECTION_MISSING)


def build(
    worked: Worked, book: Rulebook, on: date, language: str, *, findings: Iterable[Finding] = (),
    opened: str = "", posted: Mapping[str, str] | None = None,
) -> Form:  # fmt: skip
    """The form of a draft as it was worked out. `findings` are shown at their fields; `opened` is an entry
    that is unfolded; `posted` are texts that were not saved and are shown in the place of what was."""
    return _Builder(worked, book, on, language, opened, posted or {}).form(findings)


class _Builder:
    def __init__(
        self, worked: Worked, book: Rulebook, on: date, language: str, opened: str, posted: Mapping[str, str]
    ) -> None:
        self.worked, self.language, self.opened, self.posted = worked, language, opened, posted
        self.sheet, self.whole = worked.sheet, worked.whole
        self.table = {p: part for p, part in worked.whole.parts.items() if not p.startswith(ANSWER)}
        self.make = Maker(book, on, language, worked.draft.direction, self.table)
        self.said: dict[str, list[Finding]] = {}
        self.rows: dict[str, dict[str, list[tuple[str, Part]]]] = {}

    def form(self, findings: Iterable[Finding]) -> Form:
        found = list(findings)
        known = list(dict.fromkeys(self._places()))
        links = [(_nearest(self.sheet.path(one.pointer.lstrip("/")), known), one) for one in found]
        for path, one in links:
            self.said.setdefault(path, []).append(one)
        sections = [
            self._group("", list(place.holds), place.name, pick(self.language, place.en, place.zh))
            for place in PLACES
        ]
        left = {p.split("/")[0] for p in self.table} - {h for place in PLACES for h in place.holds}
        rest = self._group("", sorted(left - {"direction"}), "", "")
        sections[-1].fields += rest.fields
        form = Form(sections)
        links = [(path, one) for path, one in links if not self._follows(path, one)]
        order = {path: place for place, path in enumerate(self._in_order())}
        for path, one in sorted(links, key=lambda link: order.get(link[0], -1)):
            steps = path.split("/")
            entry = "/".join(steps[:2]) if len(steps) > 1 and steps[1].isdecimal() else ""
            at = ("l-" if self._is_list(path) else "f-") + path.replace("/", "-") if path else ""
            told = form.errors if one.severity == "error" else form.warnings
            told.append((at, entry, self._sentence(one, path)))
        return form

    def _follows(self, path: str, finding: Finding) -> bool:
        """Whether something is missing only as others are, of which it is told too, from which it follows."""
        return finding.code in MISSING_CODES and path not in self.sheet.texts and self._waits(path) != ""

    def _sentence(self, finding: Finding, path: str) -> str:
        """What is wrong, with the element that it is about, unless it is named there, and the line."""
        said = say(finding.code, finding.arguments, self.language)
        part, steps = self.table.get(canonical(path)), path.split("/")
        name = part.short(self.language) if part else ""
        if name and name.lower() not in said.lower():
            said = pick(self.language, "{name}: {said}", "{name}：{said}", name=name, said=said)
        if steps[0] not in ONE or len(steps) < 2:
            return said[:1].upper() + said[1:]
        one, place = pick(self.language, *ONE[steps[0]]), self.sheet.pointer(path).split("/")[1]
        return pick(self.language, "{one} {n}: {said}", "{one}{n}：{said}", one=one, n=place, said=said)

    def _places(self) -> Iterator[str]:
        """The path of every field that there might be."""
        for path in self.table:
            yield from self._keyed(path)

    def _in_order(self) -> Iterator[str]:
        """The same, as they follow each other on the page."""
        steps = {path: path.split("/")[0] for path in self.table}
        for hold in (hold for place in PLACES for hold in place.holds):
            keyed = [one for path, step in steps.items() if step == hold for one in self._keyed(path)]
            entries = self.sheet.entries(hold)
            if entries:
                keyed.sort(
                    key=lambda one: next((n for n, e in enumerate(entries) if one.startswith(e + "/")), -1)
                )
            yield from keyed

    def _keyed(self, path: str) -> list[str]:
        found = [""]
        for step in path.split("/"):
            if step != "*":
                found = [f"{one}/{step}" if one else step for one in found]
            elif not (path.endswith("/*") and is_several(self.table, path[:-2])):
                found = [entry for one in found for entry in self.sheet.entries(one)]
        return found

    def _group(self, above: str, holds: Iterable[str], key: str, title: str) -> Group:
        """What stands below a path ("" or an entry with its stroke), of these first steps."""
        group = Group(key, title)
        below = self._below(canonical(above[:-1]) + "/" if above else "")
        for step in holds:
            for rest, part in below.get(step, ()):
                if self._is_list(part.path):
                    group.lists += self._list(above + rest, part)
                elif (made := self._field(above + rest, part)) is not None:
                    group.fields.append(made)
        return group

    def _below(self, start: str) -> Mapping[str, list[tuple[str, Part]]]:
        """The parts directly below a row of a list ("" for the whole), by the first step that leads there."""
        if start not in self.rows:
            found = self.rows[start] = {}
            for path, part in self.table.items():
                rest = path[len(start) :]
                if path.startswith(start) and "*" not in rest:
                    found.setdefault(rest.split("/")[0], []).append((rest, part))
        return self.rows[start]

    def _list(self, path: str, part: Part) -> Iterator[List]:
        entries, row = self.sheet.entries(path), canonical(path)
        applies = self.whole.applies.to(part, "/" + self.sheet.pointer(path))
        seldom = row in SELDOM and applies != MUST
        said = self.said.get(path, [])
        one, made = pick(self.language, *ONE.get(row, ("", ""))), []
        for place, entry in enumerate(entries, 1):
            title, key = f"{one} {place}".strip(), entry.replace("/", "-")
            if len(entries) < MANY or entry == self.opened or self.opened.startswith(entry + "/"):
                group = self._group(entry + "/", self._below(f"{row}/*/"), key, title)
            else:
                group = Group(key, title, open=False, summary=self._summary(entry))
            group.path = entry
            made.append(group)
        yield List(
            path, pick(self.language, *NEW.get(row, ("Add", "添加"))), made, len(entries) >= part.most,
            applies=bool(entries or said) or not (applies == NOT or seldom),
            errors=[say(one.code, one.arguments, self.language) for one in said if one.severity == "error"],
        )  # fmt: skip

    def _is_list(self, path: str) -> bool:
        part = self.table.get(canonical(path))
        return part is not None and part.type == "list" and not is_several(self.table, part.path)

    def _summary(self, entry: str) -> str:
        names = ("commodity_code", "number", "name", "quantity", "total", "currency", "code")
        texts = (self.sheet.texts.get(f"{entry}/{name}", "") for name in names)
        return " · ".join(filter(None, texts))

    def _field(self, path: str, part: Part) -> Field | None:
        pointer = self.sheet.pointer(path)
        applies = self.whole.applies.to(part, "/" + pointer)
        value = self.posted.get(path, self.sheet.texts.get(path, ""))
        derived = None if path in self.sheet.texts else self.whole.derived.get(pointer)
        said = self.said.get(path, [])
        if applies == NOT and not value and not said:
            return None
        must = applies == MUST
        wrong = [one for one in said if one.severity == "error"]
        waits = "" if value or wrong or derived is not None else self._waits(path)
        if waits and must:
            tier = "filled"
        elif value or wrong or (must and derived is None) or (path in OFTEN and applies != NOT):
            tier = "ask"
        else:
            tier = "filled" if derived is not None else "more"
        made = self.make.field(
            path, part, tier, value=value, must=must, filled=derived.text if derived else "",
            why=derived.why(self.language) if derived else "",
        )  # fmt: skip
        made.waits = waits if tier == "filled" else ""
        made.errors = [say(one.code, one.arguments, self.language) for one in wrong]
        made.warnings = [
            say(one.code, one.arguments, self.language) for one in said if one.severity == "warning"
        ]
        self.make.by_commodity(made, self.sheet.texts.get(f"{path.rpartition('/')[0]}/commodity_code", ""))
        return made

    def _waits(self, path: str) -> str:
        """The names of what must be stated before this is worked out, "" for nothing."""
        missing = []
        for source in FOLLOWS.get(canonical(path), ()):
            at = f"{path.rpartition('/')[0]}/{source.rpartition('/')[2]}" if "*" in source else source
            pointer = self.sheet.pointer(at)
            if at not in self.sheet.texts and pointer not in self.whole.derived:
                missing.append(self.table[source].short(self.language))
        return pick(self.language, ", ", "、").join(missing)


def _nearest(path: str, known: list[str]) -> str:
    """The field that a finding is about: itself, the first below it, else one above it."""
    while path:
        below = next((one for one in known if one.startswith(path + "/")), "")
        if below or path in known:
            return below or path
        path = path.rpartition("/")[0]
    return ""
