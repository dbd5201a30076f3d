"""The parts of the elements: what each field is called, how long it may be, what it must be.

The rows of table `element` come with the book; `parts` puts them in the order of `Declaration` and proves
that each names a field there. Readers, checks of presence and codes, schemas, codecs and forms come of them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

from tongguan.law.declaration import Declaration
from tongguan.law.faults import Fault, neither
from tongguan.law.rulebook import Rulebook
from tongguan.law.tables import Columns, required

BRACKETS = re.compile(r" ?\([^()]*\)|（[^（）]*）")
COLUMNS = (
    "number", "group", "en", "zh", "label_en", "label_zh", "type", "length", "code_table", "use", "when",
    "condition_en", "condition_zh", "held_by", "tag", "wco", "wco_export", "replaces",
)  # fmt: skip
_TEXTS = (
    "number", "label_en", "label_zh", "condition_en", "condition_zh", "tag", "wco", "wco_export", "replaces",
)  # fmt: skip
ANSWER = "answer/"
"""What the system fills in and gives back has its path in the answer, not in the declaration."""

TEXTS = ("text", "prose", "code", "digits")
NUMBERS = ("number", "signed", "integer")
TYPES: Mapping[str, frozenset[type]] = {
    **dict.fromkeys(TEXTS, frozenset({str})),
    "number": frozenset({Decimal}),
    "signed": frozenset({Decimal}),
    "integer": frozenset({int, Decimal}),
    "date": frozenset({date}),
    "time": frozenset({datetime}),
    "list": frozenset({tuple}),
}
"""The types that a row may name, and which fields they fit. `text` is one line, `prose` may have several,
`code` is letters, digits and - _ . /, `signed` may be less than zero, `time` is an instant and its offset."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of an element.

    `least` and `most` bound the characters of a text or the entries of a list; of a number, `most` is all its
    digits and `places` those after the point. `open_table`: the code table is known to be incomplete, so that
    an unknown code is only warned of. `use`: M must be stated (with `when`: where all these conditions hold),
    C likewise but only with `when`, O may be stated, S is filled by the system. A C without `when` has its
    condition in words, and in `held_by` the codes of the checks that look at it. `tag` is the single
    window's, `wco` the path in the WCO Data Model (`wco_export` where exports differ), `replaces` names the
    customs and inspection items of old.
    """

    number: str
    group: str
    en: str
    zh: str
    label_en: str
    label_zh: str
    type: str
    least: int
    most: int
    places: int
    code_table: str
    open_table: bool
    use: Literal["M", "C", "O", "S"]
    when: tuple[str, ...]
    condition_en: str
    condition_zh: str
    held_by: tuple[str, ...]
    tag: str
    wco: str
    wco_export: str
    replaces: str
    path: str = ""

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        kind, use = required(columns, "type"), required(columns, "use")
        if kind not in TYPES:
            raise neither("type", kind, *TYPES)
        if use not in ("M", "C", "O", "S"):
            raise neither("use", use, "M", "C", "O", "S")
        if bool(columns.get("label_en")) != bool(columns.get("label_zh")):
            raise Fault("label_en, label_zh", "a label needs both languages", "标签应有中英文两种文字")
        least, most, places = _length(kind, columns.get("length", ""))
        table = columns.get("code_table", "")
        return cls(
            least=least, most=most, places=places, type=kind, use=use,  # type: ignore[arg-type]
            en=required(columns, "en"), zh=required(columns, "zh"), group=required(columns, "group"),
            code_table=table.removesuffix("?"), open_table=table.endswith("?"),
            when=tuple(columns.get("when", "").split()), held_by=tuple(columns.get("held_by", "").split()),
            **{name: columns.get(name, "") for name in _TEXTS},
        )  # fmt: skip

    def name(self, language: str) -> str:
        """What the part is called: the element's name, and the part's own where the element has several and
        it does not merely repeat that."""
        element, label = (self.zh, self.label_zh) if language == "zh" else (self.en, self.label_en)
        if not label or self.label_en == self.en or self.label_zh == self.zh:
            return element
        return f"{element}：{label}" if language == "zh" else f"{element}: {label}"

    def short(self, language: str) -> str:
        """The same in lists and sentences: without what is explained in brackets."""
        return BRACKETS.sub("", self.name(language))


def conditional(key: str, columns: Columns) -> None:
    """Proves of a row to be published that what is conditional says on what: by `when`, or else in words of
    both languages. Raises Fault."""
    use = columns.get("use")
    words = [bool(columns.get(name)) for name in ("condition_en", "condition_zh")]
    if any(words) and (not all(words) or use != "C" or columns.get("when")):
        raise Fault(
            "condition_en, condition_zh",
            "a condition in words needs both languages, use C and no `when`",
            "文字条件须有中英文两种文字，且仅用于use为C、when为空的要素",
        )
    if use == "C" and not columns.get("when") and not any(words):
        raise Fault("use", "C needs its condition: `when`, or words", "C类要素须写明条件：when或文字条件")


def _length(kind: str, text: str) -> tuple[int, int, int]:
    if kind in ("date", "time"):
        if text:
            raise Fault("length", "a {kind} has none", "{kind}类型不填长度", kind=kind)
        return 0, 0, 0
    first, _, second = text.partition("." if kind in NUMBERS else "-")
    if not first.isdecimal() or (second and not second.isdecimal()):
        raise Fault("length", "{text!r} is not a length", "“{text}”不是长度", text=text)
    if kind in NUMBERS:
        if int(second or 0) >= int(first):
            raise Fault(
                "length", "{text!r} leaves no digit before the point", "“{text}”未留整数位", text=text
            )
        return 1, int(first), int(second or 0)
    return (int(first), int(second), 0) if second else (1, int(first), 0)


def plain(hint: Any) -> Any:
    """The type that a field holds when it is stated: `Party` of `Party | None`."""
    if get_origin(hint) is UnionType:
        return next(t for t in get_args(hint) if t is not type(None))
    if get_origin(hint) is Literal:
        return str
    return hint


@cache
def fields_of(shape: type) -> Mapping[str, Any]:
    """The fields of a dataclass of the declaration, in order, each with the type that it holds."""
    return {name: plain(hint) for name, hint in get_type_hints(shape).items()}


def walk(shape: type = Declaration, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every path below a dataclass, in order, with what it holds: `tuple` for a list, the type of a leaf."""
    for name, held in fields_of(shape).items():
        path = above + name
        if get_origin(held) is tuple:
            yield path, tuple
            held, path = get_args(held)[0], path + "/*"
        if is_dataclass(held):
            yield from walk(held, path + "/")  # type: ignore[arg-type]
        else:
            yield path, held


