"""Documents and certificates at a counter: entered, found, written off for less, corrected, shown."""

from decimal import Decimal
from typing import Any

import pytest

from tests.harbour import ANN, BO, DONG, INA, IVAN, LIN, MEAT_FIRM, OTTO, SUN, Harbour, licence
from tests.journeys.story import Story
from tests.journeys.test_cargo_pages import Desk
from tests.journeys.test_pork import LICENCE, looked_at, settled
from tests.pages import text
from tongguan.desk.inspections import certificates
from tongguan.desk.inspections.certificates import licences
from tongguan.desk.people.models import Person
from tongguan.law.kernel.case import Actor

PAGE = f"/certificates/{LICENCE[0]}/{LICENCE[1]}/"


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence(*LICENCE, MEAT_FIRM, quantity=Decimal(100_000), unit="035")
    return Story(harbour, harbour.lodge("import-pork", by=BO))


@pytest.fixture
def at(harbour: Harbour, settings: Any) -> Any:
    return lambda who, language="en": Desk(harbour, settings, Person.objects.get(pk=who.person), language)


def left() -> Any:
    return licences("cn", [LICENCE])[LICENCE].quantity


def test_an_officer_writes_off_less_and_sets_it_right(pork: Story, at: Any) -> None:
    dong = at(DONG)
    form = f"/office/cases/{pork.reference}/write_off/"
    assert f'href="{form}?' in dong.text(f"/office/cases/{pork.reference}/")
    assert "24,000" in dong.text(form) and "100,000" in dong.text(form)
    sent = {"part": "", "number": "1", "seq": str(pork.case.seq), "used-7-2-20-AB-100001": "20000.5"}
    unsaid = dong.send(form, **sent)
    assert unsaid.status_code == 422 and "Say why less" in text(unsaid) and 'value="20000.5"' in text(unsaid)
    for wrong in ("x", "-1", "1e3", "99999999"):
        assert dong.send(form, **{**sent, "used-7-2-20-AB-100001": wrong, "words": "y"}).status_code == 422
    assert dong.send(form, **sent, words="short-landed").status_code == 302
    assert left() == Decimal("28999.5")

    page = dong.text(PAGE)
    assert "20,000.5" in page and "28,999.5" in page and pork.reference in page
    told = {"code": "7", "number": LICENCE[1], "reference": pork.reference, "line": "2"}
    bad = dong.send("/certificates/correct/", **told, quantity="30000", reason="weighed")
    assert bad.status_code == 422 and "26800" in text(bad)
    assert dong.send("/certificates/correct/", **told, quantity="many", reason="x").status_code == 422
    assert dong.send("/certificates/correct/", **told, quantity="25000", reason="weighed").status_code == 302
    assert left() == 24_000 and "no. 2 corrected" in dong.text(PAGE) and "weighed" in dong.text(PAGE)
    assert "更正第2号" in at(DONG, "zh").text(PAGE)
    stranger = at(OTTO)
    assert pork.reference not in stranger.text(PAGE) and "weighed" not in stranger.text(PAGE)
    assert stranger.send("/certificates/correct/", **told, quantity="1", reason="x").status_code == 404
    assert left() == 24_000


def test_a_document_is_entered_found_and_revoked(harbour: Harbour, at: Any) -> None:
    ann, dong = at(ANN), at(DONG)
    said = {"code": "7", "number": "NEW-1/2020", "holder": MEAT_FIRM, "quantity": "1,200.5", "unit": "035"}
    for name, wrong in (
        ("code", "~"), ("number", "a b"), ("holder", "nobody"), ("quantity", "ten"), ("unit", "xyz"),
        ("unit", ""), ("valid_from", "2020-13-01"), ("commodities", "pork"),
    ):  # fmt: skip
        answer = ann.send("/certificates/new/", **{**said, name: wrong})
        assert answer.status_code == 422 and f'href="#{name}"' in text(answer), name
    assert ann.send("/certificates/new/", **said, commodities="0203 0206").status_code == 302
    again = ann.send("/certificates/new/", **said)
    assert again.status_code == 422 and "already" in text(again)
    assert "1,200.5" in text(ann.get("/certificates/", number="NEW-1/2020"))
    assert "没有该种类及编号的证件" in text(at(DONG, "zh").get("/certificates/", number="NOBODY", code="7"))
    other = certificates.register(
        jurisdiction="cn", code="A", number="OTHER-1", issuer="HEALTH",
        actor=Actor("9", "authority", "HEALTH"), at=harbour.at,
    )  # fmt: skip
    assert ann.get("/certificates/A/OTHER-1/").status_code == 404, "another authority's"
    assert "OTHER-1" not in ann.text("/certificates/") and other.number in dong.text("/certificates/")
    theirs = {**said, "number": "SAID-1", "issuer": "FORESTRY"}
    refused = dong.send("/certificates/new/", **theirs)
    assert refused.status_code == 422 and 'href="#issuer"' in text(refused)
    assert "does not enter papers of FORESTRY" in text(refused)
    assert dong.send("/certificates/new/", **{**theirs, "issuer": ""}).status_code == 302
    place = {"code": "7", "number": "NEW-1/2020"}
    assert dong.send("/certificates/revoke/", **place, reason="fraud").status_code == 422
    assert ann.send("/certificates/revoke/", **place).status_code == 422
    assert ann.send("/certificates/revoke/", **place, reason="fraud").status_code == 302
    assert "revoked" in ann.text("/certificates/7/NEW-1/2020/")


def test_an_inspector_issues_on_a_case_and_its_trader_reads_it(pork: Story, at: Any) -> None:
    ina, bo = at(INA), at(BO)
    said = {"code": "14", "number": "DL-2020-7", "holder": MEAT_FIRM, "text": "Fit to eat"}
    early = ina.send("/certificates/new/", **said, reference=pork.reference)
    assert early.status_code == 422 and "inspection" in text(early)
    settled(pork)
    looked_at(pork)
    assert ina.send("/certificates/new/", **said, reference="0" * 18).status_code == 422
    assert ina.send("/certificates/new/", **said, reference=pork.reference).status_code == 302
    assert pork.reference in at(IVAN).text("/certificates/14/DL-2020-7/")
    page = bo.text("/trade/inspections/", q=pork.reference)
    assert "veterinary health certificate" in page and "DL-2020-7" in page and "Fit to eat" in page
    assert "兽医卫生证书" in at(LIN, "zh").text("/trade/inspections/", q=pork.reference)
    assert "DL-2020-7" not in at(SUN).text("/trade/inspections/", q=pork.reference)
    assert at(SUN).get("/certificates/14/DL-2020-7/").status_code == 403


def test_the_pages_ask_few_questions(pork: Story, at: Any, django_assert_max_num_queries: Any) -> None:
    pork.write_off(by=DONG)
    for who in (DONG, ANN):
        desk = at(who)
        for page in ("/certificates/", PAGE, "/certificates/new/"):
            with django_assert_max_num_queries(25):
                desk.text(page)
