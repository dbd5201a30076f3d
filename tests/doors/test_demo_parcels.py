"""The statements of the shipped day: varied, the same for the same seed, and wrong where they say so."""

import json
import random
from collections import Counter
from typing import Any

import pytest

from tests.books import book
from tests.doors.played import SEED
from tongguan.doors.jobs.demo_day import wrong
from tongguan.doors.jobs.demo_day.parcels import Parcel, message, prepared
from tongguan.doors.jobs.demo_day.plays import PLAYS
from tongguan.doors.jobs.demo_day.port import File
from tongguan.doors.jobs.demo_day.tables import BEGIN, DAY, day, local
from tongguan.law.checks import check
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import errors
from tongguan.law.kernel.case import Actor, At, Case, TrackKey

BY_BYTES_OR_ROOMS = {"wrong cut_short", "wrong reused", "wrong no_authority"}
"""Mistakes that no check of the statement alone can see."""


@pytest.fixture(scope="module")
def parcels() -> list[Parcel]:
    return prepared(book("cn"), SEED)


def test_a_day_has_at_least_200_varied_declarations(parcels: list[Parcel]) -> None:
    assert len(parcels) >= 200
    assert {p.row["direction"] for p in parcels} == {"import", "export"}
    assert {p.tree["transport_mode"] for p in parcels} == {"2", "5"}
    chapters = {item["commodity_code"][:2] for p in parcels for item in p.tree["items"]}
    assert len(chapters) >= 25
    assert {"02", "26", "85", "87", "33", "44"} <= chapters
    assert any(len(p.containers) >= 3 for p in parcels) and any(len(p.tree["items"]) >= 3 for p in parcels)
    assert {"json", "wco"} == {p.row["format"] for p in parcels}


def test_bills_and_local_references_are_used_once_but_for_the_mistake(parcels: list[Parcel]) -> None:
    assert max(Counter(p.bill for p in parcels).values()) == 1
    used = Counter((p.row["by"], p.reference) for p in parcels)
    twice = {place for place, times in used.items() if times > 1}
    assert twice == {(p.row["by"], p.reference) for p in parcels if p.story == "wrong reused"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_other_ones() -> None:
    law = book("cn")
    first = [message(p, law) for p in prepared(law, 1)]
    assert first == [message(p, law) for p in prepared(law, 1)]
    assert first != [message(p, law) for p in prepared(law, 2)]


def test_more_declarations_than_the_file_has_come_round_under_new_references() -> None:
    rows = day().declarations[:3]
    made = prepared(book("cn"), SEED, 7, rows)
    assert [p.reference for p in made[3:]] == [
        *(f"{row['reference']}-2" for row in rows),
        f"{rows[0]['reference']}-3",
    ]


def test_no_declaration_is_refused_by_the_checks_but_the_wrong_ones(parcels: list[Parcel]) -> None:
    law = book("cn")
    for parcel in parcels:
        declaration, found = read(parcel.tree, law, DAY)
        assert declaration is not None
        entered = local(day().conveyances[parcel.row["conveyance"]]["at"])
        here = parcel.row["direction"] == "import" and entered < local(parcel.row["lodged"])
        facts = Facts(
            credit=day().enterprises[parcel.row["trader"]]["credit"],
            entered_on=entered.astimezone(BEGIN.tzinfo).date() if here else None,
        )
        wrongs = errors((*found, *check(declaration, law, DAY, facts)))
        expected = parcel.story.startswith("wrong") and parcel.story not in BY_BYTES_OR_ROOMS
        assert bool(wrongs) == expected, (parcel.reference, parcel.story, wrongs)


def test_every_mistake_of_the_day_is_one_that_is_known(parcels: list[Parcel]) -> None:
    made = {p.story.removeprefix("wrong ") for p in parcels if p.story.startswith("wrong")}
    assert made == set(wrong.MISTAKES)


def test_a_message_that_is_cut_short_is_no_json(parcels: list[Parcel]) -> None:
    cut = next(p for p in parcels if p.story == "wrong cut_short")
    with pytest.raises(json.JSONDecodeError):
        json.loads(message(cut, book("cn")))


@pytest.mark.parametrize(
    ("track", "state"),
    [*(("port_inspection", one) for one in ("booked", "begun", "laboratory", "results")),
     ("amendment", "requested")],
)  # fmt: skip
def test_what_somebody_does_through_the_pages_is_left_to_them(
    parcels: list[Parcel], track: str, state: str
) -> None:
    file = File(1, parcels[0], Actor("1", "broker", "9121"), random.Random(0))
    nobody: Any = None  # the port at work, which is not asked
    at = At(state, "inspection", BEGIN, None, 1)
    assert not PLAYS[track, state](nobody, file, Case(), TrackKey(track, "", 1), at, BEGIN)
