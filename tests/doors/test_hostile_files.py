"""What a stranger may lay before a command: names, kinds and sizes of files, arguments, where answers go."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from fcntl import LOCK_EX, LOCK_NB, flock
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from django.conf import settings

from tests.doors.running import AT, PORK, Run
from tests.stating import EXAMPLES
from tongguan.desk.declarations.models import Refusal
from tongguan.desk.dossiers.models import Dossier
from tongguan.doors.jobs import ready

NO_TEXT = (
    ("show", "\udcff"),
    ("replay", "\udcff"),
    ("lodge", PORK, "--as", "\udcff"),
    ("assess", PORK, "--jurisdiction", "\udcff"),
)


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(monkeypatch, capsys)


NAMES: tuple[bytes, ...] = (
    b"a\xff\xfe.json",
    b"b\n1 accepted.json",
    b"c\x1b[2J.json",
    "d\u202e.json".encode(),
)


@pytest.mark.parametrize("command", [("lodge", "--as", "anna"), ("assess",)], ids=["lodge", "assess"])
def test_a_file_of_any_name_and_content_is_told_on_its_own_lines(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    hostile = '{"zz\\u001b[2J\\n": "1", "office": "\\u202e\\n0 refused."}'
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_text(hostile, encoding="utf-8")
    verb, *who = command
    code, told = run(verb, tmp_path, *who, *AT)
    assert code == 1 and told.isascii() is False and not re.search("[\x1b\u202e\udc80-\udcff]", told)
    lines = told.splitlines()
    assert all(line.startswith((str(tmp_path), "  ", "0 accepted", "Published")) for line in lines), lines
    for name in ("a\\xff\\xfe", "b\\n1 accepted", "c\\x1b[2J", "d\\u202e"):
        assert any(f"{tmp_path}/{name}.json" in line for line in lines)
    code, told = run(verb, tmp_path, *who, *AT, "--json")
    files = [json.loads(line)["file"] for line in told.splitlines() if line.startswith("{")]
    assert code == 1 and [Path(one).name for one in files[:2]] == ["a\\xff\\xfe.json", "b\n1 accepted.json"]


def test_of_what_is_too_large_no_more_is_read_than_shows_it(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "big.json").open("wb") as file:
        file.truncate(1 << 30)  # a gibibyte that takes no room
    code, told = run("lodge", tmp_path / "big.json", "/dev/zero", "--as", "anna", *AT, "--language", "en")
    assert (code, told.count("error J002 /: the message is larger than 4000000 bytes")) == (1, 2)
    assert [len(raw) for raw in Refusal.objects.values_list("raw", flat=True)] == [4_000_001] * 2


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda path: path.symlink_to("/etc/hostname"), "this link leads out of the folder"),
        (lambda path: path.symlink_to(path.name), "this is no file"),
        (lambda path: path.symlink_to("nowhere.json"), "this is no file"),
        (lambda path: os.mkfifo(path), "this is no file"),
    ],
    ids=["a link out", "a link to itself", "a link to nothing", "a pipe"],
)
def test_what_cannot_be_taken_from_a_folder_is_told_and_nothing_is_lodged(
    run: Run, tmp_path: Path, made: Callable[[Path], None], why: str
) -> None:
    (tmp_path / "a.json").write_bytes(Path(PORK).read_bytes())
    (tmp_path / "below").mkdir()
    made(tmp_path / "below" / "b.json")
    code, told = run("lodge", tmp_path, "--as", "anna", *AT)
    assert code == 1 and f"{tmp_path}/below/b.json: {why}" in told and not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("lodge", "", "--as", "anna"), "'' is no file or folder"),
        (("lodge", PORK, "--as", "a\nb"), "'a\\nb' cannot be anybody's name"),
        (("lodge", "/proc/self/mem", "--as", "anna"), "/proc/self/mem: Input/output error"),
        *((one, "an argument is not text in UTF-8") for one in NO_TEXT),
    ],
)
def test_arguments_that_are_no_text_and_files_that_break_off(
    run: Run, arguments: tuple[object, ...], sentence: str
) -> None:
    code, told = run(*arguments)
    assert code in (1, 2) and sentence in told and "Traceback" not in told


def test_a_seal_is_kept_whole_or_not_at_all(run: Run, tmp_path: Path) -> None:
    deep = tmp_path / "deep"
    deep.write_text("[" * 100_000, encoding="ascii")
    assert "is no seal that was kept" in run("seal", "--against", deep)[1]
    code, told = run("seal", "--keep", "/dev/full")
    assert code == 1 and "/dev/full: No space left on device" in told
    assert run("seal", "--keep", tmp_path / "seal")[0] == run("seal", "--against", tmp_path / "seal")[0] == 0
    assert {one.name for one in tmp_path.iterdir()} == {"deep", "seal"}


@pytest.mark.parametrize(
    ("shell", "sentence"),
    [
        (">/dev/full", "tongguan: No space left on device"),
        (">&-", "tongguan: there must be a standard output, and one for errors"),
    ],
)
def test_answers_that_find_no_place(tmp_path: Path, shell: str, sentence: str) -> None:
    told = subprocess.run(
        ["sh", "-c", f'"$0" -m tongguan.site.command version {shell}', sys.executable],
        env={**os.environ, "TONGGUAN_VAR": str(tmp_path), "TONGGUAN_MODE": "test"},
        capture_output=True,
        text=True,
        check=False,
        cwd=EXAMPLES.parent,
    )
    assert (told.returncode, told.stderr.strip()) == (1, sentence)


def test_of_two_first_commands_at_once_one_makes_the_tables(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []

    def migrate(*what: object, **_: object) -> None:
        with (settings.VAR / "ready.lock").open("ab") as other, pytest.raises(BlockingIOError):
            flock(other, LOCK_EX | LOCK_NB)
        made.append(what)

    monkeypatch.setattr(ready, "call_command", migrate)
    assert "no rules of zz are published" in run("assess", PORK, "--jurisdiction", "zz")[1]
    assert made == [("migrate",)]


def test_a_terminal_without_the_signs_is_told_all_the_same(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "b.json").write_bytes(b"{}")
    narrow = TextIOWrapper(BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    assert run("lodge", tmp_path / "b.json", "--as", "anna", *AT)[0] == 1
    assert b"refused / \\u4e0d\\u4e88\\u53d7\\u7406" in narrow.buffer.getvalue()
