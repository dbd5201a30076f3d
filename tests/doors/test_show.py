"""`tongguan show`: officers see everything, a trader what it may know, a stranger not even that it exists."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.harbour import BO, DONG, INA, MEAT_FIRM, Harbour, licence
from tests.journeys.story import PORT, Story
from tongguan.desk.inspections import actions as inspections
from tongguan.doors.jobs.demo_day.tables import END


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    """Meat is selected; and somebody holds it covertly."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", by=BO))
    story.take(DONG, "hold_covertly")
    return story


def show(story: Story, who: str = "", *more: str) -> str:
    said, at = StringIO(), story.harbour.at.isoformat()
    asked = ["--as", who] if who else []
    call_command("show", story.reference, *asked, "--at", at, *more, stdout=said)
    return said.getvalue()


def test_officers_see_orders_and_holds(pork: Story) -> None:
    for who in ("dong", "ina"):
        page = show(pork, who)
        assert "inspection" in page.lower() and "ordered" in page and "covert" in page


def test_the_trader_and_its_broker_see_neither(pork: Story) -> None:
    for who in ("lin", "bo"):
        page = show(pork, who)
        assert pork.reference in page and "1,533,662.06" in page
        assert re.search(r"\n +1  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d  ", page)
        assert "covert" not in page and "inspection" not in page.lower()
        assert page == show(pork, who, "--as-trader")
    assert show(pork, "lin") == show(pork, "", "--as-trader")


def test_after_the_notice_the_trader_sees_it(pork: Story) -> None:
    pork.do(inspections.notify, PORT, by=INA)
    assert "inspection" in show(pork, "lin").lower()
    assert "口岸检查" in show(pork, "lin", "--language", "zh")


@pytest.mark.parametrize("who", ["sun", "otto", "tess", "ann", "bea", "nobody"])
def test_a_stranger_learns_nothing_by_asking(pork: Story, who: str) -> None:
    """The answer is that of a reference that nobody has."""
    with pytest.raises(CommandError) as there:
        show(pork, who)
    with pytest.raises(CommandError, match="that you may see"):
        show(pork, "", "--as", "")
    pork_reference, pork.reference = pork.reference, "090820209999999999"
    with pytest.raises(CommandError) as nowhere:
        show(pork, who)
    assert str(there.value) == str(nowhere.value).replace(pork.reference, pork_reference)


@pytest.mark.django_db
def test_a_release_that_is_taken_back_is_no_release(django_db_blocker: Any) -> None:
    """It carries the gate's name, as the opening does; and a timeline in Chinese has Chinese colons."""
    from tests.doors.played import played_day, some_rows
    from tongguan.desk.dossiers.models import Dossier

    rows = [row for row in some_rows(400) if row["story"] == "recall"]
    with played_day(django_db_blocker, rows):
        told = {}
        for language in ("en", "zh"):
            said, reference = StringIO(), Dossier.objects.get().reference
            call_command("show", reference, at=END.isoformat(), language=language, stdout=said)
            told[language] = said.getvalue()
    (box,) = re.findall(r"\[(\w+)\]: stopped", told["en"])
    assert told["en"].count("◆ released") == 2
    assert f"release withdrawn, clock begins anew {box}\n" in told["en"]
    assert f"放行撤回，重新计时 {box}\n" in told["zh"] and "  出口  " in told["zh"]
    assert not re.findall(r"[\u4e00-\u9fff]: |[\u4e00-\u9fff\]]: [\u4e00-\u9fff]", told["zh"])
