"""What a declaration states, by the groups of its elements, each with its name and what codes mean."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongguan.doors.look.language import pick
from tongguan.law.drafting.paper import canonical
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import Part, parts

GROUPS: Mapping[str, tuple[str, str]] = {
    "envelope": ("Envelope", "报文信息"),
    "header": ("Declaration", "基本信息"),
    "inspection": ("Inspection and quarantine", "检验检疫信息"),
    "goods": ("Goods", "商品信息"),
    "container": ("Containers", "集装箱"),
    "document": ("Supervision documents", "监管证件"),
    "attachment": ("Papers attached", "随附单据"),
    "self-assessment": ("Self-assessed taxes", "自报税费"),
}
LISTS: Mapping[str, tuple[str, str, str]] = {
    "items": ("goods", "Line {n}", "第{n}项"),
    "containers": ("container", "Container {n}", "集装箱{n}"),
    "documents": ("document", "Document {n}", "证件{n}"),
    "attachments": ("attachment", "Paper {n}", "单据{n}"),
}
"""The lists that have sections of their own: their group, and what an entry is called."""
BOXES: Mapping[str, tuple[str, str]] = {
    "number": ("container", "集装箱号"),
    "specification": ("type", "规格"),
    "cargo_weight": ("goods, kg", "货重（千克）"),
    "tare": ("tare, kg", "自重（千克）"),
    "shared": ("shared", "拼箱"),
    "lines": ("lines", "商品项号"),
}
"""What is stated of a container, as the columns of one table."""
DIRECTIONS: Mapping[str, str] = {"import": "进口", "export": "出口"}
ANSWERS: Mapping[str, tuple[str, str]] = {"0": ("no", "否"), "1": ("yes", "是")}
"""What the digit of an element that asks yes or no means."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One thing that is stated. `code` is what a code of a table means; `before` what an earlier version
    stated, None where it said the same."""

    pointer: str
    number: str
    name: str
    text: str
    code: str
    before: str | None


@dataclass(frozen=True, slots=True)
class Section:
    """A group of elements, or one entry of a list."""

    id: str
    title: str
    rows: Sequence[Stated]

    @property
    def changed(self) -> bool:
        return any(row.before is not None for row in self.rows)


@dataclass(frozen=True, slots=True)
class Reader:
    """Puts trees into words: by a book, on a day, in a language."""

    book: Rulebook
    on: date
    language: str

    @property
    def known(self) -> Mapping[str, Part]:
        return parts(self.book, self.on)

    def name(self, pointer: str) -> str:
        """What a place is called: `Line 2: quantity`; a place that no element is called says what it is."""
        part = self._part(pointer)
        own = part.name(self.language) if part else pointer.rpartition("/")[2].replace("_", " ")
        entry = self._entry(pointer)
        return pick(self.language, "{a}: {b}", "{a}：{b}", a=entry, b=own) if entry else own

    def stated(self, pointer: str, text: str, before: str | None = None) -> Stated:
        part = self._part(pointer)
        own = part.name(self.language) if part else pointer.rpartition("/")[2].replace("_", " ")
        return Stated(pointer, part.number if part else "", own, text, self._means(part, text), before)

    def sections(self, tree: Mapping[str, Any], before: Mapping[str, Any]) -> list[Section]:
        """Everything that the tree states; what an earlier tree stated otherwise is marked. What it stated
        and this one does not is there with an empty text."""
        now, then = dict(leaves(tree)), dict(leaves(before)) if before else {}
        found: dict[tuple[int, str], list[Stated]] = {}
        for pointer in (*now, *(one for one in then if one not in now)):
            text = now.get(pointer, "")
            was = then.get(pointer, "") if then and then.get(pointer, "") != text else None
            found.setdefault(self._place(pointer), []).append(self.stated(pointer, text, was))
        return [
            Section(place.replace("/", "-"), self._title(place), sorted(rows, key=_by_number))
            for (_, place), rows in sorted(found.items(), key=lambda one: one[0][0])
        ]

    def boxes(self, sections: Sequence[Section]) -> list[list[list[Stated]]]:
        """The containers as rows of a table with the columns `BOXES`."""
        found = list[list[list[Stated]]]()
        for one in (section for section in sections if section.id.startswith("containers-")):
            cells: dict[str, list[Stated]] = {name: [] for name in BOXES}
            for row in one.rows:
                field = row.pointer.strip("/").split("/")[2]
                cells.setdefault(field, []).append(row)
            found.append(list(cells.values()))
        return found

    def difference(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, Stated]]:
        """What the second states otherwise, each with the name of its place."""
        now, then = dict(leaves(after)), dict(leaves(before))
        return [
            (self.name(pointer), self.stated(pointer, now.get(pointer, ""), then.get(pointer, "")))
            for pointer in dict.fromkeys((*then, *now))
            if now.get(pointer, "") != then.get(pointer, "")
        ]

    def means(self, table: str, code: str) -> str:
        """What a code of a table means; "" where nobody knows it."""
        row = self.book.get(table, code, self.on)
        return ((row.zh if self.language == "zh" else row.en) or "") if row is not None else ""

    def _means(self, part: Part | None, text: str) -> str:
        if part is None or not text:
            return ""
        if part.path == "direction":
            return pick(self.language, "", DIRECTIONS.get(text, ""))
        if part.code_table:
            return self.means(part.code_table, text)
        asks = part.type == "digits" and part.least == part.most == 1
        return pick(self.language, *ANSWERS[text]) if asks and text in ANSWERS else ""

    def _part(self, pointer: str) -> Part | None:
        return self.known.get(canonical(pointer.strip("/")))

    def _entry(self, pointer: str) -> str:
        first, _, rest = pointer.strip("/").partition("/")
        number = rest.partition("/")[0]
        if first not in LISTS or not number.isdecimal():
            return ""
        return pick(self.language, LISTS[first][1], LISTS[first][2], n=number)

    def _place(self, pointer: str) -> tuple[int, str]:
        """The section of a place, and where among the others it stands."""
        first, _, rest = pointer.strip("/").partition("/")
        order = list(GROUPS)
        if first in LISTS and rest:
            number = rest.partition("/")[0]
            return 1000 * (1 + order.index(LISTS[first][0])) + int(number), f"{first}/{number}"
        part = self._part(pointer)
        group = part.group if part and part.group in GROUPS else "header"
        return order.index(group), group

    def _title(self, place: str) -> str:
        if place in GROUPS:
            return pick(self.language, *GROUPS[place])
        first, _, number = place.partition("/")
        return pick(self.language, LISTS[first][1], LISTS[first][2], n=number)


def _by_number(row: Stated) -> tuple[int, str]:
    """The order of the elements; what has no number comes last, as it was stated."""
    digits = "".join(sign for sign in row.number if sign.isdecimal())
    return int(digits) if digits else 10**6, row.number


def leaves(tree: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a tree with its pointer; entries of lists are numbered from 1."""
    if isinstance(tree, Mapping):
        for name, held in tree.items():
            yield from leaves(held, f"{at}/{name}")
    elif isinstance(tree, list | tuple):
        for place, held in enumerate(tree, 1):
            yield from leaves(held, f"{at}/{place}")
    else:
        yield at, str(tree)
