"""An authority in front of the pages: what waits for it, what it may see of a case, what it does there."""

from typing import Any

import pytest

from tests.harbour import ANN, BO, DONG, INA, MEAT_FIRM, Harbour, licence
from tests.journeys.story import Story
from tests.journeys.test_cargo_pages import Desk
from tongguan.desk.declarations import changes
from tongguan.desk.people.actions import give_role
from tongguan.desk.people.models import Enterprise, Office, Person
from tongguan.law.kernel.case import SYSTEM

LIST = "/office/authority/"


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", {"/contract": "HX-1"}, by=BO)).after(hours=1)


@pytest.fixture
def ann(harbour: Harbour, settings: Any) -> Desk:
    return Desk(harbour, settings, Person.objects.get(pk=ANN.person))


def other(harbour: Harbour, settings: Any, *, office: bool, language: str = "en") -> Desk:
    """Another authority: the bureau at the customs office 0900, or an issuer of its own."""
    today = harbour.today
    person = Person.objects.create(username=f"authority {office}", name="马")
    place: Any = Office.objects.get(code="0900")
    if not office:
        place = Enterprise.objects.create(identifier="ISSUER-2", name="农业", registered_on=today)
    give_role(person=person, capacity="authority", place=place, on=today, actor=SYSTEM, today=today)
    return Desk(harbour, settings, person, language)


def case(story: Story) -> str:
    return f"/office/cases/{story.reference}/"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_begins_on_its_own_list(language: str, harbour: Harbour, settings: Any) -> None:
    answer = other(harbour, settings, office=True, language=language).get("/")
    assert answer.redirect_chain[-1][0] == LIST and answer.status_code == 200
    said = {"en": "Nothing waits here", "zh": "没有待办事项"}[language]
    assert said in answer.content.decode()


def test_an_issuer_compares_and_writes_off_its_document(pork: Story, ann: Desk) -> None:
    assert pork.reference in ann.text(LIST)
    page = ann.text(case(pork))
    assert "20-AB-100001" in page and "not written off" in page
    for secret in ("MEAT", "Hits", "port inspection"):
        assert secret not in page.replace("MEAT_FIRM", ""), secret
    sent = {"part": "", "number": "1", "seq": str(pork.case.seq)}
    assert ann.send(f"{case(pork)}write_off/", **sent).status_code == 302
    assert pork.state("licences") == "written_off"
    assert pork.reference not in ann.text(LIST)
    assert "written off here" in ann.text(case(pork)), "it may look at what it decided"
    assert ann.send(f"{case(pork)}write_off/", **sent).status_code == 422, "sent twice, done once"


def test_no_other_authority_sees_it(pork: Story, harbour: Harbour, settings: Any) -> None:
    for office in (True, False):
        desk = other(harbour, settings, office=office)
        assert pork.reference not in desk.text(LIST)
        for path in ("", "write_off/", "hold_for_authority/"):
            theirs, unknown = (desk.get(f"/office/cases/{one}/{path}") for one in (pork.reference, "0" * 18))
            assert theirs.status_code == unknown.status_code == 404
        assert desk.send(f"{case(pork)}write_off/").status_code == 404
        assert desk.send(f"/office/work/claim/{pork.reference}/", track="licences").status_code == 404
        assert desk.get(f"{case(pork)}history/").status_code == 403
    assert pork.state("licences") == "pending"


def test_the_bureau_sees_offences_and_what_is_referred_to_it(
    pork: Story, ann: Desk, harbour: Harbour, settings: Any
) -> None:
    pork.do(changes.take, "open_offence", by=INA, data="cigarettes", part="CSQU3054383")
    bureau, issuer = other(harbour, settings, office=True), other(harbour, settings, office=False)
    assert pork.reference in bureau.text(LIST) and pork.reference not in issuer.text(LIST)
    page = bureau.text(case(pork))
    assert "Hits" not in page and "20-AB-100001" not in page.split('id="papers"')[1].split("</section>")[0]
    sent = {"part": "CSQU3054383", "number": "1", "words": "proven", "seq": str(pork.case.seq)}
    assert bureau.get(f"{case(pork)}seize/", part="CSQU3054383", number="1").status_code == 200
    assert bureau.send(f"{case(pork)}seize/", **sent).status_code == 302
    assert pork.state("offence", "CSQU3054383") == "seized"


def test_a_covert_hold_of_customs_is_shown_to_no_authority(pork: Story, ann: Desk) -> None:
    before = ann.text(case(pork))
    pork.take(DONG, "hold_covertly")
    after = ann.text(case(pork))
    assert before.count("covert") == after.count("covert")
    assert before.count('class="card waits') == after.count('class="card waits')


def test_the_pages_ask_few_questions(pork: Story, ann: Desk, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(25):
        ann.text(LIST)
    with django_assert_max_num_queries(25):
        ann.text(case(pork))
