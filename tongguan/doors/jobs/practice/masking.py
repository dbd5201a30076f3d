"""Masking a declaration: what says who or which is replaced, what says how much of what stays.

An element stays only if it is a code of a table, a figure, a date, or named in `KEPT`; every other text is
replaced, so that an element that comes later is masked until somebody decides otherwise. The same text is
made the same one all through a run, and nobody can turn it back: the key of a run is thrown away with it.
Numbers with a check digit get the right one.
"""

import re
from collections.abc import Callable, Mapping
from hashlib import sha256
from hmac import new as hmac
from typing import Any

from tongguan.law.checks.digits import container_digit, credit_code_digit, vehicle_digit, vessel_digit
from tongguan.law.stating.parts import Part

KEPT = frozenset(
    {
        *("direction", "kind"),
        *("items/*/commodity_code", "items/*/inspection_code", "items/*/inspection_name", "items/*/name"),
        *("items/*/dangerous/un_number", "items/*/dangerous/packing_class", "items/*/detail/shelf_life"),
        *("containers/*/shared", "related_parties", "price_influence", "royalties", "self_assessed"),
        *("items/*/attributes/*", "special_flags", "original_containers", "options", "form_type"),
    }
)
"""Texts without a table of codes that say what goods are, not whose."""
LEFT_OUT = frozenset(
    {
        *("related_entry", "related_ledger", "related_inspection", "relation_reason"),
        *("remarks", "attachments", "user_contact", "user_phone"),
    }
)
"""What leads to other cases, or may say anything: it is not copied at all."""
PARTIES = ("trader", "overseas", "end_user", "declarant")
CREDIT = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{18}")
CONTAINER = re.compile(r"[A-Z]{3}[UJZR][0-9]{7}")
VEHICLE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
VESSEL = re.compile(r"((?:UN|IMO ?)?)([0-9]{7})")
AIRWAY = re.compile(r"([0-9]{3}-?)([0-9]{8})(.*)")
NAMED = "练习企业"
NO_MARKS = "N/M"
KEYS = {"credit": "0123456789ABCDEFGHJKLMNPQRTUWXY", "vehicle": "ABCDEFGHJKLMNPRSTUVWXYZ"}


class Mask:
    """One run of masking. `key` is its secret, `table` the parts of the elements by path."""

    def __init__(self, key: bytes, table: Mapping[str, Part]) -> None:
        self.key, self.table = key, table
        self.firms: dict[str, int] = {}
        self.people: dict[str, int] = {}

    def declaration(self, tree: Mapping[str, Any]) -> dict[str, Any]:
        """A masked copy of what was stated."""
        made: dict[str, Any] = self._node(tree, "")
        for name in PARTIES:
            if isinstance(party := tree.get(name), Mapping):
                made[name] = self._party(party)
        return made

    def _node(self, node: Any, path: str) -> Any:
        if isinstance(node, Mapping):
            below = ((name, f"{path}/{name}" if path else name) for name in node)
            return {name: self._node(node[name], at) for name, at in below if at not in LEFT_OUT}
        if isinstance(node, list | tuple):
            return [self._node(one, f"{path}/*") for one in node]
        return self._text(node, path) if isinstance(node, str) else node

    def _text(self, text: str, path: str) -> str:
        part = self.table.get(path)
        if path in KEPT or (part is not None and self._says_what(part)):
            return text
        if path == "items/*/specification":  # the first two of its elements are codes
            first = text.split("|")[:2]
            return "|".join([*first, *map(self.number, text.split("|")[2:])])
        if text == NO_MARKS:
            return text
        if path.startswith("people/") and path.endswith("_name"):
            return f"练习人员{self._numbered(self.people, text):04}"
        return self.number(text)

    @staticmethod
    def _says_what(part: Part) -> bool:
        return bool(part.code_table) or part.type in ("number", "signed", "integer", "date", "time")

    def _party(self, party: Mapping[str, Any]) -> dict[str, Any]:
        """An enterprise is the same one wherever it stands, and is called by a number."""
        who = str(party.get("identifier") or party.get("name") or party.get("name_foreign") or "")
        number = self._numbered(self.firms, who)
        made: dict[str, Any] = {}
        for name, text in party.items():
            if name == "name":
                made[name] = f"{NAMED}{number:04}"
            elif name == "name_foreign":
                made[name] = f"Practice Enterprise {number:04}"
            elif name in ("customs_code", "inspection_code") and isinstance(text, str):
                made[name] = text[:5] + self._shaped(text[5:], "code")
            elif isinstance(text, str):
                made[name] = self.number(text)
        return made

    def number(self, text: str) -> str:
        """Another number (or text) of the same shape, its check digit right."""
        if CREDIT.fullmatch(text) and credit_code_digit(text[:17]) == text[17]:
            body = text[:2] + self._drawn(text, KEYS["credit"], 15, digits=text[2:8])
            return body + credit_code_digit(body)
        if CONTAINER.fullmatch(text):
            body = self._shaped(text[:3], "box") + text[3] + self._shaped(text[4:10], text)
            return body + container_digit(body)
        if VEHICLE.fullmatch(text) and not text.isdigit():
            raw = self._vehicle(text)
            return raw[:8] + vehicle_digit(raw[:8] + "0" + raw[9:]) + raw[9:]
        if found := VESSEL.fullmatch(text):
            body = self._shaped(found[2][:6], text)
            return found[1] + body + vessel_digit(body)
        if found := AIRWAY.fullmatch(text):
            body = self._shaped(found[2][:7], text)
            return f"{found[1]}{body}{int(body) % 7}{self._shaped(found[3], text)}"
        return self._shaped(text, text)

    def _vehicle(self, text: str) -> str:
        stream = self._stream(text)
        return "".join(
            str(next(stream) % 10) if c.isdigit() else KEYS["vehicle"][next(stream) % 23] for c in text
        )

    def _drawn(self, text: str, signs: str, count: int, *, digits: str) -> str:
        """A code's region stays, for offices and districts go by it; what follows is drawn."""
        stream = self._stream(text)
        return digits + "".join(signs[next(stream) % len(signs)] for _ in range(count - len(digits)))

    def _shaped(self, text: str, about: str) -> str:
        """A digit for a digit, a letter for a letter, 某 for any other sign of a script; the rest stays."""
        stream = self._stream(f"{about}\0{text}")
        return "".join(self._sign(c, stream.__next__) for c in text)

    @staticmethod
    def _sign(c: str, draw: Callable[[], int]) -> str:
        if "0" <= c <= "9":
            return str(draw() % 10)
        if c.isascii() and c.isalpha():
            return chr(draw() % 26 + ord("A" if c.isupper() else "a"))
        return "某" if c.isalnum() else c

    def _stream(self, text: str) -> Any:
        block, count = b"", 0
        while True:
            block = hmac(self.key, f"{count}\0{text}".encode(), sha256).digest()
            yield from block
            count += 1

    @staticmethod
    def _numbered(known: dict[str, int], text: str) -> int:
        return known.setdefault(text, len(known) + 1)
