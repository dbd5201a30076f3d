"""What a user can mend is told in one line, and the exit code says that it went wrong."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.doors.running import AT, PORK, Run
from tests.stating import EXAMPLES
from tongguan.desk.dossiers.models import Dossier
from tongguan.site import command


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


SAID: dict[str, tuple[tuple[object, ...], str]] = {
    "before the first day": (
        ("lodge", PORK, "--as", "anna", "--at", "2018-07-31"),
        "the rules of cn say nothing of 2018-07-31; they begin on 20",
    ),
    "long before": (("assess", PORK, "--at", "1999-01-01"), "the rules of cn say nothing of 1999-01-01"),
    "the first day of all": (("assess", PORK, "--at", "0001-01-01"), "0001-01-01"),
    "a time that is none": (("assess", PORK, "--at", "yesterday"), "write a time as"),
    "an empty time": (("assess", PORK, "--at", ""), "write a time as"),
    "no such jurisdiction": (("assess", PORK, "--jurisdiction", "zz"), "no rules of zz are published"),
    "criteria are no rulebook": (
        ("assess", PORK, "--jurisdiction", "demo-criteria"),
        "no rules of demo-criteria are published",
    ),
    "a path for a jurisdiction": (("assess", PORK, "--jurisdiction", "../tests"), "no rules of ../tests"),
    "no such file": (("assess", "/nowhere.json"), "/nowhere.json: there is no such file or folder"),
    "no schema": (("assess", PORK, "--schema", "/nowhere.xsd"), "'/nowhere.xsd' is no schema"),
    "a schema that is none": (("assess", PORK, "--schema", PORK), "is no schema"),
    "nobody": (("lodge", PORK, "--as", " ", *AT), "cannot be anybody's name"),
    "no element on that day": (
        ("elements", "--on", "1999-01-01"),
        "the rules of cn say nothing of 1999-01-01",
    ),
    "no day": (("elements", "--on", "foo"), "'foo' is no day like 2026-03-02"),
    "an unknown reference": (("replay", "123"), "there is no dossier 123"),
    "none at all": (("demo", "--declarations", "0"), "'0' is not a number from 1 on"),
    "fewer than none": (("demo", "--declarations=-3"), "'-3' is not a number from 1 on"),
    "the end of time": (("seal", "9999-12-31"), "9999-12-31 has not ended yet"),
    "no folder to keep it in": (
        ("seal", "2020-09-15", "--keep", "/nowhere/seal"),
        "/nowhere/seal: No such file",
    ),
    "two seals at once": (("seal", "--keep", "a", "--against", "b"), "not allowed with argument"),
    "the day of another seal": (("seal", "2020-09-15", "--against", "b"), "the day is that of b; leave"),
    "a folder to keep it as": (("seal", "2020-09-15", "--keep", "."), ".: Is a directory"),
    "a folder that cannot be": (("deliver", "/proc/nowhere", "--once"), "/proc/nowhere: No such file"),
}


@pytest.mark.parametrize(("arguments", "sentence"), SAID.values(), ids=SAID)
def test_a_wrong_argument_is_told_in_a_line(run: Run, arguments: tuple[object, ...], sentence: str) -> None:
    code, told = run(*arguments)
    assert code != 0
    assert sentence in told
    assert "Traceback" not in told


def test_a_day_is_sealed_when_it_is_over(run: Run) -> None:
    today = datetime.now(UTC).date()
    assert run("seal", today)[0] == 1
    assert run("seal", today - timedelta(days=1))[0] == 0


def test_a_folder_without_declarations_is_an_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    code, told = run("lodge", tmp_path, "--as", "anna", *AT)
    assert code == 1
    assert f"{tmp_path}: there are no declarations (.json, .xml) in this folder" in told


def test_a_file_that_may_not_be_read_is_told_before_anything_is_lodged(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.json").write_bytes(Path(PORK).read_bytes())
    (tmp_path / "b.json").write_bytes(b"{}")
    readable = os.access
    monkeypatch.setattr(os, "access", lambda path, how: path != tmp_path / "b.json" and readable(path, how))
    code, told = run("lodge", tmp_path, "--as", "anna", *AT)
    assert code == 1
    assert f"{tmp_path / 'b.json'}: you may not read this file" in told
    assert not Dossier.objects.exists()


def test_lodging_answers_in_the_language_that_was_asked_for(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(Path(PORK).read_bytes())
    (tmp_path / "b.json").write_bytes(b"{}")
    code, english = run("lodge", tmp_path, "--as", "anna", *AT, "--language", "en")
    assert code == 1
    reference = re.findall(r"a.json: accepted as (\d{18})\n  customs value [\d,.]+ yuan, owed", english)[0]
    assert "b.json: refused\n  error " in english and "\n1 accepted, 1 refused.\n" in english
    assert not re.findall("[\u4e00-\u9fff]", english)
    code, chinese = run("lodge", tmp_path, "--as", "anna", *AT, "--language", "zh")
    assert f"a.json: 已接受申报，海关编号{reference}（此前已申报）\n  完税价格" in chinese
    assert "b.json: 不予受理\n  错误 " in chinese and "\n接受1票，不予受理1票。\n" in chinese


@pytest.mark.parametrize(("table", "column"), [("declarations_hit", "drawn"), ("rulebooks_rule", "verified")])
def test_the_proof_of_tables_of_an_older_version_is_told_how_to_mend(
    run: Run, table: str, column: str
) -> None:
    """SQLite would take the name of a column that is not there yet for a text, and every row for changed."""
    if connection.vendor != "sqlite":
        pytest.skip("only there the proof reads rows by the driver itself")
    run("lodge", PORK, "--as", "anna", *AT)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO before")
    code, told = run("replay")
    assert code == 1 and "run: tongguan migrate" in told


def test_a_mistake_of_ours_keeps_its_traceback(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("ours")

    monkeypatch.setattr(command, "execute_from_command_line", broken)
    with pytest.raises(KeyError):
        run("report")


def outside(var: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own, which has none of our settings."""
    kept = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "PYTHONPATH", "LANG")
    }
    return subprocess.run(
        [sys.executable, "-m", "tongguan.site.command", *arguments],
        env={**kept, "TONGGUAN_VAR": str(var), **environment},
        capture_output=True,
        text=True,
        check=False,
        cwd=EXAMPLES.parent,
    )


