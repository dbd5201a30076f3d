"""What the forms about money ask for: figures, days, reasons; and what is wrong with what was sent."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from tongguan.doors.look import legible
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, Errors, placed

OPTIONAL = ("valid_from", "valid_until")
"""Days that may be left empty."""
FIGURE = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")


def text(request: Asked, name: str) -> str:
    """What a field holds, without the space around it."""
    return request.POST.get(name, "").strip()


def figure(said: str) -> Decimal | None:
    """An amount in figures; commas may part the thousands."""
    plain = said.strip().replace(",", "")
    return Decimal(plain) if FIGURE.fullmatch(plain) else None


def asked(request: Asked, *names: str, suffix: str = "") -> Errors:
    """What is wrong with the fields of these names: left empty, no figure, no day. Their ids end in
    `suffix`."""
    return [
        (name + suffix, sentence)
        for name in names
        if (sentence := _wrong(name, text(request, name), request))
    ]


def _wrong(name: str, said: str, request: Asked) -> str:
    language = request.language
    if name == "amount" and figure(said) is None:
        return pick(language, "State the amount in figures.", "请用数字填写金额。")
    if name == "since" and legible.day(said) is None:
        return pick(language, "State the day.", "请填写日期。")
    if name == "reference" and not said:
        return pick(language, "State the number of the payment order.", "请填写退款凭证号。")
    if name == "number" and not said:
        return pick(language, "State the number of the letter.", "请填写保函编号。")
    if name in OPTIONAL:
        wrong = said and legible.day(said) is None
        return pick(language, "There is no such day.", "没有该日期。") if wrong else ""
    return "" if said else pick(language, "Say the reason.", "请注明理由。")


def amount(request: Asked) -> Decimal:
    """The amount, after `asked` found nothing wrong with it."""
    return figure(text(request, "amount")) or Decimal(0)


def since(request: Asked) -> date:
    """The day, after `asked` found nothing wrong with it."""
    return legible.day(text(request, "since")) or request.on


def refused(
    request: Asked, act: Callable[[], object], at: Mapping[str, str], otherwise: str, suffix: str = ""
) -> Errors:
    """Does something; what kept it from being done: at the field whose name `at` gives for the code of a
    finding, at that of its pointer, or `otherwise`. Their ids end in `suffix`."""
    fields = {f"/{name}": name for name in request.POST} | dict(at)
    try:
        act()
    except NOT_DONE as no:
        told = placed(no, request.language, fields, otherwise)
        return [(name and name + suffix, sentence) for name, sentence in told]
    return []
