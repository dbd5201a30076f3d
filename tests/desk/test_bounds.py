"""What is asked again and again reads what is new, not what there is: counted in queries, rows and plans."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from tests.desk import port
from tests.desk.money import a_guarantee
from tests.desk.port import AT, BROKER, BROKER_CODE, CARRIER, IMPORTER, OFFICER, REVENUE, SYSTEM, later, take
from tests.doors import plans
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo import names, recording
from tongguan.desk.cargo.actions import Bill, Told
from tongguan.desk.cargo.models import Expectation, Fact
from tongguan.desk.cargo.queries import waiting
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Opening, act, open_many
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.monitor.models import Clearance, Held, Later, Mark
from tongguan.desk.monitor.queries import DAY, figures, report
from tongguan.desk.revenue import guarantees, queries
from tongguan.desk.revenue.models import Guarantee, Movement
from tongguan.desk.rulebooks import queries as rulebooks

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
    made = open_many([(one, begin) for one in openings], actor=BROKER, at=at)
    return [one for one in made if isinstance(one, int)]


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


def test_refreshing_goes_on_where_it_was_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitor, "CHUNK", 2)
    lodged(3)
    lodged(2, at=later(24), name="M")
    bounded = [monitor.refresh(everything=False, most=2) for _ in range(4)]
    assert bounded == [2, 2, 1, 0] and monitor.differences() == []
    assert Mark.objects.get().upto == later(24)


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


def expecting(number: int, *, at: datetime = AT) -> int:
    things = names.expected(mode="2", name="SHIP", voyage="1", bill_number=f"BILL{number}")
    return port.lodged(
        ("cargo", "", "expected"),
        ("exit", "", "awaited"),
        reference=f"E{number}",
        at=at,
        also=lambda it: recording.expect(it, things),
    )


def told(number: int, at: datetime) -> None:
    cargo.receive(
        [Told("entered", names.BILL, f"BILL{number}", AT)], reference=f"M{number}", actor=CARRIER, at=at
    )


def test_what_waits_for_cargo_is_looked_for_among_what_is_new() -> None:
    ones = [expecting(number) for number in range(40)]
    for number in range(20):
        told(number, later(1))
    everything = tuple(waiting())
    assert everything == tuple(ones[:20])
    Expectation.objects.bulk_create(
        Expectation(dossier_id=ones[0], about="bill", key=f"OTHER{n}") for n in range(MANY)
    )
    assert tuple(waiting(later(2))) == (), "all that is known was known before"
    told(30, later(3))
    late = expecting(99, at=later(4))
    told(99, later(1))
    listed = {"direction": "import", "call": names.call("9", "TRAIN", "7"), "actor": CARRIER, "at": later(3)}
    call = [Told("entered", names.CALL, str(listed["call"]), AT)]
    cargo.receive(call, reference="CALL", actor=CARRIER, at=later(1))
    cargo.receive_manifest([Bill("BILL35")], reference="MF", **listed)
    with CaptureQueriesContext(connection) as asked_for:
        found = tuple(waiting(later(2)))
    assert found == (ones[30], ones[35], late)
    assert len(asked_for) <= 6 + 4 * len(found), "and what was old was not looked at one by one"
    assert set(waiting()) == {*everything, *found}
    for dossier in found:
        act(dossier, recording.catch_up, actor=SYSTEM, at=later(5))
    assert tuple(waiting(later(2))) == ()


def test_everything_that_waits_is_read_a_few_hundred_at_a_time() -> None:
    ones = [expecting(number) for number in range(3)]
    told(2, later(1))
    Expectation.objects.bulk_create(
        Expectation(dossier_id=ones[1], about="bill", key=f"OTHER{n}") for n in range(MANY)
    )
    Fact.objects.bulk_create(
        Fact(kind="entered", about="bill", key=f"OTHER{n}", occurred_at=AT, recorded_at=AT, sender="S",
             reference="R", by="1", capacity="carrier") for n in range(MANY)
    )  # fmt: skip
    assert asked(lambda: tuple(waiting())) < 40
    assert tuple(waiting()) == (ones[1], ones[2])


def measured(count: int, first: int = 0) -> None:
    """Cleared declarations, of which every tenth took longer than a day and has two holders."""
    numbers = [10**9 + first + n for n in range(count)]
    seconds = {one: (one * 7919) % 80_000 + (90_000 if one % 10 == 0 else 0) for one in numbers}
    row = {"seq": 1, "kind": "import", "office": "0908", "fate": "cleared", "accepted_at": AT, "ended_at": AT}
    Clearance.objects.bulk_create(
        Clearance(
            dossier_id=one, reference=f"C{one}", overall=took, acceptance_to_gate=took // 2,
            in_customs_hands=took // 3, **row,
        )
        for one, took in seconds.items()
    )  # fmt: skip
    Later.objects.bulk_create(
        Later(dossier_id=one, gate="closed", overall=2 * seconds[one]) for one in numbers
    )
    Held.objects.bulk_create(
        Held(dossier_id=one, whose=whose, track=track, state="x", seconds=part)
        for one, took in seconds.items()
        for whose, track, part in (("trader", "charges", took // 4), ("carrier", "cargo", took - took // 4))
    )


def test_a_report_adds_up_where_the_rows_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tongguan.desk.monitor.queries.CHUNK", 100)
    assert report("import", now=AT).figures["overall"] == figures([])
    measured(20)
    few = asked(lambda: report("import", now=AT))
    measured(MANY, first=20)
    assert asked(lambda: report("import", now=AT)) <= few + 2 * MANY // 10 // 100, "the slow ones in chunks"
    found, rows = report("import", now=AT), list(Clearance.objects.order_by("-overall", "reference"))
    for name in ("overall", "acceptance_to_gate", "in_customs_hands"):
        assert found.figures[name] == figures(getattr(one, name) for one in rows)
    assert found.later == {"closed": figures(2 * (one.overall or 0) for one in rows)}
    slow = [(one.reference, one.overall, "carrier", False) for one in rows if (one.overall or 0) > DAY]
    assert [one[1:] for one in found.slow] == slow and len(slow) > MANY // 20


def test_what_is_held_for_a_month_is_looked_up() -> None:
    made = a_guarantee("1000")
    with plans.asked() as questions:
        queries.unpaid_months(made.holder, AT.date(), rulebooks.book("cn"))
    assert questions
    for sql in questions:
        assert not [how for how in plans.slow(sql) if "movement" in how]
    monthly = Movement.objects.filter(guarantee=made, consolidated=True).values_list("dossier_id", "debt")
    assert "movement_monthly" in plan(monthly.annotate(last=models.Max("at")))


def test_how_a_guarantee_stands_is_read_off_its_last_movement() -> None:
    made = a_guarantee("1000")
    by = {"reason": "x", "actor": REVENUE, "at": AT}
    guarantees.change_total(number="BH-1", total=D(900), was=D(1000), **by)
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
