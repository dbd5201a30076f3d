"""One field of the form: what it is called, what stands in it, what was worked out, what is wrong with it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tongguan.desk.declarations.drafting import is_several
from tongguan.desk.rulebooks.lookup import index, suffixes
from tongguan.desk.rulebooks.naming import LONGEST
from tongguan.doors.look.language import pick
from tongguan.doors.trader.lodging.sections import FEW_CODES, WAYS, YES_NO
from tongguan.law.drafting import specification
from tongguan.law.drafting.paper import canonical
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import NUMBERS, Part

SUFFIX_PATH = "items/*/inspection_code"
SUFFIX = (
    "Three digits by which inspection tells goods of one commodity code apart (13 digits in all). {rest}",
    "附加在10位商品编号之后的3位编码，用于检验检疫时区分同一编号下的商品（共13位）。{rest}",
)
SUFFIX_LATER = ("They depend on the commodity code.", "须先填写商品编号。")
SUFFIX_UNKNOWN = (
    "The list for {code} is not among the rules of this system, so none are offered and none checked: take "
    "them from the inspection authority's commodity query.",
    "本系统规则库未收录{code}的检验检疫编码，故不列出、不核对，请通过检验检疫主管部门的商品查询取得。",
)
SUFFIXES_SHOWN = 20
LONG = 200
"""A text that may be longer than this is written into several lines."""


@dataclass(frozen=True)
class Entry:
    """One of several entries of a field: a declaration element. `ours` says whether the name is in our words
    or in the tariff's."""

    id: str
    name: str
    value: str
    must: bool = True
    ours: bool = False


PICKED = ("combo", "commodity")
TYPED = ("text", "prose", "code", "digits")


@dataclass
class Field:
    """`shape` says which input it has: text, number, date, prose, select, several (boxes to tick), elements
    (`entries`, which are stated as one text), combo or commodity. `tier` is ask, filled or more: must be
    answered, was worked out, may be left. `became` is the code of which the name was typed."""

    path: str
    label: str
    number: str
    shape: str
    tier: str
    value: str = ""
    filled: str = ""
    filled_said: str = ""
    why: str = ""
    said: str = ""
    help: str = ""
    most: int = 0
    must: bool = False
    table: str = ""
    options: Sequence[tuple[str, str]] = ()
    entries: Sequence[Entry] = ()
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    conflict: str = ""
    waits: str = ""
    became: str = ""

    @property
    def id(self) -> str:
        return "f-" + self.path.replace("/", "-")

    @property
    def grouped(self) -> bool:
        """Whether it has several inputs below one legend."""
        return self.shape in ("several", "elements")

    @property
    def chosen(self) -> list[str]:
        """The values of a list."""
        return [one.strip() for one in (self.value or self.filled).split(",") if one.strip()]

    def looks(self) -> tuple[object, ...]:
        """All that is said beside the input; where it differs, the page is told."""
        said = (self.filled, self.why, self.said, self.filled_said, self.conflict, self.waits, self.help)
        return *said, self.must, tuple(self.errors)


