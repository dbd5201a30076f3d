"""What a trader fills in for each step that is theirs."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms

from tongguan.desk.inspections.bookings import OpenSlots
from tongguan.doors.clock import ZONE
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, No, placed
from tongguan.law.money import in_money

MOST = 2000
REFERENCE = 60
Choices = Sequence[tuple[str, str]] | Sequence[tuple[str, Sequence[tuple[str, str]]]]


def both(en: str, zh: str) -> str:
    """A label in both languages, of which the form shows one."""
    return f"{en}\n{zh}"


STATE = ("Fill in: {name}.", "请填写：{name}。")
CHOOSE = ("Choose: {name}.", "请选择：{name}。")
OFFERED = ("Choose one of those that are offered: {name}.", "请在所列选项中选择：{name}。")


class Asking(forms.Form):
    """A form in one language, and what its fields offer to choose."""

    def __init__(self, data: Any = None, *, language: str, choices: dict[str, Choices] | None = None) -> None:
        super().__init__(data)
        for field in self.fields.values():
            field.label = pick(language, *str(field.label).split("\n"))
            asked = CHOOSE if isinstance(field, forms.ChoiceField) else STATE
            field.error_messages["required"] = pick(language, *asked, name=field.label)
            field.error_messages["invalid_choice"] = pick(language, *OFFERED, name=field.label)
            if field.help_text:
                field.help_text = pick(language, *field.help_text.split("\n"))
        for name, offered in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = offered  # type: ignore[attr-defined]

    def told(self) -> Errors:
        """What is wrong with what was filled in, each sentence at its field."""
        return [(self[name].auto_id, str(text)) for name, texts in self.errors.items() for text in texts]

    def at(self, no: No, language: str) -> Errors:
        """Why the desk did not do it: at the field that a finding points to, else at the first."""
        ids = {f"/{name}": self[name].auto_id for name in self.fields}
        return placed(no, language, ids, next(iter(ids.values()), ""))


def words(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class Nothing(Asking):
    """Nothing is to be filled in."""


class Saying(Asking):
    """Words to the office."""

    text = forms.CharField(
        max_length=MOST, widget=words(5), label=both("What you say to customs", "致海关的说明")
    )


class Referring(Asking):
    """The reference of a paper that proves it."""

    reference = forms.CharField(
        max_length=REFERENCE, label=both("Number of the document or record", "证件或记录编号")
    )


class Presenting(Asking):
    """Who is there when the goods are looked at."""

    present = forms.ChoiceField(widget=forms.RadioSelect, label=both("Who is present", "到场人员"))


class Booking(Asking):
    """A free time at a site."""

    slot = forms.ChoiceField(
        label=both("Site and time", "场地与时间"),
        help_text=both("Only times that are still free are offered.", "仅列出可预约的时间。"),
    )


class Why(Asking):
    """Why a declaration is to be withdrawn or amended, and what proves it."""

    cause = forms.ChoiceField(widget=forms.RadioSelect, label=both("Cause", "情形"))
    evidence = forms.CharField(
        max_length=MOST,
        widget=words(4),
        label=both("Evidence", "证明材料"),
        help_text=both("Say which documents prove the cause.", "请注明证明上述情形的材料。"),
    )


class Disposing(Asking):
    """Which goods are to come to another end, and why."""

    part = forms.ChoiceField(required=False, label=both("Which goods", "货物"))
    text = forms.CharField(max_length=MOST, widget=words(4), label=both("Reason", "理由"))


class Ordering(Asking):
    """The bank that is to pay."""

    bank = forms.ChoiceField(label=both("Bank", "银行"))


class Securing(Asking):
    """The guarantee that is to stand for the charges."""

    guarantee = forms.ChoiceField(widget=forms.RadioSelect, required=False, label=both("Guarantee", "担保"))
    monthly = forms.BooleanField(required=False, label=both("Pay by the month (consolidated)", "汇总征税"))


def slots(found: Iterable[OpenSlots], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Free times, by site and day."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for site, times in found:
        name = pick(language, site.name_en, site.name_zh)
        for starts_at, length, bays in times:
            here = starts_at.astimezone(ZONE)
            until = (here + length).strftime("%H:%M")
            free = pick(language, "{n} free", "余{n}", n=bays)
            said = f"{here:%Y-%m-%d %H:%M}–{until} · {name} · {free}"
            grouped.setdefault(f"{name} · {here:%Y-%m-%d}", []).append((slot(site.code, starts_at), said))
    return list(grouped.items())


def slot(site: str, starts_at: datetime) -> str:
    """A free time as a form sends it back."""
    return f"{site} {starts_at.isoformat()}"


def money(amount: Decimal, currency: str) -> str:
    return f"{in_money(amount)} {currency}"
