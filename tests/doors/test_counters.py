"""The officers' counters: the worklist, the case page and its steps, on a played day."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.desk.papers import pdf
from tests.doors.counters import EVERY, case, reference_of, reviewed, seq_of, signed_in
from tests.doors.played import played_day, some_rows
from tests.doors.signed_in import LONG_AGO, somebody
from tests.pages import text

MOST = 25
"""So many queries a page may make."""


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with played_day(django_db_blocker, some_rows(EVERY)) as result:
        yield result


@pytest.fixture
def now(played: Any, settings: Any, django_db_blocker: Any) -> Iterator[Any]:
    """The end of the day; what a test does is undone."""
    from tongguan.doors.jobs.demo_day.tables import END

    settings.CLOCK_STANDS = END
    with django_db_blocker.unblock(), transaction.atomic():
        yield END
        transaction.set_rollback(True)


def test_what_waits_is_listed_and_counted(now: Any) -> None:
    web = signed_in("document_officer")
    waiting = reviewed(web, 3)
    page = text(web.get("/office/work/"))
    assert all(one in page for one in waiting)
    assert re.search(r"documents <b>3</b>", page) and re.search(
        r"Nobody&#x27;s <b>3</b>|Nobody's <b>3</b>", page
    )
    assert not [one for one in waiting if one in text(web.get("/office/work/?who=mine"))]
    assert waiting[0] in text(web.get("/office/work/?track=documents&state=review&who=free"))
    assert "documents" not in text(signed_in("inspector").get("/office/work/")).split("<table")[-1]
    assert not [
        one for one in waiting if one in text(signed_in("document_officer", "0902").get("/office/work/"))
    ]


def test_a_trader_is_called_by_the_name_of_the_language_of_the_page_where_there_is_one(now: Any) -> None:
    from tongguan.desk.dossiers.models import Dossier
    from tongguan.desk.people.models import Enterprise

    web = signed_in("document_officer")
    reference = reviewed(web, 1)[0]
    Dossier.objects.filter(reference=reference).update(opened_at=now)  # on the first page of the board
    firm = Enterprise.objects.filter(identifier=Dossier.objects.get(reference=reference).trader)
    pages = {
        "/office/work/": web,
        f"/office/cases/{reference}/": web,
        f"/office/search/?q={firm.get().identifier}": web,
        "/revenue/firms/?q=甲": signed_in("administrator"),
        "/board/": signed_in("monitor", "0900"),
    }
    for own, abroad, names in (
        ("甲公司", "First Co.", {"en": "First Co.", "zh": "甲公司"}),
        ("甲公司", "", {"en": "甲公司", "zh": "甲公司"}),
    ):
        firm.update(name=own, name_foreign=abroad)
        for language, name in names.items():
            for path, who in pages.items():
                who.cookies["language"] = language
                shown = text(who.get(path)).split("</header>")[1]
                other = [one for one in (own, abroad) if one not in (name, "") and one in shown]
                assert name in shown and not other, (path, language)


@pytest.mark.parametrize(
    "query",
    [
        *("after=x", "after=~~~~", "after=2020-01-01~1~documents~1~", "after=2020-01-01~1~documents~-1~"),
        *("after=9999-12-31T00:00:00%2B00:00~99999999999999999999~documents~1~", "show=%F0%9F%8E%89"),
        *("after=0001-01-01T00:00:00%2B14:00~1~documents~1~", "after=~1~documents~1~%00", "office=0902"),
        *("track=nobody", "state=review", "kind=%00", "who=somebody"),
    ],
)
def test_an_address_that_says_nothing_shows_the_list(now: Any, query: str) -> None:
    assert signed_in("document_officer").get(f"/office/work/?{query}").status_code == 200


def test_next_takes_the_first_and_shows_whose_it_is(now: Any) -> None:
    web, other = signed_in("document_officer"), signed_in("document_officer")
    waiting = set(reviewed(web, 2))
    taken = []
    for client in (web, other):
        answer = client.post("/office/work/next/", {"show": "todo"})
        taken.append(answer["Location"].split("/")[3])
    assert set(taken) == waiting
    page = text(other.get("/office/work/"))
    assert page.count('aria-selected="true"') == 1 and "document_officer" in page
    back = {"track": "documents", "number": 1, "part": "", "back": "/office/work/", "back_to": "1"}
    assert web.post(f"/office/work/claim/{taken[0]}/", back)["Location"] == "/office/work/"
    assert "take on" in text(other.get("/office/work/?who=free"))
    refused = other.post(f"/office/work/claim/{taken[0]}/", back, follow=True)
    assert "somebody else has taken it on" in text(refused)


def test_asking_clearing_and_refusing_from_the_page(now: Any) -> None:
    web = signed_in("document_officer")
    asked, cleared, refused = reviewed(web, 3)
    form = f"{case(asked)}ask/"
    assert "Prepared phrases" in text(web.get(form))
    empty = web.post(form, {"seq": seq_of(asked), "words": " "})
    assert empty.status_code == 422 and 'href="#words"' in text(empty)
    told = {"seq": seq_of(asked), "words": "Please send the contract <b>"}
    assert web.post(form, told).status_code == 302
    page = text(web.get(case(asked)))
    assert "question asked" in page and "Please send the contract &lt;b&gt;" in page
    assert web.post(f"{case(cleared)}clear/", {"seq": seq_of(cleared)}).status_code == 302
    assert web.post(f"{case(refused)}refuse/", {"seq": seq_of(refused), "words": "no"}).status_code in (
        302,
        422,
    )


def test_what_was_sent_twice_is_done_once_and_told(now: Any) -> None:
    web = signed_in("document_officer")
    (one,) = reviewed(web)
    told = {"seq": seq_of(one), "words": "weight in doubt", "part": ""}
    assert "The trader reads this" in text(web.get(f"{case(one)}hold_for_documents/"))
    assert "Kept in the trail" in text(web.get(f"{case(one)}hold_covertly/"))
    assert web.post(f"{case(one)}hold_for_documents/", told).status_code == 302
    again = web.post(f"{case(one)}hold_for_documents/", told)
    assert again.status_code == 422 and "has moved on since the page was shown" in text(again)
    assert f'name="seq" value="{seq_of(one)}"' in text(again) and "weight in doubt" in text(again)


def same(page: str) -> str:
    """A page without what is of one request alone: its token and its address."""
    return re.sub(r'"X-CSRFToken": "\w+"|value="\w{64}"|value="/office/[^"]*"', "", page)


def test_a_case_is_seen_by_offices_that_hold_or_held_it_and_by_monitors(now: Any) -> None:
    one = reference_of("covert")
    for capacity, code, status in (
        ("document_officer", "0908", 200), ("inspector", "0908", 200), ("revenue_officer", "0908", 200),
        ("coordinator", "0908", 200), ("document_officer", "0902", 404), ("coordinator", "0902", 404),
        ("monitor", "0902", 200), ("authority", "0908", 404),
    ):  # fmt: skip
        web = signed_in(capacity, code)
        assert web.get(case(one)).status_code == status, (capacity, code)
        if status == 404:
            assert same(text(web.get(case(one)))) == same(text(web.get(case("000000000000000000"))))
            assert web.post(f"{case(one)}clear/", {}).status_code == (
                404 if capacity in ("document_officer", "authority") else 403
            )


def test_hits_and_what_is_covert_are_customs_own(now: Any) -> None:
    from tongguan.desk.declarations.models import Hit
    from tongguan.desk.dossiers.models import Dossier

    covert = reference_of("covert")
    lodged = Dossier.objects.filter(pk__in=Hit.objects.values("dossier"), office="0908")
    struck = lodged.values_list("reference", flat=True)
    criteria = {str(one) for one in Hit.objects.values_list("criterion", flat=True)}
    for capacity in ("document_officer", "inspector", "revenue_officer", "coordinator"):
        web = signed_in(capacity)
        assert "covert hold" in text(web.get(case(covert)))
        assert 'id="hits"' in text(web.get(case(struck[0])))
    monitor = signed_in("monitor")
    assert "covert" not in text(monitor.get(case(covert)))
    for reference in struck[:12]:
        page = text(monitor.get(case(reference)))
        assert 'id="hits"' not in page and not [one for one in criteria if one in page]


def test_papers_are_listed_on_the_case_and_opened_by_offices_that_hold_it(
    now: Any, settings: Any, tmp_path: Path
) -> None:
    from tongguan.desk.declarations.models import Content
    from tongguan.desk.documents.actions import give
    from tongguan.desk.documents.models import Belonging
    from tongguan.desk.dossiers.models import Dossier
    from tongguan.desk.people.models import Enterprise, Office, Person

    settings.VAR = tmp_path
    one = Dossier.objects.get(reference=reference_of("covert"))
    assert '"attachments"' in Content.objects.get(dossier=one, version=1).content
    person = somebody("trader", Enterprise.objects.get(identifier=one.trader))
    told = {"enterprise": one.trader, "trader": one.trader, "person": person.pk, "on": now.date(), "at": now}
    paper = give(name="invoice 7.pdf", content=pdf(), kind="00000001", **told).document
    Belonging.objects.create(dossier=one, document=paper, since=now, by=str(person.pk))
    page, file = text(signed_in("document_officer").get(case(one.reference))), f"/trade/documents/{paper.pk}/"
    assert f'href="{file}" download>invoice 7.pdf</a>' in page and f"{len(pdf())} B" in page
    assert "named in the declaration; no file was given" in page and "used again" not in page
    earlier = Dossier.objects.exclude(pk=one.pk).first()
    Belonging.objects.create(dossier=earlier, document=paper, since=now - timedelta(days=9), by="1")
    assert "重复使用" in text(signed_in("inspector", language="zh").get(case(one.reference)))
    opened = signed_in("revenue_officer").get(file)
    assert b"".join(opened.streaming_content) == pdf()
    assert opened["Content-Disposition"] == 'attachment; filename="invoice 7.pdf"'
    monitor = text(signed_in("monitor", "0902").get(case(one.reference)))
    assert "invoice 7.pdf" in monitor and file not in monitor
    Belonging.objects.filter(dossier=earlier).delete()
    stranger = Client()
    stranger.force_login(somebody("trader", Enterprise.objects.exclude(identifier=one.trader).first()))
    for web in (signed_in("document_officer", "0902"), signed_in("monitor", "0902"), stranger):
        assert web.get(file).status_code == 404
    assert signed_in("authority").get(file).status_code == 403
    two = Person.objects.create(username="two.hats", name="x")
    hats = [
        two.roles.create(capacity=capacity, valid_from=LONG_AGO, **{where: place})
        for capacity, where, place in (
            ("document_officer", "office", Office.objects.get(code="0902")),
            ("trader", "enterprise", Enterprise.objects.get(identifier=one.trader)),
        )
    ]
    web.force_login(two)
    for hat, status in zip(hats, (404, 200), strict=True):  # by the hat that is worn, as any page
        web.post("/hat/", {"role": hat.pk})
        assert web.get(file).status_code == status


def test_a_page_asks_few_queries(now: Any) -> None:
    for capacity in ("document_officer", "inspector", "revenue_officer", "coordinator", "monitor"):
        web = signed_in(capacity)
        pages = [case(reference_of(story)) for story in ("covert", "treat", "amend", "seize")]
        if capacity != "monitor":
            pages += ["/office/work/", "/office/work/?show=waiting"]
        for page in pages:
            web.get(page)  # books and offices that stay in memory
            with CaptureQueriesContext(connection) as asked:
                assert web.get(page).status_code == 200
            assert len(asked) <= MOST, (capacity, page, [q["sql"][:120] for q in asked])
