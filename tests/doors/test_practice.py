"""Practice: masked copies only, into a database of its own only."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.books import book
from tests.harbour import BO, DONG, MEAT_FIRM, MORNING, Harbour, licence
from tests.journeys.story import Story
from tests.stating import example
from tongguan.doors.jobs.practice.masking import KEPT, LEFT_OUT, Mask
from tongguan.law.checks.digits import container_digit, credit_code_digit, vehicle_digit, vessel_digit
from tongguan.law.stating.parts import parts

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def table() -> Any:
    from datetime import date

    return parts(book(), date(2020, 9, 15))


@pytest.fixture
def mask(table: Any) -> Mask:
    return Mask(b"a key of this test", table)


def texts(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set().union(*map(texts, node.values())) if node else set()
    if isinstance(node, list):
        return set().union(*map(texts, node)) if node else set()
    return {str(node)}


def test_who_and_which_is_masked_and_how_much_stays(mask: Mask) -> None:
    tree = example("import-pork", {})
    made = mask.declaration(tree)
    telling = {
        *(tree[party][name] for party in ("trader", "declarant", "end_user") for name in tree[party]),
        *(tree["reference"], tree["contract"], tree["bill"], tree["conveyance"]["name"]),
        *(tree["overseas"]["name_foreign"], tree["storage_place"], *tree["people"].values()),
        *(box["number"] for box in tree["containers"]),
        *(paper["number"] for paper in tree["documents"] + tree["attachments"]),
    }
    assert telling and not telling & texts(made)
    assert not any(secret in json.dumps(made, ensure_ascii=False) for secret in telling)
    for name in ("quantity", "total", "currency", "commodity_code", "origin_country", "name"):
        assert [one[name] for one in made["items"]] == [one[name] for one in tree["items"]]
    assert made["office"] == tree["office"] and made["items"][0]["specification"].startswith("0|0|")
    assert made["trader"]["name"] == "练习企业0001" and made["declarant"]["name"] == "练习企业0003"
    assert made["end_user"]["identifier"] == made["trader"]["identifier"], "the same firm stays the same firm"
    assert mask.declaration(tree) == made
    assert Mask(b"another", mask.table).declaration(tree)["bill"] != made["bill"]


def test_check_digits_are_right(mask: Mask) -> None:
    for code in ("91210200123456787K", "91210200765432108Q"):
        other = mask.number(code)
        assert other != code and other[:8] == code[:8] and credit_code_digit(other[:17]) == other[17]
    box = mask.number("CSQU3054383")
    assert box[3] == "U" and container_digit(box) == box[10] and box != "CSQU3054383"
    ship = mask.number("UN9074729")
    assert ship.startswith("UN") and vessel_digit(ship[2:]) == ship[8] and ship != "UN9074729"
    car = mask.number("1M8GDM9AXKP042788")
    assert len(car) == 17 and vehicle_digit(car[:8] + "0" + car[9:]) == car[8]
    bill = mask.number("784-25714463")
    assert int(bill[4:11]) % 7 == int(bill[11]) and bill != "784-25714463"


def test_what_is_kept_is_named_as_the_elements_are(table: Any) -> None:
    assert not (KEPT | LEFT_OUT) - set(table), "a name that is no element keeps or leaves out nothing"


def practice(folder: Path, address: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "TONGGUAN_MODE": "practice",
        "TONGGUAN_VAR": str(folder),
        "TONGGUAN_DATABASE": "",
        "TONGGUAN_PASSWORD": "for the test",
        **more,
    }
    command = [sys.executable, "-m", "tongguan.site.command", "practice", "--from", address]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def address() -> str:
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    where = f"{made['HOST']}:{made['PORT']}" if not str(made["HOST"]).startswith("/") else ""
    host = f"?host={made['HOST']}&port={made['PORT']}" if not where else ""
    return f"postgresql://{made['USER']}:{made['PASSWORD']}@{where}/{made['NAME']}{host}"


PHRASE = """key,valid_from,en,zh,source,verified
ask/contract,2018-08-01,Our own words for practice,请提供合同。,A story,no
"""


def publish_here(folder: Path, tables: dict[str, str]) -> None:
    """Publishes rules beside those of the harbour, as an office does."""
    from tongguan.desk.rulebooks.actions import publish

    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    publish(folder=folder, jurisdiction="cn", by="zhang", approved_by="hu", at=MORNING)


def test_copies_are_lodged_into_a_database_of_their_own(harbour: Harbour, tmp_path: Path) -> None:
    import sqlite3

    from tongguan.desk.rulebooks.models import Rule

    licence("7", "20-AB-100001", MEAT_FIRM)
    real = harbour.lodge("import-pork", {"/contract": "PLAIN"}, by=BO)
    pork = Story(harbour, real)
    for packages in ("2601", "2602"):  # the second is asked for and not granted
        amended = example("import-pork", {"/contract": "PLAIN", "/packages": packages})
        pork.after(hours=1).ask_to_amend(amended, by=BO)
        if packages == "2601":
            pork.grant_amendment(amended, by=DONG)
    salt = f"selection,2018-01-01,{'7c' * 16},A story,no"
    publish_here(tmp_path, {"phrase": PHRASE, "salt": f"key,valid_from,hex,source,verified\n{salt}\n"})
    assert Rule.objects.filter(table="criterion", value__contains='"zh": "肉类"').exists()
    same = practice(tmp_path / "same", address(), TONGGUAN_DATABASE=address())
    assert same.returncode == 1 and "nothing was written" in same.stderr
    done = practice(tmp_path / "practice", address())
    assert "1 of 1 masked declarations lodged." in done.stdout, done.stdout + done.stderr
    assert "doc.0908" in done.stdout and "for the test" in done.stdout
    with sqlite3.connect(tmp_path / "practice" / "practice.sqlite3") as copy:
        dump = "\n".join(copy.iterdump())
        (stated,) = copy.execute("SELECT content FROM declarations_content").fetchone()
    assert json.loads(stated)["packages"] == "2601", "the version in force is copied"
    assert "Our own words for practice" in dump and "taken over as edition 1." in done.stderr, done.stderr
    assert "Q-MEAT" in dump, "criteria are the invented ones"
    assert "练习企业0001" in dump and 'INSERT INTO "dossiers_dossier"' in dump
    for secret in (
        MEAT_FIRM,
        BO.behalf,
        "大连华信食品有限公司",
        "COSU6254178810",
        "CSQU3054383",
        "HX-2020-0117",
        *('"zh": "肉类"', "5a" * 16, "7c" * 16),  # the office's own criteria and salts, wherever they stand
    ):
        assert secret not in dump, secret
    again = practice(tmp_path / "practice", address())
    assert again.returncode == 0, "practised on before, it may be filled again"
    assert "taken over" not in again.stderr, "the rules are there already"
    assert harbour.books and real.reference


def test_every_page_says_that_it_is_practice(settings: Any, db: None) -> None:
    settings.MODE = "practice"
    for language, said in (("en", "These are masked copies"), ("zh", "数据为脱敏副本")):
        client = Client()
        client.cookies["language"] = language
        assert said in client.get("/account/login/").content.decode()


def test_practice_is_no_mode_by_accident(tmp_path: Path) -> None:
    done = practice(tmp_path, "sqlite:////nowhere", TONGGUAN_MODE="test")
    assert done.returncode == 1 and "TONGGUAN_MODE=practice" in done.stderr
