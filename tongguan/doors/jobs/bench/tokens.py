"""What of a dossier's texts a copy changes, and the texts with places for it."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from tongguan.desk.cargo.models import Expectation, Fact
from tongguan.desk.cargo.names import BILL, CALL
from tongguan.desk.declarations.models import Claim
from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.statements import utc_text
from tongguan.desk.notices.models import Notice
from tongguan.desk.revenue.models import Paper

Model = type[models.Model]
Values = dict[str, Any]
ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"})
DAY = re.compile(r"(?<!\d)(?:19|20)\d\d-[01]\d-[0-3]\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Place:
    """A value that each copy works out for itself."""

    name: str


class Tokens:
    """Of one dossier."""

    def __init__(self, cover: Values, rows: Mapping[Model, list[Values]]) -> None:
        expected = rows[Expectation]
        bills = [one["key"] for one in expected if one["about"] == BILL]
        sent = [one["reference"] for one in rows[Paper]]
        named: dict[str, Iterable[str]] = {
            "part": [part for part in json.loads(cover["parts"]) if part],
            "bill": bills,
            "call": [one["key"] for one in expected if one["about"] == CALL],
            "local": [one["reference"] for one in rows[Claim]],
            "token": [one["token"] for one in rows[Notice]],
            "sent": [one for one in sent if str(cover["id"]) not in one],
        }
        self.own = {
            f"{what}{place}": text
            for what, texts in named.items()
            for place, text in enumerate(dict.fromkeys(texts))
        }
        self.firms = {
            f"firm{place}": text
            for place, text in enumerate(dict.fromkeys((cover["trader"], cover["declarant"])))
            if text
        }
        self.facts = {one["id"] for one in rows[Fact]}
        self.days: dict[str, int] = {}
        self.numbered: dict[str, int] = {}
        self.bays: dict[str, int] = {}
        self.names = {str(cover["id"]): "id", cover["reference"]: "reference"}
        self.names |= {text: name for name, text in (*self.own.items(), *self.firms.items())}
        self._find()

    def _find(self) -> None:
        longest = sorted(self.names, key=len, reverse=True)
        self.pattern = re.compile(f"{'|'.join(map(re.escape, longest))}|{DAY.pattern}")

    def sealed(self, name: str, hexadecimal: str) -> str:
        """A place for a digest."""
        self.names[hexadecimal] = name
        self._find()
        return name

    def marked(self, text: str) -> str:
        """A text with its places."""
        return self.pattern.sub(self._place, text.replace("%", "%%"))

    def _place(self, found: "re.Match[str]") -> str:
        text = found.group()
        name = self.names.get(text)
        if name is None:
            try:
                self.days.setdefault(name := f"day{text}", date.fromisoformat(text).toordinal())
            except ValueError:
                return text
        return f"%({name})s"

    def event(self, row: Values) -> str:
        return self.marked(chain.line(row[name] for name in chain.COLUMNS))

    def block(self, model: Model, rows: Iterable[Values]) -> str:
        """Rows as COPY takes them, with places."""
        fields = model._meta.concrete_fields
        return "".join("\t".join(self._cell(field, row) for field in fields) + "\n" for row in rows)

    def _cell(self, field: Any, row: Values) -> str:
        value = row[field.attname]
        if isinstance(value, Place):
            return f"%({value.name}_body)s"
        if value is None:
            return "\\N"
        if isinstance(field, models.AutoField) or (field.attname == "fact_id" and value in self.facts):
            self.numbered[f"number{value}"] = value
            return f"%(number{value})s"
        if field.attname == "bay":
            self.bays[f"bay{value}"] = value
            return f"%(bay{value})s"
        if isinstance(value, bool):
            return str(int(value))
        if isinstance(value, datetime):
            return self.marked(utc_text(value))
        if isinstance(value, Decimal):
            return format(value, "f")
        return self.marked(str(value).translate(ESCAPED))