OFFICE = {"TONGGUAN_MODE": "production", "SECRET_KEY": "made up for this test"}


@pytest.mark.parametrize(
    "arguments",
    [("lodge", PORK, "--as", "anna"), ("show", "1"), ("replay",), ("report",), ("clock", "--once")],
)
def test_an_office_that_has_made_no_tables_is_told_how(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = outside(tmp_path, *arguments, **OFFICE)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "run: tongguan migrate" in line


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "SECRET_KEY: must be in the environment"),
        ({"TONGGUAN_MODE": "play"}, "'play' is none of demo, test, practice and production"),
        ({**OFFICE, "TONGGUAN_DATABASE": "mysql://here/db"}, "no database is called 'mysql'"),
        ({**OFFICE, "TONGGUAN_VAR": "/proc/nowhere"}, "/proc/nowhere"),
        (
            {**OFFICE, "TONGGUAN_DATABASE": "postgresql://a:b@127.0.0.1:1/c"},
            "the database does not serve: connection failed",
        ),
    ],
)
def test_settings_that_cannot_be_are_told_in_a_line(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    done = outside(tmp_path, "report", **environment)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_former_keys_of_the_house_come_from_the_environment(tmp_path: Path) -> None:
    program = "from django.conf import settings as s; print([s.SECRET_KEY, *s.SECRET_KEY_FALLBACKS])"
    keys = {"SECRET_KEY_FALLBACKS": "before,that  long&before", "TONGGUAN_VAR": str(tmp_path)}
    named = {**os.environ, "DJANGO_SETTINGS_MODULE": "tongguan.site.settings", **OFFICE, **keys}
    told = subprocess.check_output([sys.executable, "-c", program], env=named, text=True)
    assert told.strip() == str([OFFICE["SECRET_KEY"], "before,that", "long&before"])


def test_a_command_beside_a_demonstration_has_its_clock(tmp_path: Path) -> None:
    (tmp_path / "demo.ahead").write_text("-195000000.5")
    program = "from django.conf import settings as s; print(s.CLOCK_AHEAD)"
    for mode, ahead in (("demo", "-195000000.5"), ("test", "0.0")):
        named = {"TONGGUAN_MODE": mode, "TONGGUAN_VAR": str(tmp_path), "TONGGUAN_AHEAD": ""}
        named = {**os.environ, "DJANGO_SETTINGS_MODULE": "tongguan.site.settings", **named}
        assert subprocess.check_output([sys.executable, "-c", program], env=named, text=True).strip() == ahead


def test_what_goes_wrong_while_serving_is_printed(tmp_path: Path) -> None:
    """Under gunicorn too, where nobody is in DEBUG."""
    program = (
        "import django; django.setup(); import logging; log = logging.getLogger('django.request')\n"
        "try: 1 / 0\nexcept ArithmeticError: log.warning('refused', exc_info=True)\nlog.error('it broke')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            **os.environ,
            "TONGGUAN_VAR": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "tongguan.site.settings",
            **OFFICE,
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert "ERROR django.request: it broke" in done.stderr
    assert len(done.stderr.splitlines()) == 2  # what was refused is told in one line
