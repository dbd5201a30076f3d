"""What must be stated, and whether its codes are in their tables: one walk over the declaration by its rows.

These codes are not functions of their own, because the rows say what they ask; their messages stand here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, is_dataclass
from operator import attrgetter
from typing import Any, get_args, get_origin

from tongguan.law.checks.subject import Subject, both
from tongguan.law.checks.when import ENTRY, WHOLE, EntryTest, Test, reasons
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding
from tongguan.law.stating.parts import Part, fields_of
from tongguan.law.words import register

MISSING = register("P001", "{element} must be stated", "{element}必须申报")
MISSING_HERE = register(
    "P002", "{element} must be stated, because {reason}", "{element}必须申报，因为{reason}"
)
INSPECTION_MISSING = register(
    "Q001",
    "{element} must be stated, because goods of this declaration are subject to inspection",
    "{element}必须申报，因为本报关单含须检验检疫的货物",
)
NO_CODE = register(
    "K001", "{value} is not a code of {element} on {day}", "{value}在{day}不是{element}的有效代码"
)
NOT_IN_LIST = register(
    "K002",
    "{value} is not in our list of {element}, which is not complete; it was not checked",
    "{value}不在现有{element}代码表中（该表不完整），未能核对",
)
WRONG_WAY = register(
    "K003", "{value} ({name}) is not a code for {direction}", "{value}（{name}）不适用于{direction}"
)
NOT_THEN = register(
    "K004",
    "{value} is a code of {element}, but was not in force on {day}",
    "{value}是{element}的代码，但在{day}无效",
)
GENERIC = (MISSING, MISSING_HERE, INSPECTION_MISSING, NO_CODE, NOT_IN_LIST, WRONG_WAY, NOT_THEN)

DIRECTIONS = {"I": ("imports", "进口"), "E": ("exports", "出口")}
OWN_CHECKS = ("commodity",)
"""Tables whose codes have checks of their own, which say more."""


Get = Callable[[Any], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What must be stated at times: when all conditions of the whole and of the entry hold."""

    name: str
    part: Part
    code: str
    whole: tuple[Test, ...]
    entry: tuple[EntryTest, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Coded:
    name: str
    part: Part
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What must be stated on the same conditions."""

    whole: tuple[Test, ...]
    entry: tuple[EntryTest, ...]
    get: Get


@dataclass(frozen=True, slots=True)
class _Node:
    """What to look at in one kind of object. Each `get` fetches several fields at once, so that what is
    complete costs one call. `silent`: nothing is asked of an object that is absent."""

    needed: tuple[tuple[str, Part], ...]
    get_needed: Get
    asked: tuple[_Asked, ...]
    grounds: tuple[_Ground, ...]
    coded: tuple[_Coded, ...]
    get_coded: Get
    code_lists: tuple[_Coded, ...]
    singles: tuple[tuple[str, "_Node"], ...]
    lists: tuple[tuple[str, "_Node"], ...]
    silent: bool


def stated(s: Subject, known: Mapping[str, Part]) -> list[Finding]:
    """Findings of presence and codes, in the order of the declaration, not yet with their severity."""
    found: list[Finding] = []
    _visit(_compiled(s, known), s.declaration, "", s, found, 0)
    return found


def wanted(s: Subject, known: Mapping[str, Part]) -> frozenset[str]:
    """Where something must be stated by what the rows ask of this declaration, whether it is or not."""
    found: set[str] = set()
    _want(_compiled(s, known), s.declaration, "", s, found, 0)
    return frozenset(found)


def _compiled(s: Subject, known: Mapping[str, Part]) -> "_Node":
    """What to look at, made of the rows once for each law."""
    sixteen = s.values(INSPECTION_MISSING)
    node = s.book.memo.get(("stated", id(known), s.imports, s.on, sixteen))
    if node is None:
        tables = sorted({part.code_table for part in known.values() if part.code_table})
        # Between two changes of a table the book gives the same mapping: such days share a node.
        law = ("stated", id(known), s.imports, sixteen, *(id(s.book.table(name, s.on)) for name in tables))
        made = s.book.memo.get(law) or _node(Declaration, "", _Law(known, s, sixteen))
        if made is None:
            raise LookupError(f"{s.book.jurisdiction}: the elements on {s.on} ask for nothing")
        node = s.book.memo.setdefault(("stated", id(known), s.imports, s.on, sixteen), made)
        s.book.memo[law] = made
    return node  # type: ignore[no-any-return]


class _Law:
    """What the rows say, while nodes are made of them."""

    def __init__(self, known: Mapping[str, Part], s: Subject, sixteen: tuple[str, ...]) -> None:
        self.known, self.book, self.on, self.letter = known, s.book, s.on, s.letter
        way = "import" if s.imports else "export"
        self.sixteen = {path for path, _, only in (p.partition(":") for p in sixteen) if only in ("", way)}

    def codes(self, part: Part) -> frozenset[str]:
        table = self.book.table(part.code_table, self.on)
        return frozenset(code for code, row in table.items() if row.direction in ("", self.letter))

    def asked(self, name: str, part: Part) -> list[_Asked]:
        """The grounds on which a part must be stated at times; that of the sixteen comes first."""
        found = []
        if part.path in self.sixteen:
            found.append(self._asked(name, part, INSPECTION_MISSING, ("inspected",)))
        if part.use in ("M", "C") and part.when and not (found and part.when == ("inspected",)):
            found.append(self._asked(name, part, MISSING_HERE, part.when))
        return found

    def _asked(self, name: str, part: Part, code: str, names: tuple[str, ...]) -> _Asked:
        strange = [name for name in names if name not in WHOLE and name not in ENTRY]
        if strange:
            raise LookupError(f"element {part.path}: no condition is called {', '.join(strange)}")
        whole = tuple(WHOLE[name] for name in names if name in WHOLE)
        return _Asked(name, part, code, whole, tuple(ENTRY[n] for n in names if n in ENTRY), names)


def _node(kind: type, path: str, law: _Law) -> _Node | None:
    """What to look at below a path; None where the rows ask nothing there."""
    needed, asked, coded, code_lists, singles, lists = [], [], [], [], [], []
    for name, held in fields_of(kind).items():
        part, below = law.known.get(path + name), path + name
        if part is not None:
            if part.use == "M" and not part.when:
                needed.append((name, part))
            else:
                asked += law.asked(name, part)
            if part.code_table and part.code_table not in OWN_CHECKS:
                coded.append(_Coded(name, part, law.codes(part)))
        if get_origin(held) is tuple:
            inner, each = get_args(held)[0], law.known.get(below + "/*")
            if is_dataclass(inner) and (node := _node(inner, below + "/*/", law)):  # type: ignore[arg-type]
                lists.append((name, node))
            elif each is not None and each.code_table:
                code_lists.append(_Coded(name, each, law.codes(each)))
        elif is_dataclass(held) and (node := _node(held, below + "/", law)):  # type: ignore[arg-type]
            singles.append((name, node))
    if not (needed or asked or coded or code_lists or singles or lists):
        return None
    return _Node(
        needed=tuple(needed), get_needed=_getter(name for name, _ in needed),
        asked=tuple(asked), grounds=_grounds(asked),
        coded=tuple(coded), get_coded=_getter(one.name for one in coded),
        code_lists=tuple(code_lists), singles=tuple(singles), lists=tuple(lists),
        silent=not (needed or asked) and all(below.silent for _, below in singles),
    )  # fmt: skip


def _getter(names: Iterable[str]) -> Get:
    """Fetches several fields at once, as a tuple even where there are fewer than two."""
    several = tuple(names)
    if not several:
        return lambda held: ()
    get = attrgetter(*several)
    return get if len(several) > 1 else lambda held: (get(held),)


def _grounds(asked: Iterable[_Asked]) -> tuple[_Ground, ...]:
    names: dict[tuple[tuple[Test, ...], tuple[EntryTest, ...]], list[str]] = {}
    for one in asked:
        names.setdefault((one.whole, one.entry), []).append(one.name)
    return tuple(_Ground(whole, entry, _getter(held)) for (whole, entry), held in names.items())


def _visit(node: _Node, held: Any, at: str, s: Subject, found: list[Finding], place: int) -> None:
    # What is all there and more than zero needs no closer look.
    if node.needed and not all(node.get_needed(held)):
        found += _missing(node, held, at)
    for ground in node.grounds:
        whole = s.held.get(ground.whole)
        if whole is None:
            whole = s.held[ground.whole] = all(test(s) for test in ground.whole)
        if whole and _applies_here(ground, s, place, held) and not all(ground.get(held)):
            found += _missing_here(node, held, at, s, place)
            break
    if node.coded:
        for coded, value in zip(node.coded, node.get_coded(held), strict=True):
            if value is not None and value not in coded.codes:
                found.append(_why_no_code(coded, value, f"{at}/{coded.name}", s))
    for coded in node.code_lists:
        for number, value in enumerate(getattr(held, coded.name), 1):
            if value not in coded.codes:
                found.append(_why_no_code(coded, value, f"{at}/{coded.name}/{number}", s))
    for name, below in node.singles:
        single = getattr(held, name)
        if single is not None:
            _visit(below, single, f"{at}/{name}", s, found, place)
        elif not below.silent:
            _absent(below, f"{at}/{name}", s, found, place)
    for name, below in node.lists:
        for number, entry in enumerate(getattr(held, name), 1):
            _visit(below, entry, f"{at}/{name}/{number}", s, found, number)


def _absent(node: _Node, at: str, s: Subject, found: list[Finding], place: int) -> None:
    found += _missing(node, None, at)
    found += _missing_here(node, None, at, s, place)
    for name, below in node.singles:
        _absent(below, f"{at}/{name}", s, found, place)


def _missing(node: _Node, held: Any, at: str) -> Iterator[Finding]:
    for name, part in node.needed:
        if getattr(held, name, None) in (None, ()):
            yield Finding(MISSING, f"{at}/{name}", _element(part))


def _missing_here(node: _Node, held: Any, at: str, s: Subject, place: int) -> Iterator[Finding]:
    """What is not stated though the conditions for it hold, each once, on the first ground that it has."""
    said = ""
    for asked in node.asked:
        absent = asked.name != said and getattr(held, asked.name, None) in (None, ())
        if absent and _applies(asked, s, place, held):
            said = asked.name
            arguments = {**_element(asked.part), **(_because(asked) if asked.code == MISSING_HERE else {})}
            yield Finding(asked.code, f"{at}/{asked.name}", arguments)


def _want(node: _Node, held: Any, at: str, s: Subject, found: set[str], place: int) -> None:
    found.update(f"{at}/{name}" for name, _ in node.needed)
    found.update(f"{at}/{asked.name}" for asked in node.asked if _applies(asked, s, place, held))
    for name, below in node.singles:
        _want(below, getattr(held, name, None), f"{at}/{name}", s, found, place)
    for name, below in node.lists:
        for number, entry in enumerate(getattr(held, name, ()), 1):
            _want(below, entry, f"{at}/{name}/{number}", s, found, number)


def _applies(asked: _Asked, s: Subject, place: int, held: Any) -> bool:
    return all(test(s) for test in asked.whole) and _applies_here(asked, s, place, held)


def _applies_here(asked: _Asked | _Ground, s: Subject, place: int, held: Any) -> bool:
    return not asked.entry or all(test(s, place, held) for test in asked.entry)


def _element(part: Part) -> dict[str, str]:
    return both("element", part.short("en"), part.short("zh"))


def _because(asked: _Asked) -> dict[str, str]:
    return both("reason", reasons(asked.reasons, "en"), reasons(asked.reasons, "zh"))


def _why_no_code(coded: _Coded, value: str, at: str, s: Subject) -> Finding:
    part, day = coded.part, {"day": s.on.isoformat()}
    row = s.book.get(part.code_table, value, s.on)
    if row is not None:
        way = both("direction", *DIRECTIONS[s.letter])
        return Finding(WRONG_WAY, at, {"value": value, **both("name", row.en, row.zh), **way})
    arguments = {"value": value, **_element(part)}
    if s.book.history(part.code_table, value):
        return Finding(NOT_THEN, at, {**arguments, **day})
    if part.open_table or not coded.codes:
        return Finding(NOT_IN_LIST, at, arguments)
    return Finding(NO_CODE, at, {**arguments, **day})
