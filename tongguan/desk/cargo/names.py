"""How conveyances, bills and containers are named, so that two senders' names for one thing are one name."""

from collections.abc import Iterable
from typing import NamedTuple

CALL, BILL, CONTAINER = "call", "bill", "container"
LONGEST = 90


class Expected(NamedTuple):
    """What a dossier waits to hear of: a thing (`about`, `key`) and the part of the dossier that it
    concerns, "" for all of it."""

    about: str
    key: str
    part: str = ""


def call(mode: str, name: str, voyage: str) -> str:
    """A conveyance's call: transport mode, vessel (or flight, train, lorry) and voyage. "" where it is not
    known by name."""
    return _key(mode, name, voyage) if name.strip() else ""


def bill(number: str) -> str:
    """A bill of lading, air waybill or booking."""
    return _plain(number)


def container(bill_number: str, number: str) -> str:
    """A container on a bill; the same box on another bill is another thing, for boxes come back."""
    return _key(bill_number, number)


def expected(
    *, mode: str = "", name: str = "", voyage: str = "", bill_number: str = "", containers: Iterable[str] = ()
) -> tuple[Expected, ...]:
    """What a declaration of these waits for: its call, its bill, and each of its containers."""
    things = [Expected(CALL, call(mode, name, voyage)), Expected(BILL, bill(bill_number))]
    if bill_number:
        things += [Expected(CONTAINER, container(bill_number, one), one) for one in containers if one]
    return tuple(dict.fromkeys(one for one in things if one.key))


def _plain(text: str) -> str:
    return " ".join(text.upper().split())[:LONGEST]


def _key(*texts: str) -> str:
    return "/".join(_plain(text).replace("/", " ") for text in texts)[:LONGEST]
