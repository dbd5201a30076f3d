"""Rules as data: legal time, knowledge time and scope, held against an oracle that looks at every row."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import book
from tongguan.law.rulebook import Row, Rulebook

FIRST = date(2018, 1, 1)
DAYS = st.integers(0, 12).map(lambda n: FIRST + timedelta(days=n))
SCOPES = ("", "office:0908", "enterprise:X")


def row(key: str, day: date, value: object, edition: int = 1, scope: str = "", gone: bool = False) -> Row:
    return Row(
        table="rate",
        key=key,
        valid_from=day,
        value=None if gone else value,
        source="a test",
        edition=edition,
        scope=scope,
        withdrawn=gone,
    )


@st.composite
def rows(draw: st.DrawFn) -> list[Row]:
    """Rows of up to four editions; within an edition no key, scope and day stands twice."""
    found: dict[tuple[object, ...], Row] = {}
    for number in range(draw(st.integers(0, 25))):
        key, day = draw(st.sampled_from("ab")), draw(DAYS)
        edition, scope = draw(st.integers(1, 4)), draw(st.sampled_from(SCOPES))
        value = draw(st.sampled_from((number, number, number, None)))
        found[key, day, edition, scope] = row(key, day, value, edition, scope, gone=draw(st.booleans()))
    return draw(st.permutations(list(found.values())))


def oracle(rows: list[Row], number: int, key: str, on: date, scopes: tuple[str, ...]) -> object:
    """What is in force, by looking back day by day and through every edition, newest first."""
    for scope in (*scopes, ""):
        day = on
        while day >= FIRST:
            here = [r for r in rows if (r.key, r.scope, r.valid_from) == (key, scope, day)]
            known = [r for r in here if r.edition <= number]
            latest = max(known, key=lambda r: r.edition, default=None)
            if latest is not None and not latest.withdrawn:
                if latest.value is not None:
                    return latest.value
                break  # ended: this scope says nothing today
            day -= timedelta(days=1)
    return None


@given(rows(), st.integers(0, 5), st.sampled_from("abc"), DAYS, st.sets(st.sampled_from(SCOPES[1:])))
def test_every_question_is_answered_as_the_oracle_does(
    rows: list[Row], number: int, key: str, on: date, scopes: set[str]
) -> None:
    asked = tuple(sorted(scopes))
    assert Rulebook("xx", number, rows).get("rate", key, on, asked) == oracle(rows, number, key, on, asked)


@given(rows(), st.integers(1, 4), DAYS)
def test_a_table_is_what_each_of_its_keys_says(rows: list[Row], number: int, on: date) -> None:
    found = Rulebook("xx", number, rows)
    expected = {key: oracle(rows, number, key, on, ()) for key in "ab"}
    assert found.table("rate", on) == {k: v for k, v in expected.items() if v is not None}
    assert found.table("rate", on) is found.table("rate", on)


@given(rows(), st.integers(1, 4), DAYS)
def test_a_later_edition_changes_nothing_for_those_who_ask_an_earlier_one(
    rows: list[Row], number: int, on: date
) -> None:
    earlier = [r for r in rows if r.edition <= number]
    for key in "ab":
        whole, part = Rulebook("xx", number, rows), Rulebook("xx", number, earlier)
        assert whole.get("rate", key, on) == part.get("rate", key, on)


def test_the_next_row_ends_the_last_and_a_row_without_a_value_ends_it_for_good() -> None:
    changes = (
        row("a", date(2018, 5, 1), 16),
        row("a", date(2019, 4, 1), 13),
        row("a", date(2020, 1, 1), None),
    )
    found = Rulebook("xx", 1, changes)
    days = ("2018-04-30", "2018-05-01", "2019-03-31", "2019-04-01", "2019-12-31", "2020-01-01")
    asked = [found.get("rate", "a", date.fromisoformat(day)) for day in days]
    assert asked == [None, 16, 16, 13, 13, None]


def test_a_pilot_is_for_its_scope_only_and_gives_way_when_it_ends() -> None:
    pilot = "office:0908"
    begun, ended = row("a", FIRST, "pilot", scope=pilot), row("a", date(2019, 1, 1), None, scope=pilot)
    found = Rulebook("xx", 1, [row("a", FIRST, "law"), begun, ended])
    assert found.get("rate", "a", FIRST) == "law"
    assert found.get("rate", "a", FIRST, (pilot,)) == "pilot"
    assert found.get("rate", "a", date(2019, 1, 1), (pilot,)) == "law"


def test_what_is_taken_back_was_never_the_law_for_those_who_know() -> None:
    june = date(2018, 6, 1)
    rows = [row("a", FIRST, 10), row("a", june, 5, edition=2), row("a", june, 0, edition=3, gone=True)]
    asked = [Rulebook("xx", number, rows).get("rate", "a", date(2018, 7, 1)) for number in (1, 2, 3)]
    assert asked == [10, 5, 10]


def test_the_longest_beginning_in_force_is_found() -> None:
    found = Rulebook("xx", 1, [row("02071200/mfn", FIRST, "chicken"), row("0207/mfn", FIRST, "poultry")])
    codes = ("0207120000", "0207990000", "0208000000")
    asked = [found.nearest("rate", code, FIRST, tail="/mfn", shortest=4) for code in codes]
    assert [None if r is None else r.value for r in asked] == ["chicken", "poultry", None]


def test_a_missing_rule_is_named() -> None:
    with pytest.raises(LookupError, match=r"cn edition 1 has no rate 'nothing' on 2020-01-01"):
        book("cn").need("rate", "nothing", date(2020, 1, 1))


def test_value_added_tax_follows_its_dates() -> None:
    days = ("2018-04-30", "2018-05-01", "2019-03-31", "2019-04-01")
    for vat, rates in {"standard": "17% 16% 16% 13%", "reduced": "11% 10% 10% 9%"}.items():
        found = [book("cn").need("rate", f"{vat}/vat", date.fromisoformat(day)).text for day in days]
        assert found == rates.split()
