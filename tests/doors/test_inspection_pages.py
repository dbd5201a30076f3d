"""The pages of an inspection: the day, one visit and all its forms, what each may see, and nothing twice."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests.doors.signed_in import somebody
from tests.pages import text

MOST = 25
VISIT = "/inspection/R1/port_inspection/1/"
TOKENS, PEOPLE = count(1), count(5000)


@pytest.fixture(autouse=True)
def site(db: None, tmp_path: Path, settings: Any) -> Any:
    """The port of the desk's tests, one visit at the site, at three o'clock of its day."""
    from tests.desk import port, visits

    settings.VAR = tmp_path
    port.furnish(tmp_path)
    settings.CLOCK_STANDS = port.later(3)
    visits.a_site(bays=3)
    return visits


def officer(pk: int = 22, language: str = "en") -> Client:
    from tongguan.desk.people.models import Person

    client = Client()
    client.force_login(Person.objects.get(pk=pk))
    client.cookies["language"] = language
    return client


def at_firm(capacity: str, identifier: str) -> Client:
    from tests.doors.signed_in import LONG_AGO
    from tongguan.desk.people.models import Enterprise, Person, Role

    firm, _ = Enterprise.objects.get_or_create(
        identifier=identifier, defaults={"name": "某公司", "registered_on": LONG_AGO}
    )
    pk = next(PEOPLE)  # those of the port have numbers of their own, of which a database knows nothing
    person = Person.objects.create(pk=pk, username=f"{capacity} {pk}", language="en")
    Role.objects.create(person=person, capacity=capacity, enterprise=firm, valid_from=LONG_AGO)
    client = Client()
    client.force_login(person)
    return client


def photo() -> SimpleUploadedFile:
    content = BytesIO()
    Image.new("RGB", (8, 6), "teal").save(content, "JPEG")
    return SimpleUploadedFile("a.jpg", content.getvalue(), "image/jpeg")


def send(web: Client, do: str, at: str = VISIT, **more: Any) -> Any:
    return web.post(at, {"do": do, "token": f"t{next(TOKENS)}", **more})


def state(one: int) -> str:
    from tests.desk.port import state as of

    return of(one, "port_inspection")


def test_a_visit_goes_from_its_beginning_to_its_certificate(site: Any) -> None:
    from tests.desk.port import later
    from tongguan.desk.inspections.models import Booking, Certificate, Site

    one = site.notified()
    Booking.objects.create(
        dossier_id=one, track="port_inspection", number=1, site=Site.objects.get(code="DLC-1"),
        starts_at=later(4), bay=2, by="11", at=later(1),
    )  # fmt: skip
    from tests.desk.port import TERMINAL
    from tongguan.desk.inspections import actions

    actions.present(one, site.PORT, actor=TERMINAL, at=later(2))
    first, second, third = officer(22), officer(23), officer(24)
    day = text(first.get("/inspection/"))
    assert "R1" in day and "at the site" in day and "bay 2" in day and VISIT in day
    page = text(first.get(VISIT))
    assert "SECRET" in page and "quarantine: sample" in page and "inspector 23" in page
    assert "inspector 22" not in page.split('id="second"')[1].split("</select>")[0]
    assert send(first, "begin", second="23", present_name="Wang Wu", age="60").status_code == 302
    assert "Wang Wu" in text(first.get(VISIT)) and state(one) == "begun"
    for answer in (
        send(first, "photo", picture=photo(), line="1", note="a dent"),
        send(second, "seal", container="", taken_off="A-1", put_on="B-1"),
        send(first, "record", **{"found-quarantine-2": "nothing", "note-quarantine-2": "clean"}),
        send(first, "samples", **{"seal-quarantine-2": "S-1", "seal-customs-1": "", "laboratory": "LAB"}),
        send(first, "report", sample="1", reference="L-1", conforms="yes"),
        send(first, "results", **{"found-customs-1": "nothing", "found-customs-2": "nothing"}),
    ):
        assert answer.status_code == 302, text(answer)
    waits = text(first.get(VISIT))
    assert "Still to sign" in waits and "inspector 23" in waits and "Confirm and sign" not in waits
    assert send(third, "conclude", outcome="pass").status_code == 422 and state(one) == "results"
    assert send(second, "sign").status_code == 302
    assert send(third, "conclude", outcome="pass").status_code == 302 and state(one) == "passed"
    assert send(first, "issue", code="11", certificate="C-1").status_code == 302
    assert Certificate.objects.get().number == "C-1"
    done = text(first.get(VISIT))
    for word in ("a dent", "A-1", "B-1", "S-1", "L-1", "clean", "This inspection is over"):
        assert word in done
    assert "R1" not in text(first.get("/inspection/")).split("<main")[1]


def test_what_was_not_finished_on_its_day_stands_apart(site: Any, settings: Any) -> None:
    site.at_site()
    assert "Earlier, not finished" not in text(officer().get("/inspection/"))
    settings.CLOCK_STANDS += timedelta(days=1)
    before, _, after = text(officer().get("/inspection/")).partition("Earlier, not finished")
    assert "R1" in after and "R1" not in before.split("<main")[1] and "none was begun today" in before
    assert "此前尚未办结" in text(officer(language="zh").get("/inspection/"))


def test_nothing_is_decided_for_an_officer(site: Any) -> None:
    one = site.begun()
    assert send(officer(), "samples", **{"seal-quarantine-2": "S-1", "laboratory": "LAB"}).status_code == 302
    asked = text(officer().get(VISIT)).split('id="conforms-1"')[1].split("</select>")[0]
    assert "selected" not in asked and asked.index('value=""') < asked.index('value="yes"')
    for said in ({}, {"conforms": ""}, {"conforms": "perhaps"}):
        answer = send(officer(), "report", sample="1", reference="L-1", **said)
        assert answer.status_code == 422 and "whether the sample conforms" in text(answer)
    assert state(one) == "laboratory"


def test_what_follows_is_what_was_found_and_the_last_day_of_it_is_told(site: Any) -> None:
    from tests.desk.visits import ALL_WELL, Found

    one = site.with_results((*ALL_WELL[:2], Found(2, "quarantine", "treat")))
    second = officer(23)
    asked = text(second.get(VISIT)).split('id="outcome"')[1].split("</select>")[0]
    assert 'value="treat"' in asked and 'value="pass"' not in asked
    assert send(second, "conclude", outcome="treat").status_code == 302 and state(one) == "treating"
    told = text(second.get(VISIT)).split("being treated")[1].split("<br>")[0]
    assert "2020-03-18" in told, "the end of the fifteen days, not the reminder before it"


@pytest.mark.parametrize(
    ("do", "more", "said"),
    [
        ("begin", {"second": "22", "present": "11"}, "done by two officers"),
        ("begin", {"second": "", "present": "11"}, "done by two officers"),
        ("begin", {"second": "23"}, "Say why the trader is absent"),
        ("begin", {"second": "23", "present": "x" * 40}, "too many"),
        ("photo", {}, "no photo"),
        ("samples", {"laboratory": "L"}, "not be done"),
        ("results", {}, "Say first what was found"),
        ("record", {"found-customs-1": "nothing"}, "not be done"),
        ("record", {"found-customs-999999": "nothing", "found-": "x", "found-customs": "y"}, "not be done"),
        ("report", {"sample": "999999999999", "reference": "L", "conforms": "yes"}, "no sample"),
        ("show", {"photo": "-1"}, "no photo"),
        ("conclude", {"outcome": "burn"}, "what follows"),
        ("conclude", {"outcome": "pass"}, "not be done"),
        ("explode", {}, "not be done"),
        ("miss", {"person": "23"}, "not be done"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    site: Any, do: str, more: dict[str, str], said: str
) -> None:
    one = site.at_site()
    answer = send(officer(), do, **more)
    assert answer.status_code == 422 and said in text(answer), text(answer)
    assert state(one) == "at_site"
    chinese = send(officer(language="zh"), do, **more)
    assert chinese.status_code == 422 and said not in text(chinese)


def test_what_was_typed_is_kept_where_it_is_refused(site: Any) -> None:
    site.at_site()
    page = text(send(officer(), "begin", second="24", present_name="", absence="epidemic"))
    assert '<option value="24" selected>' in page and '<option value="epidemic" selected>' in page
    assert send(officer(), "begin", second="24", present_name="Wang Wu").status_code == 302
    more = {"found-customs-1": "treat", "note-customs-1": "beetles"}
    page = text(send(officer(), "results", **more))
    assert '<option value="treat" selected>' in page and 'value="beetles"' in page


def test_a_form_that_is_sent_twice_is_done_once(site: Any) -> None:
    from tongguan.desk.inspections.models import Photo, Visit

    one = site.at_site()
    web = officer()
    given = {"do": "begin", "token": "same", "second": "23", "present": "11"}
    assert [web.post(VISIT, given).status_code for _ in range(3)] == [302] * 3
    assert Visit.objects.filter(dossier_id=one).count() == 1
    json = {"headers": {"Accept": "application/json"}}
    pictures = [
        web.post(VISIT, {"do": "photo", "token": "p", "picture": photo(), "age": str(age)}, **json)
        for age in (1, 500)
    ]
    assert [(p.status_code, p.json()["done"]) for p in pictures] == [(200, True)] * 2
    assert Photo.objects.filter(dossier_id=one).count() == 1
    late = web.post(VISIT, {**given, "token": "later"}, **json)
    assert (late.status_code, late.json()["done"]) == (409, False) and "not be done" in late.json()["words"]
    other = web.post(VISIT, {**given, "second": "24"}, **json)
    assert other.status_code == 409 and Visit.objects.get().second_officer == "23"


def test_photos_are_seen_by_whom_they_are_shown_to(site: Any) -> None:
    from tests.desk.port import BROKER_CODE, IMPORTER

    site.begun()
    web = officer()
    send(web, "photo", picture=photo(), shown="yes")
    send(web, "photo", picture=photo())
    seen = web.get("/inspection/photo/R1/2/")
    assert seen["Content-Type"] == "image/jpeg" and b"".join(seen.streaming_content)[:2] == b"\xff\xd8"
    assert "sandbox" in seen["Content-Security-Policy"] and seen["X-Content-Type-Options"] == "nosniff"
    for client in (at_firm("trader", IMPORTER), at_firm("broker", BROKER_CODE)):
        assert [client.get(f"/inspection/shown/R1/{n}/").status_code for n in (1, 2, 9)] == [200, 404, 404]
        assert client.get("/inspection/photo/R1/1/").status_code == 403
    stranger = at_firm("trader", "91210200000000009X")
    assert stranger.get("/inspection/shown/R1/1/").status_code == 404
    assert send(web, "show", photo="2").status_code == 302
    assert at_firm("trader", IMPORTER).get("/inspection/shown/R1/2/").status_code == 200


def test_other_offices_and_other_visits_are_not_there(site: Any) -> None:
    site.at_site()
    elsewhere = Client()
    elsewhere.force_login(somebody("inspector"))
    web = officer()
    for client, at in (
        (elsewhere, VISIT),
        (web, "/inspection/R1/port_inspection/2/"),
        (web, "/inspection/R1/documents/1/"),
        (web, f"{VISIT}?part=C9"),
        (web, "/inspection/R1/port_inspection/99999999999999/"),
    ):
        assert client.get(at).status_code == 404, at
        assert send(client, "begin", at, second="23", present="11").status_code == 404, at
    assert "R1" not in text(elsewhere.get("/inspection/"))


def test_who_runs_the_site_says_that_goods_stand_ready(site: Any) -> None:
    from tests.desk.port import TERMINAL, later
    from tongguan.desk.inspections.models import Booking, Site

    one = site.notified()
    Booking.objects.create(
        dossier_id=one, track="port_inspection", number=1, site=Site.objects.get(code="DLC-1"),
        starts_at=later(4), bay=2, by="11", at=later(1),
    )  # fmt: skip
    from tongguan.desk.inspections import actions

    actions.book(one, site.PORT, site="DLC-1", starts_at=later(7), actor=_trader(), at=later(2))
    web, other = at_firm("terminal", TERMINAL.behalf), at_firm("terminal", "91210200000000077X")
    page = text(web.get("/inspection/"))
    assert "R1" in page and "The goods stand ready" in page and "sample" in page and "SECRET" not in page
    assert "R1" not in text(other.get("/inspection/"))
    name = page.split('name="visit" value="')[1].split('"')[0]
    assert other.post("/inspection/present/", {"visit": name}).status_code == 404
    assert web.post("/inspection/present/", {"visit": name}).status_code == 302 and state(one) == "at_site"
    again = web.post("/inspection/present/", {"visit": name}, follow=True)
    assert "not be done" in text(again)


def _trader() -> Any:
    from tests.desk.port import TRADER

    return TRADER


@pytest.mark.parametrize("made", ["at_site", "begun", "with_results"])
def test_pages_ask_few_questions_and_speak_chinese(site: Any, made: str) -> None:
    build: Callable[[], int] = getattr(site, made)
    build()
    web = officer(language="zh")
    for at in ("/inspection/", VISIT):
        web.get(at)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = text(web.get(at))
        assert len(asked) <= MOST, [one["sql"][:120] for one in asked]
        assert 'lang="zh-Hans"' in page and "查验" in page


def test_the_worker_is_the_script_of_the_pages() -> None:
    answer = Client().get("/inspection/worker.js")
    assert answer["Content-Type"].startswith("text/javascript") and answer["Service-Worker-Allowed"] == "/"
    assert b"freshOrKept" in answer.content and "worker-src 'self'" in answer["Content-Security-Policy"]
