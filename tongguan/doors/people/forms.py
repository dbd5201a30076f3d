"""What is filled in to register somebody and to give a role. What is refused stands at the field that it is
about, and everything typed stays."""

from collections.abc import Sequence
from typing import Any

from django import forms

from tongguan.desk.people import words
from tongguan.doors.look.language import pick
from tongguan.law.findings import Refused
from tongguan.law.words import say

AT = {
    words.NO_USERNAME: "username",
    words.NO_NAME: "username",
    words.NOT_ONESELF: "username",
    words.NOT_THERE: "capacity",
    words.NOT_YOURS: "capacity",
    words.ENDS_FIRST: "until",
}
"""Which field a refusal is about where it has no pointer."""
CALLED = {
    "username": ("User name", "用户名"),
    "name": ("Name", "姓名"),
    "capacity": ("Acts as", "身份"),
    "until": ("Until", "截止日期"),
}
NAMES = {"autocomplete": "off", "autocapitalize": "none"}


class Asking(forms.Form):
    """A form in one language; which capacity may be given, the desk decides."""

    ids = "%s"
    username = forms.CharField(max_length=150, strip=False, widget=forms.TextInput(attrs=NAMES))
    capacity = forms.CharField(max_length=20, widget=forms.Select)

    def __init__(self, data: Any, language: str, capacities: Sequence[tuple[str, str]]) -> None:
        super().__init__(data, auto_id=self.ids)
        self.language = language
        for name, field in self.fields.items():
            field.label = pick(language, *CALLED[name])
        self.fields["username"].error_messages["required"] = say(words.NO_USERNAME, {}, language)
        self.fields["capacity"].widget.choices = capacities

    def refuse(self, refused: Refused) -> None:
        """Puts each finding at its field."""
        for one in refused.findings:
            named = AT.get(one.code) or one.pointer.lstrip("/")
            self.add_error(
                named if named in self.fields else None, say(one.code, one.arguments, self.language)
            )

    def told(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary: the id of the field, and the sentence."""
        ids = {name: self[name].id_for_label for name in self.fields}
        return [(ids.get(name, ""), str(text)) for name, texts in self.errors.items() for text in texts]


class Registering(Asking):
    """A new account with its first role."""

    ids = "new_%s"
    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    field_order = ("username", "name", "capacity")


class Giving(Asking):
    """Another role for somebody who has an account."""

    until = forms.DateField(
        required=False, input_formats=["%Y-%m-%d"], widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.fields["username"].widget.attrs["list"] = "known"
