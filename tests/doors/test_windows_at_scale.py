"""The pages over some thousand declarations: none asks often, and every question is answered by an index."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from tests.books import RULES
from tests.doors import plans
from tests.doors.played import SEED, some_rows
from tongguan.desk.dossiers import proof
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor.days import glance
from tongguan.desk.monitor.queries import report
from tongguan.doors.jobs.bench.million import NOON
from tongguan.doors.jobs.bench.pages import PAGES, TRIVIAL, Page, Walk

COUNT, EVERY, OFFICE = 3000, 12, "0908"
MOST = 25
"""So many queries a page may make."""


def only(who: str, name: str, **args: Any) -> Page:
    return Page(f"{name}, {who}", who, lambda _: reverse(name, kwargs=args))


MORE = (
    *(only("trader", f"trader:{name}") for name in ("drafts", "settings")),
    only("broker", "trader:drafts"),
    *(only("manager", name) for name in ("people:list", "people:brokers", "people:keys")),
    *(only("administrator", name) for name in ("people:list", "people:keys")),
    *(only("bank", name) for name in ("revenue:orders", "revenue:letters")),
    *(only(who, "inspection:today") for who in ("terminal",)),
    *(only("rules_officer", name) for name in ("rules:tables", "rules:editions", "rules:drafts")),
    *(only("monitor", name) for name in ("refused",)),
    *(only("document_officer", name) for name in ("hall:desk",)),
    *(only(who, "cargo:reports") for who in ("terminal", "carrier")),
    Page(
        "a day of the board, one",
        "monitor",
        lambda some: reverse("declaration", args=(some.of(some.held).reference,)),
    ),
)


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Some declarations, played and copied, in a transaction that is rolled back."""
    from tongguan.doors.jobs.bench import million
    from tongguan.doors.jobs.demo_day import stage

    with django_db_blocker.unblock(), transaction.atomic():
        books = stage.publish_rules(RULES, SEED)
        shapes = million.play(books, seed=SEED, rows=some_rows(EVERY))
        million.fill(shapes, COUNT)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.vendor == "postgresql" else "SELECT 1")
        yield books, shapes
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walk(port: Any) -> Iterator[Walk]:
    from django.conf import settings

    stood, settings.CLOCK_STANDS = settings.CLOCK_STANDS, NOON
    yield Walk(OFFICE, seed=SEED, sample=20, at=NOON, pages=MORE)
    settings.CLOCK_STANDS = stood


def test_a_copy_is_proved_like_its_template(port: Any) -> None:
    from tongguan.desk.declarations import proof as declared

    books, shapes = port
    ids = list(Dossier.objects.order_by("-reference").values_list("pk", flat=True))
    assert len(ids) >= COUNT
    for one in ids[:: len(ids) // 60]:
        assert proof.replay(one) == []
        assert declared.replay(one, lambda law, criteria: books)[0] == []
    assert len(shapes.open) > 10 and len(shapes.settled) > 10


@pytest.mark.parametrize("kind", ["import", "export"])
def test_a_glance_tells_what_the_report_tells(port: Any, kind: str) -> None:
    since = NOON - timedelta(days=2)
    whole, found = report(kind, now=NOON, since=since), glance(kind, now=NOON, since=since)
    held = Counter[str]()
    for (whose, track, _), seconds in whole.stages.items():
        held[whose] += seconds if track else 0
    assert found.figures == whole.figures and whole.figures["overall"].n >= 5
    assert found.held == {whose: seconds for whose, seconds in held.items() if seconds}
    assert (found.running, found.awaited) == (whole.open.running, whole.open.awaited)
    assert found.mean_age == pytest.approx(whole.open.mean_age)


@pytest.mark.parametrize("page", (TRIVIAL, *PAGES, *MORE), ids=lambda page: page.name)
def test_a_page_asks_seldom_and_by_index(walk: Walk, page: Page, django_db_blocker: Any) -> None:
    """The second time, for what never changes is read once in the life of a process."""
    client = walk.clients[page.who]
    wrong = []
    for turn in range(3):
        path = walk.path(page)
        with plans.asked() as questions:
            answer = client.get(path)
        assert answer.status_code in (200, 302), f"{path}: {answer.status_code}"
        if turn:
            assert len(questions) <= MOST, "\n".join((path, *questions))
            for sql in questions:
                wrong += [f"{path}\n  {how}\n  {sql}" for how in plans.slow(sql)]
    assert not wrong, "\n".join(dict.fromkeys(wrong))
