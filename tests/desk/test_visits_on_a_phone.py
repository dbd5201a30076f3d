"""What officers bring from a visit, who signs for it, and that a phone may send anything twice."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from PIL import Image

from tests.desk import port
from tests.desk.port import INSPECTOR, OFFICER, SECOND, TERMINAL, TRADER, later, state
from tests.desk.test_tampering import take_triggers_away
from tests.desk.visits import (
    ALL_WELL,
    CUSTOMS,
    PORT,
    a_site,
    at_site,
    begin,
    begun,
    book,
    notified,
    why,
    with_results,
)
from tongguan.desk.documents import store
from tongguan.desk.dossiers import proof as dossiers
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.queries import cover_of, flow_of
from tongguan.desk.inspections import actions, evidence, proof, queries, sending, visiting
from tongguan.desk.inspections.actions import Found
from tongguan.desk.inspections.evidence import Picture, Sealed
from tongguan.desk.inspections.models import Photo, Result, Seal, Sent
from tongguan.law.disclosure import as_trader
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor
from tongguan.law.words import say

pytestmark = pytest.mark.usefixtures("dalian")
TEN = datetime(2020, 3, 3, 2, 0, tzinfo=UTC)  # ten o'clock at the site, the day after
THIRD = Actor("25", "inspector", "0908")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path


def a_photo(form: str = "JPEG") -> bytes:
    bytes_ = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(bytes_, form)
    return bytes_.getvalue()


def photographed(one: int, *, hours: float = 3.2, shown: bool = False, actor: Actor = INSPECTOR) -> int:
    return evidence.add_photo(
        one, PORT, evidence.keep(a_photo()), line=1, note="a dent", shown=shown, actor=actor, at=later(hours)
    )


def test_photos_are_customs_own_until_they_are_shown() -> None:
    one = begun()
    first, second = photographed(one), photographed(one, shown=True)
    assert visiting.photo(one, first, as_trader=True) is None
    row = visiting.photo(one, second, as_trader=True)
    assert row is not None
    with store.opened(row.place) as kept:
        assert kept.read() == a_photo()
    evidence.show_photo(one, first, actor=SECOND, at=later(4))
    evidence.show_photo(one, first, actor=SECOND, at=later(4))
    assert visiting.photo(one, first, as_trader=True) is not None
    with pytest.raises(NotOffered):
        evidence.show_photo(one, first, actor=OFFICER, at=later(4))
    with pytest.raises(Refused) as refused:
        evidence.show_photo(one, 9, actor=INSPECTOR, at=later(4))
    assert why(refused) == "I124"


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"%PDF-1.4 %%EOF", a_photo()[:200], b"<svg/>"])
def test_what_is_no_photo_is_not_kept(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        evidence.keep(content)
    assert why(refused) == "I121" and not list(store.folder().glob("*/*"))


@pytest.mark.parametrize("actor", [OFFICER, TRADER, TERMINAL, Actor("22", "inspector", "0902")])
def test_only_inspectors_of_the_office_bring_anything(actor: Actor) -> None:
    one = begun()
    with pytest.raises(NotOffered):
        photographed(one, actor=actor)
    with pytest.raises(NotOffered):
        evidence.add_seals(one, PORT, [Sealed("C1", "A", "B")], actor=actor, at=later(4))
    assert not Photo.objects.exists() and not Seal.objects.exists()


def test_seals_are_noted_while_the_visit_goes_on() -> None:
    one = begun()
    evidence.add_seals(
        one, PORT, [Sealed("C1", "A 1", "B 1"), Sealed("", "", "B 2")], actor=SECOND, at=later(4)
    )
    brought = visiting.brought(one, PORT)
    assert brought is not None and [row.put_on for row in brought.seals] == ["B 1", "B 2"]
    with pytest.raises(Refused) as refused:
        evidence.add_seals(one, PORT, [Sealed("C1", "", "")], actor=SECOND, at=later(4))
    assert why(refused) == "I125"
    actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(5))
    with pytest.raises(NotOffered):
        evidence.add_seals(one, PORT, [Sealed("C1", "A", "B")], actor=SECOND, at=later(6))


def test_both_officers_sign_before_a_third_confirms() -> None:
    one = with_results()
    with pytest.raises(Refused) as refused:
        actions.conclude(one, PORT, outcome="pass", actor=THIRD, at=later(5))
    assert why(refused) == "I127" and state(one, "port_inspection") == "results"
    with pytest.raises(Refused) as refused:
        evidence.sign(one, PORT, actor=THIRD, at=later(5))
    assert why(refused) == "I126"
    signed = evidence.sign(one, PORT, actor=SECOND, at=later(5))
    assert port.events_of(one)[-1].data.endswith(signed) and signed == evidence.digest_of(one, PORT)
    for again in (SECOND, INSPECTOR):  # who entered the results has signed by it
        with pytest.raises(NotOffered):
            evidence.sign(one, PORT, actor=again, at=later(5))
    actions.conclude(one, PORT, outcome="pass", actor=THIRD, at=later(6))
    assert state(one, "port_inspection") == "passed"


def test_a_signature_stands_for_the_results_that_were_there() -> None:
    one = with_results()
    evidence.sign(one, PORT, actor=SECOND, at=later(5))
    actions.doubt(one, PORT, reason="line 2 again", actor=THIRD, at=later(5))
    with pytest.raises(NotOffered):
        evidence.sign(one, PORT, actor=SECOND, at=later(5.5))
    actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(6))
    with pytest.raises(Refused) as refused:
        actions.conclude(one, PORT, outcome="pass", actor=THIRD, at=later(7))
    assert why(refused) == "I127"


def test_the_trader_is_told_when_an_inspection_begins_without_it() -> None:
    one = at_site()
    begin(one, present=TERMINAL.person, absence="epidemic", occurred_at=later(2.5))
    told = Outbox.objects.filter(dossier_id=one, kind="inspection_begun")
    assert sorted(told.values_list("recipient", flat=True)) == [port.IMPORTER, port.BROKER_CODE]
    assert all('"absence":"epidemic"' in body for body in told.values_list("body", flat=True))
    assert port.events_of(one)[-1].occurred_at == later(2.5)
    seen = queries.told({one: [PORT]})[one, PORT]
    assert (seen.present, seen.absence) == (TERMINAL.person, "epidemic")
    other = at_site(CUSTOMS)
    begin(other)
    assert not Outbox.objects.filter(dossier_id=other, kind="inspection_begun").exists()


def sent(one: int, token: str = "t1", *, do: Callable[[], object] | None = None, asked: bytes = b"a") -> Any:
    def record() -> None:
        actions.record(one, PORT, [Found(1, "customs")], actor=INSPECTOR, at=later(4))

    return sending.once(person="22", token=token, asked=asked, at=later(4), do=do or record)


def test_what_is_sent_twice_is_done_once() -> None:
    one = begun()
    assert (sent(one).done, sent(one).done, sent(one).again) == (True, True, True)
    assert Result.objects.filter(dossier_id=one).count() == 1
    assert sent(one, "t2").done and Result.objects.filter(dossier_id=one).count() == 2
    with pytest.raises(Refused) as refused:
        sent(one, asked=b"something else")
    assert why(refused) == "I128"
    with pytest.raises(Refused) as refused:
        sent(one, "")
    assert why(refused) == "I128"


def test_what_was_refused_is_answered_the_same_and_leaves_nothing() -> None:
    one = at_site()
    assert sent(one).reason == "not_in_that_state"
    begin(one)
    assert sent(one).reason == "not_in_that_state" and not Result.objects.exists()

    def half() -> None:
        actions.record(one, PORT, [Found(1, "customs")], actor=INSPECTOR, at=later(4))
        actions.enter_results(one, PORT, (), actor=INSPECTOR, at=later(4))

    answer, again = sent(one, "t2", do=half), sent(one, "t2", do=half)
    assert [one.code for one in answer.findings] == ["I109"] and again.again
    (finding,), (same,) = answer.findings, again.findings
    assert say(finding.code, finding.arguments, "zh") == say(same.code, same.arguments, "zh")
    assert not Result.objects.exists()


def test_a_mistake_of_ours_uses_up_no_number() -> None:
    def broken() -> None:
        raise ZeroDivisionError

    one = begun()
    with pytest.raises(ZeroDivisionError):
        sent(one, do=broken)
    assert not Sent.objects.exists() and sent(one).done


def test_the_day_lists_what_is_booked_and_under_way() -> None:
    a_site(bays=2)
    first, second = notified(ref="R1"), notified(ref="R2")
    book(first, TEN)
    book(second, TEN.replace(hour=3))
    now = TEN.replace(hour=1)
    days = [visiting.at_offices(["0908"], now=at) for at in (later(2), now)]
    assert [[row.reference for row in rows] for rows in days] == [[], ["R1", "R2"]]
    assert [row.reference for row in visiting.at_sites_of(TERMINAL.behalf, now=now)] == ["R1", "R2"]
    assert visiting.at_sites_of("somebody else", now=now) == visiting.at_sites_of("", now=now) == []
    assert visiting.at_offices(["0902"], now=now) == []
    actions.present(second, PORT, actor=TERMINAL, at=later(2))
    begin(second)
    rows = {row.reference: row for row in visiting.at_offices(["0908"], now=later(3))}
    assert rows["R2"].state == "begun" and rows["R2"].officers == (INSPECTOR.person, SECOND.person)
    assert rows.keys() == {"R2"}  # the other is for tomorrow


def test_colleagues_are_inspectors_of_the_office() -> None:
    found = visiting.colleagues("0908", on=date(2020, 3, 2), but=22)
    assert [one.pk for one in found] == [23, 24, 25, 26]
    assert visiting.colleagues("0902", on=date(2020, 3, 2), but=22) == []


@pytest.mark.parametrize("table", ["seal", "photo", "shown", "sent"])
def test_what_a_phone_brought_is_frozen(table: str) -> None:
    one = begun()
    photographed(one, shown=True)
    evidence.add_seals(one, PORT, [Sealed("C1", "A", "B")], actor=SECOND, at=later(4))
    sent(one)
    column = "at = at" if table == "sent" else "dossier_id = 1"
    for verb in (f'UPDATE "inspections_{table}" SET {column}', f'DELETE FROM "inspections_{table}"'):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


def test_each_photo_is_vouched_for_by_an_event_that_its_trader_never_sees() -> None:
    one = begun()
    first, _ = photographed(one), photographed(one, shown=True)
    assert proof.replay(one) == dossiers.replay(one) == []
    taken = [event.name for event in port.events_of(one)]
    assert taken.count("photo_taken") == 2
    lines = as_trader(port.events_of(one), flow_of(cover_of(one))).lines
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert "photo_taken" not in {line.name for line in lines}
    held = store.folder() / Photo.objects.get(photo=first).place[:2] / Photo.objects.get(photo=first).place
    kept, changed = held.read_bytes(), held.read_bytes()[:-1] + b"x"
    for content, there in ((changed, sha256(changed).hexdigest()), (None, "no file")):
        held.write_bytes(content) if content else held.unlink()
        (found,) = proof.replay(one)
        assert (found.key, found.column, found.stored) == (f"{one}/{first}", "file", there)
    held.write_bytes(kept)
    assert proof.replay(one) == []


@pytest.mark.parametrize(
    ("hand", "column"),
    [
        ("UPDATE inspections_photo SET note = 'no dent'", "note"),
        ("UPDATE inspections_photo SET line = 2", "line"),
        ("UPDATE inspections_photo SET digest = '0'", "digest"),
        ("UPDATE inspections_photo SET place = '../passwd'", "file"),
        ("UPDATE inspections_photo SET \"by\" = '99'", "by"),
        ("DELETE FROM inspections_photo", "photo"),
        ("UPDATE inspections_photo SET photo = 7", "photo"),
    ],
)
def test_a_photo_changed_or_removed_by_hand_is_named(hand: str, column: str) -> None:
    one = begun()
    photographed(one)
    take_triggers_away()
    with connection.cursor() as cursor:
        cursor.execute(hand)
    found = proof.replay(one)
    assert {row.table for row in found} == {"inspections_photo"}
    assert f"{one}/1" in {row.key for row in found} and any(column in row.column for row in found)


def test_a_picture_that_belongs_nowhere_is_forgotten() -> None:
    picture: Picture = evidence.keep(a_photo("PNG"))
    evidence.forget(picture)
    assert picture.media == "image/png" and not list(store.folder().glob("*/*"))