class Maker:
    """Makes the fields of one draft in one language."""

    def __init__(self, book: Rulebook, on: date, language: str, direction: str, table: Mapping[str, Part]):
        self.book, self.on, self.language, self.direction = book, on, language, direction
        self.table, self.few = table, dict[str, Sequence[tuple[str, str]]]()

    def field(self, path: str, part: Part, tier: str, **more: Any) -> Field:
        """A field without what was said of it."""
        shape, options = self._shape(path, part)
        label = part.name(self.language)
        made = Field(
            path=path,
            label=label[:1].upper() + label[1:],
            number=part.number,
            shape=shape,
            tier=tier,
            # where a code is picked, its name may be typed
            most=part.most if part.type in TYPED and shape not in PICKED else LONGEST,
            table=part.code_table,
            options=options,
            help=self._help(path, part),
            **more,
        )
        made.said = self.said(part, made.value)
        made.filled_said = self.said(part, made.filled)
        return made

    def by_commodity(self, made: Field, code: str) -> None:
        """Adds to a field of a line what depends on its commodity."""
        if made.shape == "elements":
            made.entries = self.entries(made, code)
        if canonical(made.path) == SUFFIX_PATH:
            made.help = self.suffixes(code)

    def entries(self, of: Field, code: str) -> list[Entry]:
        """A specification as entries, one for each element of the commodity; one for all where they are not
        known. What is stated beyond them has entries too."""
        row = self.book.get("commodity", code, self.on) if code else None
        rule = self.book.get("check", "G024", self.on)
        elements = specification.asked(row.elements if row else (), rule.values if rule else ())
        if not elements:
            whole = pick(self.language, "all elements, with strokes between", "全部要素，以“|”分隔")
            return [Entry(of.id, whole, of.value, ours=True)]
        made = []
        for place, text in enumerate(specification.split(of.value, len(elements))):
            at = f"{of.id}-{place}" if place else of.id
            if place < len(elements):
                made.append(Entry(at, elements[place].name, text, elements[place].must))
            else:
                beyond = pick(self.language, "further element {n}", "其他要素{n}", n=place + 1)
                made.append(Entry(at, beyond, text, must=False, ours=True))
        return made

    def suffixes(self, code: str) -> str:
        """What helps with the inspection suffix of a commodity: those that the book has, else why none is
        listed."""
        known = suffixes(self.book, code, self.on)
        listed = [f"{one.code[len(code) :]} {one.name(self.language)}" for one in known[:SUFFIXES_SHOWN]]
        if not code:
            return pick(self.language, *SUFFIX, rest=pick(self.language, *SUFFIX_LATER))
        if not known:
            return pick(self.language, *SUFFIX, rest=pick(self.language, *SUFFIX_UNKNOWN, code=code))
        more = len(known) > len(listed)
        listed += [pick(self.language, "and {n} more", "另有{n}个", n=len(known) - len(listed))] * more
        said = pick(self.language, "; ", "；").join(listed)
        return pick(self.language, "Of {code} there are: {said}.", "{code}有：{said}。", code=code, said=said)

    def said(self, part: Part, text: str) -> str:
        """The names of the codes that a text states."""
        if canonical(part.path) in YES_NO:
            return dict(self._yes_no()).get(text, "")
        if part.path == "kind":
            return pick(self.language, *WAYS[text]) if text in WAYS else ""
        each = self.table.get(f"{part.path}/*")
        name = (each.code_table if each else "") or part.code_table
        if not name or not text:
            return ""
        rows = (self.book.get(name, one.strip(), self.on) for one in text.split(","))
        names = [(row.zh or row.en) if self.language == "zh" else (row.en or row.zh) for row in rows if row]
        return pick(self.language, ", ", "、").join(names)

    def _shape(self, path: str, part: Part) -> tuple[str, Sequence[tuple[str, str]]]:
        if canonical(path) in YES_NO:
            return "select", self._yes_no()
        if canonical(path) == specification.PATH:
            return "elements", ()
        if path == "kind":
            rule = self.book.get("check", "H018", self.on)
            return "select", [(w, pick(self.language, *WAYS[w])) for w in rule.values if w in WAYS]
        several = is_several(self.table, path)
        name = self.table[f"{canonical(path)}/*"].code_table if several else part.code_table
        if name == "commodity":
            return "commodity", ()
        if name:
            codes = self._codes(name)
            if several:
                return "several", codes
            return ("select", codes) if codes else ("combo", ())
        if part.type in ("date", "prose"):
            return part.type, ()
        if part.type in NUMBERS:
            return "number", ()
        named = "name" in path.rpartition("/")[2]
        return ("prose" if part.type == "text" and part.most > LONG and not named else "text"), ()

    def _codes(self, name: str) -> Sequence[tuple[str, str]]:
        """The codes of a table with their names; none where they are too many to be offered at once."""
        if name not in self.few:
            found = index(self.book, name, self.on, direction=self.direction).entries
            named = ((one.code, f"{one.code} {one.name(self.language)}") for one in found)
            self.few[name] = tuple(named) if len(found) <= FEW_CODES else ()
        return self.few[name]

    def _yes_no(self) -> list[tuple[str, str]]:
        return [("0", pick(self.language, "No", "否")), ("1", pick(self.language, "Yes", "是"))]

    def _help(self, path: str, part: Part) -> str:
        own = helps().get(canonical(path)) or helps().get(part.number)
        said = [pick(self.language, *own)] if own else []
        if part.condition_en:
            said.append(
                pick(self.language, f"Stated when {part.condition_en}.", f"{part.condition_zh}的，应填报。")
            )
        return ("" if self.language == "zh" else " ").join(said)


@cache
def helps() -> Mapping[str, tuple[str, str]]:
    """What helps with an element, by its path or its number, in English and Chinese."""
    with Path(__file__).with_name("help.csv").open(encoding="utf-8", newline="") as file:
        return {row["element"]: (row["en"], row["zh"]) for row in csv.DictReader(file)}
