"""The conditions that element rows name in their column `when`. The function is the law's reading, the codes
that it compares with are the rows of table `condition`; the docstring says why something must be stated."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from tongguan.law.checks.subject import Subject
from tongguan.law.stating.parts import Part
from tongguan.law.words import MESSAGES, register

Test = Callable[[Subject], bool]
EntryTest = Callable[[Subject, int, Any], bool]

WHOLE: dict[str, Test] = {}
"""Conditions of the declaration as a whole."""

ENTRY: dict[str, EntryTest] = {}
"""Conditions of one entry of a list: the subject, the entry's place from 1, the entry."""


def because(name: str, zh: str, source: Callable[..., Any]) -> None:
    """Lodge the words of a condition. Raises RuntimeError: its docstring was stripped."""
    if source.__doc__ is None:
        raise RuntimeError(
            f"{name} has lost its message: docstrings are the law's words, do not run with -OO"
        )
    register(f"when.{name}", source.__doc__, zh)


def condition(*, zh: str) -> Callable[[Test], Test]:
    """Lodge a condition of the whole under its function's name; of each declaration it is asked once."""

    def lodge(test: Test) -> Test:
        name = test.__name__
        because(name, zh, test)

        def holds(subject: Subject) -> bool:
            held = subject.held.get(name)
            if held is None:
                held = subject.held[name] = test(subject)
            return held

        WHOLE[name] = holds
        return holds

    return lodge


def entry_condition(*, zh: str) -> Callable[[EntryTest], EntryTest]:
    """Lodge a condition of one entry under its function's name."""

    def lodge(test: EntryTest) -> EntryTest:
        because(test.__name__, zh, test)
        ENTRY[test.__name__] = test
        return test

    return lodge


def reasons(names: Iterable[str], language: str) -> str:
    """Why something must be stated, when all these conditions hold. Raises KeyError: there is no such
    condition."""
    said = [MESSAGES[f"when.{name}"] for name in names]
    return "，且".join(zh for _, zh in said) if language == "zh" else " and ".join(en for en, _ in said)


def condition_of(part: Part, known: Mapping[str, Part], language: str) -> str:
    """On what condition a part is stated, in words; empty where it has none. What must be stated in each
    entry of a list has that of the list, which is found among `known`, the parts of the day."""
    if part.when:
        return reasons(part.when, language)
    if part.use == "M":
        lists = (known[path] for path in _lists(part.path) if path in known)
        return next((said for held in lists if (said := condition_of(held, known, language))), "")
    return part.condition_zh if language == "zh" else part.condition_en


def _lists(path: str) -> Iterable[str]:
    """The paths of the lists in which a part stands, the innermost first."""
    while "/*" in path:
        path = path.rpartition("/*")[0]
        yield path


# "import" is a word of Python, so this one cannot be named by its function.
WHOLE["import"] = lambda subject: subject.imports
WHOLE["export"] = lambda subject: not subject.imports
register("when.import", "the goods are imported", "货物进境")
register("when.export", "the goods are exported", "货物出境")


@condition(zh="货物实际进出境运输")
def conveyed(s: Subject) -> bool:
    """the goods cross the border by a conveyance"""
    return s.declaration.transport_mode in s.listed("conveyed")


@condition(zh="货物经水路运输")
def water(s: Subject) -> bool:
    """the goods go by water"""
    return s.declaration.transport_mode in s.listed("water")


@condition(zh="该运输方式须有提运单")
def billed(s: Subject) -> bool:
    """goods of this mode of transport go on a bill"""
    return s.declaration.transport_mode in s.listed("billed")


@condition(zh="货物为一般贸易")
def general_trade(s: Subject) -> bool:
    """the goods are in general trade"""
    return s.declaration.supervision_mode in s.listed("general_trade")


@condition(zh="该监管方式须凭备案号申报")
def processing(s: Subject) -> bool:
    """this supervision mode works with a ledger or handbook"""
    return s.declaration.supervision_mode in s.listed("processing")


@condition(zh="备案号为手册、账册或减免税证明")
def ledger(s: Subject) -> bool:
    """the ledger or handbook lists the goods by line"""
    return (s.declaration.ledger_number or "").startswith(s.listed("ledger") or ("\0",))


@condition(zh="货物须检验检疫")
def inspected(s: Subject) -> bool:
    """the goods are subject to inspection and quarantine"""
    return any(inspection_reasons(s))


@entry_condition(zh="该商品有法定第二计量单位")
def second_unit(s: Subject, place: int, entry: Any) -> bool:
    """the commodity has a second statutory unit"""
    commodity = s.commodities[place - 1]
    return commodity is not None and bool(commodity.second_unit)


@entry_condition(zh="该单证有编号")
def numbered_document(s: Subject, place: int, entry: Any) -> bool:
    """this kind of document has a number"""
    return entry.code is not None and entry.code not in s.listed("unnumbered")


def inspection_reasons(s: Subject) -> Mapping[str, str]:
    """Why the goods are subject to inspection: the kind of reason and what it rests on (a commodity code, a
    country, a type of packing). Statutory by the tariff's letters; or by what they come in or come from
    (GACC filing rules; Law on the Entry and Exit Animal and Plant Quarantine art. 2)."""
    d = s.declaration
    found: dict[str, str] = {}
    letters = s.listed("inspected_import" if s.imports else "inspected_export")
    for item, commodity in zip(s.items, s.commodities, strict=True):
        if commodity and commodity.supervision and any(letter in commodity.supervision for letter in letters):
            found.setdefault("commodity", item.commodity_code or "")
        if s.imports and item.origin_country in s.listed("epidemic_area"):
            found.setdefault("area", item.origin_country or "")
    packings = (d.package_type, *(other.type for other in d.other_packages))
    wooden = [packing for packing in packings if packing in s.listed("wooden_packing")]
    if wooden and conveyed(s):
        found.setdefault("packing", wooden[0] or "")
    return found
