"""What is asked again and again reads what is new, not what there is: counted in queries, rows and plans."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from tests.desk.money import a_guarantee
from tests.desk.port import AT, BROKER, BROKER_CODE, IMPORTER, OFFICER, REVENUE, later, take
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Opening, open_many
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.monitor.models import Clearance, Mark
from tongguan.desk.revenue import guarantees, queries
from tongguan.desk.revenue.models import Guarantee, Movement

pytestmark = pytest.mark.usefixtures("dalian")
MANY = 2000
TRACKS = (("documents", "", "checking"), ("charges", "", "nothing"))


def lodged(count: int, *, at: Any = AT, name: str = "R") -> list[int]:
    who = {"office": "0908", "trader": IMPORTER, "declarant": BROKER_CODE}

    def begin(it: Act) -> int:
        it.begin("lodged", TRACKS)
        return it.id

    openings = [
        Opening(kind="import", jurisdiction="cn", reference=f"{name}{number}", **who)
        for number in range(count)
    ]
    return [int(one) for one in open_many([(o, begin) for o in openings], actor=BROKER, at=at)]  # type: ignore[arg-type]


def asked(work: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries_:
        work()
    return len(queries_)


def plan(found: "models.QuerySet[Any]") -> str:
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET LOCAL enable_seqscan = off")
    return found.explain()


def test_refreshing_looks_at_what_changed_since_the_last_time() -> None:
    def three_more(at: datetime, name: str) -> None:
        take(lodged(3, at=at, name=name)[1], "take_up", OFFICER, at)

    first = lodged(5)
    assert monitor.refresh(everything=False) == len(first), "the first time it is everything"
    three_more(later(12), "F")
    few = asked(lambda: monitor.refresh(everything=False))
    lodged(MANY, at=later(24), name="M")
    assert monitor.refresh(everything=False) == MANY
    three_more(later(48), "N")
    assert asked(lambda: monitor.refresh(everything=False)) == few, "whatever there is beside"
    assert Clearance.objects.count() == MANY + 11 and monitor.differences() == []
    assert Mark.objects.get().upto == later(48)
    assert monitor.refresh(everything=False) == 0
    since = (later(48) - monitor.MARGIN, -1)
    assert "dossier_changed" in plan(monitor.changed(since))


def test_what_came_to_be_known_late_is_derived_as_long_as_it_is_within_the_margin() -> None:
    lodged(1, at=later(48))
    monitor.refresh(everything=False)
    slow = later(48) - monitor.MARGIN + timedelta(seconds=1)
    lodged(1, at=slow, name="SLOW")
    assert monitor.refresh(everything=False) == 1
    lodged(1, at=later(1), name="BACKDATED")
    assert monitor.refresh(everything=False) == 0
    assert monitor.refresh() == 1, "where clocks are set by hand everything is looked at"


def test_a_dossier_that_changes_while_others_are_derived_is_not_lost() -> None:
    (one,) = lodged(1)
    monitor.refresh(everything=False)
    take(one, "take_up", OFFICER, later(1))
    assert list(monitor.changed((AT, -1)).values_list("pk", flat=True)) == [one]
    assert monitor.refresh(everything=False) == 1 and monitor.refresh(everything=False) == 0


def test_how_a_guarantee_stands_is_read_off_its_last_movement() -> None:
    made = a_guarantee("1000")
    by = {"reason": "x", "actor": REVENUE, "at": AT}
    guarantees.change_total(number="BH-1", by=D(-100), **by)
    few = asked(lambda: queries.standing("BH-1"))
    last = Movement.objects.filter(guarantee=made).count()
    rows = [a_movement(made, last + n, 90_000 + 100 * n) for n in range(1, MANY + 1)]
    Movement.objects.bulk_create(rows)
    with CaptureQueriesContext(connection) as asked_for:
        standing = queries.standing("BH-1")
    assert standing is not None and len(asked_for) == few
    assert (standing.total, standing.blocked, standing.available) == (D(900 + MANY), 0, D(900 + MANY))
    assert all("SUM(" not in one["sql"].upper() for one in asked_for)
    sums = {"open": 1, "raise": 1, "lower": -1}
    by_hand = sum(sums[m.kind] * m.cents for m in Movement.objects.filter(guarantee=made))
    assert D(by_hand) / 100 == standing.total


def a_movement(guarantee: Guarantee, number: int, total: int) -> Movement:
    given = {"kind": "raise", "cents": 100, "blocked": 0, "reason": "x", "at": AT, "by": "24"}
    return Movement(guarantee=guarantee, number=number, total=total, **given)


def test_movements_are_told_a_page_at_a_time() -> None:
    made = a_guarantee("1000")
    Movement.objects.bulk_create(a_movement(made, n + 1, 100_000 + 100 * n) for n in range(1, MANY))
    newest = queries.movements("BH-1")
    assert [newest[0].number, newest[-1].number, len(newest)] == [MANY - 199, MANY, 200]
    before = queries.movements("BH-1", before=newest[0].number, limit=10)
    assert [one.number for one in before] == list(range(MANY - 209, MANY - 199))
    assert [one.number for one in queries.movements("BH-1", before=3)] == [1, 2]
