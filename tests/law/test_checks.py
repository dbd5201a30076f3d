"""Every rule code with a failing and a passing case, as tests/cases/checks.yaml tells them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.books import book
from tests.stating import example
from tongguan.law.checks import CHECKS, check
from tongguan.law.checks.stated import GENERIC
from tongguan.law.elements import read
from tongguan.law.facts import Earlier, Facts, Licence
from tongguan.law.findings import Finding
from tongguan.law.taxing.fees import late_declaration
from tongguan.law.words import MESSAGES, braces, say

ON = date(2020, 9, 15)
CASES: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent.parent / "cases" / "checks.yaml").read_text(encoding="utf-8")
)


def facts(stated: dict[str, Any]) -> Facts:
    licences = {}
    for told in stated.get("licences", ()):
        made = {**told, "commodities": tuple(told.get("commodities", ()))}
        if "quantity" in told:
            made["quantity"] = Decimal(told["quantity"])
        licences[told["code"], told["number"]] = Licence(**made)
    told_apart = ("licences", "issuers", "unknown", "earlier")
    others = {name: value for name, value in stated.items() if name not in told_apart}
    return Facts(
        earlier=tuple(Earlier(**{**one, **_places(one)}) for one in stated.get("earlier", ())),
        licences=licences,
        issuers=frozenset(stated.get("issuers", ())),
        unknown=tuple(stated.get("unknown", ())),
        **others,
    )


def _places(told: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(told.get(name, ())) for name in ("lines", "containers")}


def found(case: dict[str, Any], changes: str, known: str, lines: str) -> list[Finding]:
    tree = example(case["base"], case.get(changes))
    if lines in case:
        tree["items"] = [{**tree["items"][0], "number": str(n + 1)} for n in range(case[lines])]
    on = case.get("day", ON)
    stated, lexical = read({**tree, "items": tree["items"][:50]}, book("cn"), on)
    assert not lexical and stated is not None
    for extra in tree["items"][50:]:
        one, _ = read({**tree, "items": [extra]}, book("cn"), on)
        assert one is not None
        stated = replace(stated, items=(*stated.items, *one.items))
    return list(check(stated, book("cn"), on, facts(case.get(known) or {})))


def test_every_code_has_a_case():
    assert set(CASES) == {*CHECKS, *GENERIC}


def test_every_code_is_switched_on_by_a_row():
    on = {code for code in (*CHECKS, *GENERIC) if book("cn").row("check", code, ON)}
    assert on == {*CHECKS, *GENERIC}
    assert len(on - {"P001", "P002", "Q001"}) >= 60


@pytest.mark.parametrize("code", CASES)
def test_it_is_found_where_it_is_wrong(code):
    case = CASES[code]
    spots = {f.pointer for f in found(case, "fails", "facts", "lines") if f.code == code}
    assert case["at"] in spots


@pytest.mark.parametrize("code", CASES)
def test_it_is_silent_where_nothing_is_wrong(code):
    case = CASES[code]
    assert code not in {f.code for f in found(case, "passes", "passes_facts", "passes_lines")}


@pytest.mark.parametrize("code", CASES)
def test_its_message_is_said_in_both_languages(code):
    english, chinese = MESSAGES[code]
    assert braces(english) == braces(chinese)
    finding = next(f for f in found(CASES[code], "fails", "facts", "lines") if f.code == code)
    assert say(code, finding.arguments, "en") and "{" not in say(code, finding.arguments, "en")
    assert not (zh := say(code, finding.arguments, "zh")).isascii()
    assert ", " not in zh, "Chinese lists by its own comma"
    assert all(isinstance(value, str) for value in finding.arguments.values())


@pytest.mark.parametrize("name", ["import-pork", "import-ore", "export-tablets"])
def test_the_shipped_examples_are_in_order(name):
    declaration, lexical = read(example(name), book("cn"), ON)
    assert declaration is not None and not lexical
    assert check(declaration, book("cn"), ON, Facts()) == ()


@pytest.mark.parametrize(("stated", "days"), [("2020-08-31", "15"), ("2020-09-01", None)])
def test_a_late_lodging_is_warned_of_by_the_date_that_it_states(stated, days):
    case = {"base": "import-pork", "late": {"/border_date": stated, "/departure_date": "2020-08-01"}}
    warned = [f for f in found(case, "late", "", "") if f.code == "T001"]
    assert [(f.pointer, f.severity, f.arguments["days"]) for f in warned] == (
        [("/border_date", "warning", days)] if days else []
    )


@pytest.mark.parametrize(
    ("day", "withdrawn", "late"), [(8, None, False), (9, None, True), (9, "2020-09-25", False)]
)
def test_who_lodges_while_the_fee_rests_over_the_holidays_is_not_told_that_it_runs(day, withdrawn, late):
    """The ship came on 19 September: the fifteenth day after lies in the holidays, which end on 8 October."""
    on = date(2020, 10, day)
    facts = {"entered_on": date(2020, 9, 19), "withdrawn_on": withdrawn and date.fromisoformat(withdrawn)}
    case = {"base": "import-pork", "day": on, "known": facts}
    assert late == any(f.code == "T001" for f in found(case, "", "known", ""))
    fee = late_declaration(
        Decimal(10**6), facts["entered_on"], on, book("cn"), withdrawn_on=facts["withdrawn_on"]
    )
    assert late == (fee.days > 0)


def test_what_the_carrier_reported_goes_before_the_date_stated():
    case = {"base": "import-pork", "late": {"/border_date": "2020-08-20", "/departure_date": "2020-08-01"}}
    known = {**case, "known": {"entered_on": date(2020, 9, 14)}}
    assert not [f for f in found(known, "late", "known", "") if f.code == "T001"]
