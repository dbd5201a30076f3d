"""Mistakes that traders make, each by its name in the column `story` of the day: what is wrong with the row.

Every one is made on the finished statement or on its bytes, as it happens in life.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

Tree = dict[str, Any]


def no_licence(tree: Tree) -> None:
    tree.pop("documents")


no_ledger = no_licence


def total(tree: Tree) -> None:
    item = tree["items"][0]
    item["total"] = str(Decimal(item["total"]) + 1000)


def container_digit(tree: Tree) -> None:
    box = tree["containers"][0]
    box["number"] = box["number"][:-1] + str((int(box["number"][-1]) + 4) % 10)


def net_over_gross(tree: Tree) -> None:
    tree["net_weight"] = str(Decimal(tree["gross_weight"]) + 75)


def no_inspection(tree: Tree) -> None:
    for name in ("departure_date", "destination_office", "user_contact", "user_phone"):
        tree.pop(name)
    for item in tree["items"]:
        for name in ("purpose", "attributes", "inspection_code"):
            item.pop(name)


def no_freight(tree: Tree) -> None:
    tree.pop("freight")


def credit_code(tree: Tree) -> None:
    code = tree["trader"]["identifier"]
    tree["trader"]["identifier"] = code[:-1] + ("8" if code[-1] == "7" else "7")


def no_authority(tree: Tree) -> None:
    """Nothing on the paper is wrong: the people room has no authority of this consignee for this broker."""


def old_code(tree: Tree) -> None:
    tree["items"][0]["commodity_code"] = "2601110000"


def exponent(tree: Tree) -> None:
    tree["items"][0]["total"] = "5.28e4"


def reused(tree: Tree) -> None:
    """The row itself bears a reference that an earlier one has taken."""


def country(tree: Tree) -> None:
    tree["country"] = "XQZ"


def wide_digits(tree: Tree) -> None:
    tree["packages"] = "１"


def cut_short(tree: Tree) -> None:
    """The bytes end too early: see `cut`."""


_ALL: tuple[Callable[[Tree], None], ...] = (
    no_licence, total, container_digit, net_over_gross, no_inspection, no_freight, credit_code,
    no_authority, old_code, exponent, reused, country, wide_digits, cut_short,
)  # fmt: skip
MISTAKES: dict[str, Callable[[Tree], None]] = {
    **{mistake.__name__: mistake for mistake in _ALL},
    "no_ledger": no_ledger,
}


def spoil(story: str, tree: Tree) -> None:
    """Makes the mistake that the story names, if it names one."""
    if story.startswith("wrong "):
        MISTAKES[story.removeprefix("wrong ")](tree)


def cut(story: str, content: bytes) -> bytes:
    return content[: len(content) * 2 // 3] if story == "wrong cut_short" else content
