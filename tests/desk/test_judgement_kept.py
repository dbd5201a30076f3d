"""What was judged is kept without its sentences: whoever reads it later reads what could be read at once."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from tests.books import book
from tongguan.desk.declarations import proof
from tongguan.desk.declarations.judgement import Judged, told_of
from tongguan.doors.jobs.demo_day import parcels, tables
from tongguan.law.assess import LAW, Assessment, assess
from tongguan.law.declaration import Declaration
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.select import Selection
from tongguan.law.taxing.how import Measures, Terms, plain, sentence

ON = date(2026, 3, 2)


def judged(declaration: Declaration, assessment: Assessment) -> Judged:
    return Judged(
        declaration=declaration,
        on=ON,
        facts=Facts(),
        findings=(),
        assessment=assessment,
        selection=Selection(),
    )


def test_explanations_read_the_same_after_they_were_stored() -> None:
    codes = set()
    for parcel in parcels.parcels(tables.day(), 1, 80):
        declaration, _ = read(parcel.tree, book("cn"), ON)
        if declaration is None:
            continue
        assessment = assess(declaration, book("cn"), ON, Facts())
        told = told_of(judged(declaration, assessment).result)["assessment"]
        assert told == assessment.plain()
        codes |= {one["code"] for charge in told["charges"] for one in charge["how"]}
    assert {"how_percent", "how_base", "how_half_up"} <= codes


def test_an_older_law_that_says_the_same_differs_in_nothing() -> None:
    stated = next(_declarations())
    now = judged(stated, assess(stated, book("cn"), ON, Facts()))
    then = now.result.replace(f'"law":"{LAW}"', f'"law":"{LAW - 1}"')
    row = {"dossier_id": 1, "number": 1, "law": LAW - 1, "result": then}
    assert then != now.result and not list(proof._differences(row, now))
    for old, told in (
        ('"customs_value":"', "then, value"),
        ('"money":["', "then and now, but not all else"),
    ):
        (found,) = proof._differences(row | {"result": then.replace(old, f"{old}1", 1)}, now)
        assert told in str(found)


def test_every_kind_of_value_comes_back_with_all_its_digits() -> None:
    yuan = ("yuan", "元")
    values = {
        "exact": Decimal("12345678901234567890.123456789012345678"),
        "whole": Decimal(7),
        "large": Decimal("1E+3"),
        "text": "0|0",
        "name": yuan,
        "terms": Terms(((yuan, Decimal("0.10")),)),
        "sum": Measures(Decimal("1.50")),
        "count": Measures(None, ((Decimal("0.00001"), ("kilogram", "千克")),)),
    }
    told = assess(next(_declarations()), book("cn"), ON, Facts())._replace(how=(("how_at", values),))
    stored = told_of(judged(next(_declarations()), told).result)["assessment"]["how"]
    assert stored == told.plain()["how"]
    assert stored[0]["arguments"]["exact"] == "12,345,678,901,234,567,890.12"
    assert stored[0]["arguments"]["count"] == "0.00001 kilogram"


def _declarations() -> Iterator[Declaration]:
    trees = (read(parcel.tree, book("cn"), ON)[0] for parcel in parcels.parcels(tables.day(), 1, 5))
    return (one for one in trees if one is not None)


def test_sentences_of_laws_that_named_the_money_in_each_read_the_same() -> None:
    yuan = ("yuan", "元")
    of = Measures(Decimal("1000.50"), ((Decimal(3), ("kilogram", "千克")),))
    now = ("how_at", {"tax": ("VAT", "增值税"), "rate": ("13%", "13%"), "base": of})
    then = ["how_at", {**now[1], "base": [Decimal("1000.50"), ["yuan", "元"], [[3, ["kilogram", "千克"]]]]}]
    assert plain(sentence(then), yuan) == plain(now, yuan)
    percent = {"rate": Decimal(13), "base": Decimal("1000.50")}
    named = sentence(["how_percent", {**percent, "money": ["pound", "英镑"]}])
    assert plain(named, yuan)["arguments"]["money_zh"] == "英镑"
    assert plain(("how_percent", percent), yuan)["arguments"]["money_zh"] == "元"
