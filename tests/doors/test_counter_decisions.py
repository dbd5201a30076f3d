"""What officers decide from the case page, what they find by searching, what they are told of the past."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.doors.counters import EVERY, case, reference_of, reviewed, seq_of, signed_in
from tests.doors.played import played_day, some_rows
from tests.pages import text
from tongguan.law.money import in_money


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with played_day(django_db_blocker, some_rows(EVERY)) as result:
        yield result


@pytest.fixture
def now(played: Any, settings: Any, django_db_blocker: Any) -> Iterator[Any]:
    """An hour after the end of the day; what a test does is undone."""
    from tongguan.doors.jobs.demo_day.tables import END

    settings.CLOCK_STANDS = END + timedelta(hours=1)
    with django_db_blocker.unblock(), transaction.atomic():
        yield settings.CLOCK_STANDS
        transaction.set_rollback(True)


def asked_to_amend(now: Any) -> str:
    """A declaration whose declarant asks that the price of its first line be raised by a tenth."""
    from tongguan.desk.declarations import asking, changes
    from tongguan.desk.declarations.actions import books_of
    from tongguan.desk.declarations.lodge import Lodging
    from tongguan.desk.declarations.models import Charge, Content
    from tongguan.desk.dossiers.models import Track
    from tongguan.desk.dossiers.queries import case_of, events_of
    from tongguan.doors.jobs.demo_day.tables import DAY
    from tongguan.law.elements import read
    from tongguan.law.kernel.case import Actor

    books = books_of("cn")
    charged = Charge.objects.filter(amount__gt=0).values("dossier")
    here = Track.objects.filter(track="documents", dossier__kind="import", dossier__in=charged)
    ways = here.filter(office="0908").order_by("dossier_id").select_related("dossier")
    one = next(way.dossier for way in ways if nothing_open(case_of(way.dossier_id)))
    tree = json.loads(Content.objects.get(dossier_id=one.pk, version=1).content)
    line = tree["items"][0]
    line["unit_price"] = f"{float(line['unit_price']) * 1.1:.4f}"
    line["total"] = f"{float(line['unit_price']) * float(line['quantity']):.2f}"
    stated, _ = read(tree, books.law, DAY)
    assert stated is not None
    first = events_of(one.pk)[0]
    changes.request_amendment(
        one.pk,
        Lodging(declaration=stated, media="json", raw=json.dumps(tree).encode()),
        cause="clerical_error",
        evidence="invoice <7>",
        books=books,
        on=DAY,
        facts=asking.facts(stated, asking.Question(first.by, DAY, books.law), entered_on=DAY),
        actor=Actor(first.by, first.capacity, first.behalf),
        at=now,
    )
    return str(one.reference)


def nothing_open(case: Any) -> bool:
    """Whether an import may be amended: its goods have come to no other end, and nobody inspects them."""
    from tongguan.law.flows import FLOWS

    needs = FLOWS["import"].conditions["nothing_open"]
    return set(case.ended.values()) <= {"released"} and not case.unmet(needs, ("", *case.parts))


def test_every_step_of_an_officer_has_its_place() -> None:
    from tongguan.doors.officer.cases import doing
    from tongguan.law.flows import FLOWS
    from tongguan.law.flows.common import BY_JUDGEMENT
    from tongguan.law.kernel.case import OFFICERS

    for flow in FLOWS.values():
        for step in flow.steps.values():
            if set(step.by) & set(OFFICERS) and step.name not in BY_JUDGEMENT:
                assert bool(doing.action_of(step)) != bool(doing.elsewhere(step)), step.name


def test_an_amendment_is_compared_before_it_is_granted(now: Any) -> None:
    one = asked_to_amend(now)
    web = signed_in("document_officer")
    assert "Compare and decide" in text(web.get(case(one)))
    page = text(web.get(f"{case(one)}grant_amendment/"))
    assert "Line 1: unit price" in page and "invoice &lt;7&gt;" in page
    assert "a clerical error of the person who keyed it in" in page
    sums = re.search(r'together</td><td class="num">([\d,.]+)</td><td class="num">([\d,.]+)</td>', page)
    assert sums is not None
    before, after = (float(one.replace(",", "")) for one in sums.groups())
    assert after > before
    answer = web.post(f"{case(one)}grant_amendment/", {"seq": seq_of(one), "number": 1, "part": ""})
    assert answer.status_code == 302, text(answer)
    page = text(web.get(case(one)))
    assert "documents: under review" in page and 'class="changed"' in page and sums.group(2) in charged(page)


def charged(page: str) -> str:
    """What the page says is charged, added up."""
    cells = re.findall(
        r'<td class="num">\d+</td><td>[^<]+</td><td class="num">([\d,.]+)</td><td class="quiet">', page
    )
    lines = page.count(">customs value<")
    return f"{sum(float(one.replace(',', '')) for one in cells[lines:]):,.2f}"


def test_a_refused_amendment_says_why_and_leaves_all_as_it_was(now: Any) -> None:
    one = asked_to_amend(now)
    web = signed_in("document_officer")
    told = {"seq": seq_of(one), "number": 1, "part": "", "phrase": "refuse_amendment/no_cause", "words": "x"}
    assert web.post(f"{case(one)}refuse_amendment/", told).status_code == 302
    page = text(web.get(case(one)))
    assert "所附证明材料不足以支持所述修改事由。" in page and "does not bear out the cause given" in page
    assert 'class="changed"' not in page


def test_prepared_phrases_reach_the_trader_in_both_languages(now: Any) -> None:
    from tongguan.desk.dossiers.models import Event

    web = signed_in("document_officer", language="zh-hans")
    (one,) = reviewed(web)
    form = text(web.get(f"{case(one)}ask/"))
    assert "请补充提供合同及全部附件。" in form and "Please send" not in form
    told = {"seq": seq_of(one), "phrase": ["ask/contract", "ask/nothing"], "words": "附件三"}
    assert web.post(f"{case(one)}ask/", told).status_code == 302
    said = Event.objects.filter(name="ask", dossier__reference=one).latest("seq").data
    assert said == "请补充提供合同及全部附件。\nPlease send the contract, with all its annexes.\n附件三"


def test_what_no_database_keeps_is_told_at_its_field(now: Any) -> None:
    web = signed_in("document_officer")
    (one,) = reviewed(web)
    for words in ("a\x00b", "x" * 3000):
        answer = web.post(f"{case(one)}ask/", {"seq": seq_of(one), "words": words})
        assert answer.status_code == 422 and 'href="#words"' in text(answer)
    assert web.get("/office/cases/a%00b/").status_code == 404
    for query in ("number=%00", "number=99999999999", "part=%00", "number=%EF%BC%91"):
        assert web.get(f"{case(one)}ask/?{query}").status_code == 200
    assert web.get(f"{case(one)}charge_more/").status_code == 404
    assert signed_in("inspector").get(f"{case(one)}clear/").status_code == 404


def test_an_inspection_is_ordered_notified_and_doubted_from_the_page(now: Any) -> None:
    web = signed_in("inspector")
    one = reference_of("covert")
    told = {"seq": seq_of(one), "authority": "quarantine", "method": "opening", "part": ""}
    assert web.post(f"{case(one)}order_port_inspection/", told).status_code == 302
    page = text(web.get(case(one)))
    assert "port inspection: ordered" in page
    number = re.search(r'notify_port_inspection/">.*?name="number" value="(\d+)"', page, re.S)
    assert number is not None
    answer = web.post(
        f"{case(one)}notify_port_inspection/", {"seq": seq_of(one), "number": number.group(1), "part": ""}
    )
    assert answer.status_code == 302 and "port inspection: notified" in text(web.get(case(one)))
    monitor = signed_in("monitor")
    assert "port inspection: notified" in text(monitor.get(case(one)))


def test_a_search_finds_what_the_office_holds_by_each_of_its_names(now: Any) -> None:
    from tongguan.desk.cargo.models import Expectation
    from tongguan.desk.people.models import Enterprise

    web, other = signed_in("document_officer"), signed_in("document_officer", "0902")
    boxes = Expectation.objects.filter(about="container", dossier__office="0908")
    one = boxes.order_by("dossier_id").select_related("dossier")[0].dossier
    firm = Enterprise.objects.get(identifier=one.trader)
    bill = Expectation.objects.get(dossier=one, about="bill").key
    box = Expectation.objects.filter(dossier=one, about="container").values_list("part", flat=True)[0]
    for sought in (one.reference[:17], bill, bill.lower(), box, box[:8], firm.identifier, firm.name[:2]):
        assert one.reference in text(web.get("/office/search/", {"q": sought})), sought
        assert one.reference not in text(other.get("/office/search/", {"q": sought})).replace(
            f'value="{sought}"', ""
        ), sought
    assert web.get("/office/search/", {"q": one.reference}).status_code == 302
    assert other.get("/office/search/", {"q": one.reference}).status_code == 200
    assert one.reference in text(signed_in("monitor").get("/office/search/", {"q": bill}))
    for nothing in ("", "x", "\x00\x00\x00", "%", "é" * 400, "'; --"):
        assert web.get("/office/search/", {"q": nothing}).status_code == 200


def test_the_past_of_trader_and_goods_is_that_of_the_office(now: Any) -> None:
    from tongguan.desk.declarations.models import Content, Line
    from tongguan.desk.dossiers.models import Dossier

    lodged = [str(one) for one in Dossier.objects.filter(office="0908").values_list("trader", flat=True)]
    busiest = max(set(lodged), key=lodged.count)
    one, *others = Dossier.objects.filter(office="0908", trader=busiest).order_by("pk")
    page = text(signed_in("document_officer").get(f"{case(one.reference)}history/"))
    assert any(other.reference in page for other in others)
    path = f"{case(one.reference)}history/"
    part = text(signed_in("document_officer").get(path, headers={"HX-Request": "true"}))
    assert "<title" in page and "<title" not in part and 'id="history"' in part, "the case keeps its title"
    seen = set(re.findall(r"/office/cases/(\d{18})/\"", page.partition('id="history"')[2]))
    assert one.reference not in seen
    assert all(Dossier.objects.get(reference=ref).office == "0908" for ref in seen) and seen
    line = Line.objects.filter(dossier=one).order_by("-number", "line")[0]
    item = json.loads(Content.objects.get(dossier=one, version=1).content)["items"][0]
    price = in_money(line.customs_value / Decimal(item["first_quantity"]))
    assert "This declaration:" in page and f"<b>{price} / " in page
    assert signed_in("document_officer", "0902").get(f"{case(one.reference)}history/").status_code == 404
    assert signed_in("monitor").get(f"{case(one.reference)}history/").status_code == 403


def test_decisions_history_and_search_ask_few_queries(now: Any) -> None:
    one = asked_to_amend(now)
    web = signed_in("document_officer")
    pages = (f"{case(one)}grant_amendment/", f"{case(one)}history/", f"/office/search/?q={one[:12]}")
    for page in pages:
        web.get(page)
        with CaptureQueriesContext(connection) as asked:
            assert web.get(page).status_code == 200
        assert len(asked) <= 25, (page, len(asked), [q["sql"][:100] for q in asked])
