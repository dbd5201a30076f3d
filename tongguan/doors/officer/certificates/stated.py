"""What a form states of a document, read and checked before the desk is asked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from tongguan.desk.people.queries import enterprise
from tongguan.doors.look.language import pick
from tongguan.law.rulebook import Rulebook

SUPERVISION, CERTIFICATES = "supervision_document", "certificate_type"
QUANTITY = re.compile(r"[0-9]{1,14}(\.[0-9]{1,5})?")
NUMBER = re.compile(r"[!-~]{1,40}")
COMMODITY = re.compile(r"[0-9]{2,13}")


@dataclass(slots=True)
class Stated:
    """The fields of a form, and what is wrong with them, as (id of the field, sentence)."""

    sent: Mapping[str, str]
    language: str
    errors: list[tuple[str, str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.sent.get(name, "").strip()

    def wrong(self, name: str, en: str, zh: str) -> None:
        self.errors.append((name, pick(self.language, en, zh)))

    def quantity(self, name: str) -> Decimal | None:
        """A quantity in figures, at most five places; None where nothing is stated."""
        said = self.text(name).replace(",", "")
        if said and not QUANTITY.fullmatch(said):
            self.wrong(name, "State the quantity in figures.", "请用数字填写数量。")
            return None
        return Decimal(said) if said else None

    def day(self, name: str) -> date | None:
        try:
            return date.fromisoformat(self.text(name)) if self.text(name) else None
        except ValueError:
            self.wrong(name, "There is no such day.", "没有该日期。")
            return None


def kinds(book: Rulebook, on: date, language: str, *tables: str) -> list[tuple[str, str]]:
    """The codes of these tables, and what each means."""
    return [
        (code, (row.zh if language == "zh" else row.en) or "")
        for table in tables
        for code, row in book.table(table, on).items()
    ]


def document(stated: Stated, book: Rulebook, on: date) -> dict[str, Any]:
    """A document as a form states it; what is wrong is told by `stated`."""
    code, number, unit = stated.text("code"), stated.text("number"), stated.text("unit")
    holder, commodities = stated.text("holder"), stated.text("commodities").split()
    if not any(book.get(table, code, on) for table in (SUPERVISION, CERTIFICATES)):
        stated.wrong("code", "Choose what kind of document it is.", "请选择证件种类。")
    if not NUMBER.fullmatch(number):
        message = "State the number: up to 40 letters, digits and signs, without spaces."
        stated.wrong("number", message, "请填写编号：最多40位字母、数字或符号，不含空格。")
    if enterprise(holder) is None:
        stated.wrong("holder", "No enterprise has this identifier.", "没有使用该代码的企业。")
    first, last = stated.day("valid_from"), stated.day("valid_to")
    if first and last and last < first:
        stated.wrong("valid_to", "It ends before it begins.", "截止日期早于起始日期。")
    quantity = stated.quantity("quantity")
    if unit and book.get("unit", unit, on) is None:
        stated.wrong("unit", "There is no such unit.", "没有该计量单位。")
    elif quantity is not None and not unit:
        stated.wrong("unit", "Say in which unit the quantity is.", "请填写数量的计量单位。")
    if not all(COMMODITY.fullmatch(one) for one in commodities):
        message = "Commodity codes, or their beginnings, are digits with spaces between them."
        stated.wrong("commodities", message, "商品编号或其开头为数字，以空格分隔。")
    return {
        "code": code,
        "number": number,
        "holder": holder,
        "valid_from": first,
        "valid_to": last,
        "commodities": tuple(commodities),
        "quantity": quantity,
        "unit": unit,
        "text": stated.text("text"),
    }
