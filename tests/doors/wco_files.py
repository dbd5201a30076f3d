"""The shared WCO messages: all files of the scenarios, and what a comparison of their leaves needs."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from lxml import etree

from tests.books import book
from tests.shared_data import shared
from tongguan.doors.codecs import wco
from tongguan.law.rulebook import Rulebook

ON = date(2026, 3, 2)
SUBMIT = "hmrc/schemas/customs/wrapper_submit.xsd"
RESPONSE = "hmrc/schemas/wco/notification/WCO_RES_2_DMS.xsd"

MALFORMED = {
    "TT_EX022a_Declaration1_(Step1).xml": ("X006", 52),
    "TT_IM084a.xml": ("X006", 164),
    "Step1_TT_IM222a.xml": ("X010", 2),
}
"""The declarations that their publisher broke by accident: the code of the refusal and its line."""


@cache
def files() -> tuple[Path, ...]:
    """Every XML file of the scenarios."""
    found = shared("hmrc/scenarios").rglob("*")
    return tuple(sorted(path for path in found if path.suffix.lower() == ".xml"))


@cache
def declarations() -> tuple[tuple[Path, wco.Message], ...]:
    """Every message that is a declaration, amendment, cancellation or arrival, read by the shipped book."""
    made = ((path, read(path.read_bytes())) for path in files())
    return tuple((path, message) for path, message in made if message.element is not None)


def read(
    raw: bytes, gb: Rulebook | None = None, direction: Literal["import", "export"] | None = None
) -> wco.Message:
    return wco.read(raw, book=gb or book("gb"), on=ON, schemas=shared(SUBMIT), direction=direction)


def leaves(element: etree._Element, at: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every leaf below an element, in order, attributes included."""
    for child in element.iterchildren(tag=etree.Element):
        path = f"{at}/{etree.QName(child).localname}"
        for name, value in child.attrib.items():
            yield f"{path}/@{etree.QName(name).localname}", str(value)
        if len(child):
            yield from leaves(child, path)
        elif child.text:
            yield path, child.text


def count(element: etree._Element) -> Counter[tuple[str, str]]:
    return Counter(leaves(element))
