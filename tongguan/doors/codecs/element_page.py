"""The page that lists the elements of a declaration, made of the element rows: what each is called, what it
may hold, when it must be stated."""

from datetime import date

from tongguan.law.checks.when import reasons
from tongguan.law.elements import Part, elements, parts
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import NUMBERS

_USES = {"M": "must", "O": "may", "S": "system"}
_HEAD = """# The elements of a declaration

Made of the element rows by `tongguan docs`; change `rules/cn/element.csv` instead. The official numbering
of the 105 elements was not found: this one is reconstructed. A path with `*` has one entry for each line,
container or document; `answer/` marks what the system fills in and gives back. A code table with `?` is known
to be incomplete: an unknown code is only warned of.

`must, when` is proved by the checks of presence. A plain `when` is our reading of the filing rules in words:
the checks whose codes follow it look at it, and where none follows, the declarant answers for it.

"""
_COLUMNS = "| no. | element | 要素 | path | form | code table | stated |\n|--:|---|---|---|---|---|---|\n"


def page(book: Rulebook, on: date) -> str:
    """The page of a day, in Markdown. Raises LookupError: the book has no elements then."""
    rows = [_row(part) for element in elements(book, on) for part in element.parts]
    others = [_row(part) for part in parts(book, on).values() if not part.number]
    return f"{_HEAD}{_COLUMNS}{''.join(rows)}\n## Beyond the elements\n\n{_COLUMNS}{''.join(others)}"


def _row(part: Part) -> str:
    table = part.code_table + ("?" if part.open_table else "")
    cells = (
        part.number,
        part.name("en"),
        part.name("zh"),
        f"`{part.path}`",
        _form(part),
        f"`{table}`" if table else "",
        _stated(part),
    )
    return f"| {' | '.join(cells)} |\n"


def _form(part: Part) -> str:
    if part.type in NUMBERS and part.places:
        return f"{part.type}, {part.most - part.places} digits and {part.places} decimals"
    if part.type in NUMBERS:
        return f"{part.type}, {part.most} digits"
    if not part.most:
        return part.type
    if part.least == part.most:
        return f"{part.type}, exactly {part.most}"
    return f"{part.type}, {f'{part.least} to' if part.least > 1 else 'up to'} {part.most}"


def _stated(part: Part) -> str:
    if part.when:
        return f"must, when {reasons(part.when, 'en')}"
    if part.use == "C":
        held = f" ({', '.join(part.held_by)})" if part.held_by else ""
        return f"when {part.condition_en}{held}"
    return _USES[part.use]