@cache
def places() -> Mapping[str, Any]:
    """Every path of the declaration with what it holds."""
    return dict(walk())


def parts(book: Rulebook, on: date) -> Mapping[str, Part]:
    """The parts of the day by path, in the order of `Declaration`, the system's own last. Raises LookupError:
    a row names no field, or a type that does not fit it; or the book has no elements."""
    memo = book.memo.get(("parts", on))
    if memo is not None:
        return memo  # type: ignore[no-any-return]
    rows, found = book.table("element", on), dict[str, Part]()
    for path, held in places().items():
        row = rows.get(path)
        if row is None:
            continue
        if held not in TYPES[row.type]:
            raise LookupError(f"element {path}: type {row.type} does not fit {held.__name__}")
        found[path] = replace(row, path=path)
    for path in sorted(path for path in rows if path.startswith(ANSWER)):
        found[path] = replace(rows[path], path=path)
    strange = [path for path in rows if path not in found]
    if strange or not found:
        raise LookupError(f"{book.jurisdiction}: elements on {on} name no field: {strange or 'none at all'}")
    # One mapping for all days on which the same rows hold keeps what is compiled of them shared.
    shared = book.memo.setdefault(("parts", tuple(found.values())), found)
    return book.memo.setdefault(("parts", on), shared)  # type: ignore[no-any-return]
