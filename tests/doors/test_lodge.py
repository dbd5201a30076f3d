"""`tongguan lodge`: files and folders in, an answer for each out, and whether all passed as exit code."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.doors import plans
from tests.harbour import MEAT_FIRM, Harbour
from tests.stating import EXAMPLES, example
from tongguan.desk.declarations.models import Refusal
from tongguan.desk.dossiers.models import Dossier

AT = "2020-09-15T09:30"


def lodge(*arguments: Any, who: str = "bo", at: str = AT) -> tuple[list[str], int]:
    """What the command prints, line by line, and its exit code."""
    said, code = StringIO(), 0
    try:
        call_command("lodge", *map(str, arguments), "--as", who, "--at", at, stdout=said)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return said.getvalue().splitlines(), code


def answers(*arguments: Any, who: str = "bo") -> tuple[list[dict[str, Any]], int]:
    lines, code = lodge(*arguments, "--json", who=who)
    return [json.loads(line) for line in lines], code


def test_a_file_is_accepted_and_answered_in_both_languages(harbour: Harbour) -> None:
    (line,), code = answers(EXAMPLES / "import-pork.json")
    assert code == 0 and line["accepted"] and line["reference"].startswith("0908")
    assert (line["local"], line["customs_value"]) == ("HX-2020-0117", "1533662.06")
    assert {"line", "tax", "base", "rate", "amount", "how"} <= line["charges"][0].keys()
    assert line["charges"][0]["how"][0].keys() == {"en", "zh"}
    waits = {(one["track"], one["state"]) for one in line["missing"]["may_leave"]["waits_for"]}
    assert waits == {("documents", "checking"), ("charges", "provisional"), ("cargo", "expected")}
    assert "inspection" not in json.dumps(line["missing"]["may_leave"])


def test_lodged_again_it_gets_the_first_answer(harbour: Harbour) -> None:
    first, _ = answers(EXAMPLES / "import-pork.json")
    with plans.asked() as questions:
        again, code = answers(EXAMPLES / "import-pork.json")
    assert (again, code) == (first, 0)
    assert Dossier.objects.count() == 1
    assert not [how for sql in questions if "declarations_" in sql for how in plans.slow(sql)]


def test_a_folder_is_lodged_whole_and_says_what_failed(harbour: Harbour, tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    for n in range(3):
        tree = example("import-pork", {"/reference": f"HX-{n}", "/bill": f"BILL-{n}"})
        (tmp_path / "deeper" / f"{n}.json").write_text(json.dumps(tree), encoding="utf-8")
    (tmp_path / "bad.json").write_bytes(b'{"direction":')
    (tmp_path / "bad.xml").write_bytes(b"<Declaration>")
    (tmp_path / "empty.json").touch()
    (tmp_path / "notes.txt").write_text("not ours")
    lines, code = lodge(tmp_path)
    assert code == 1
    assert lines[-1] == "3 accepted, 3 refused. / 接受3票，不予受理3票。"
    assert [line.split(": ")[1].split()[0] for line in lines if str(tmp_path) in line] == [
        "refused", "refused", "accepted", "accepted", "accepted", "refused",
    ]  # fmt: skip
    assert Refusal.objects.count() == 3


@pytest.mark.parametrize("what", ["nowhere.json", "nowhere/"])
def test_what_is_not_there_is_said_before_anything_is_lodged(
    harbour: Harbour, tmp_path: Path, what: str
) -> None:
    with pytest.raises(CommandError, match="there is no such file or folder"):
        lodge(EXAMPLES / "import-pork.json", tmp_path / what)
    assert not Dossier.objects.exists()


def test_a_refusal_says_where_and_why(harbour: Harbour, tmp_path: Path) -> None:
    path = tmp_path / "wrong.json"
    tree = example("import-pork", {"/items/2/quantity": "1e9", "/border_date": "2020-02-30"})
    path.write_text(json.dumps(tree), encoding="utf-8")
    (line,), code = answers(path, "--language", "en")
    assert code == 1 and not line["accepted"] and "reference" not in line
    pointers = {finding["pointer"] for finding in line["findings"] if finding["severity"] == "error"}
    assert {"/items/2/quantity", "/border_date"} <= pointers
    assert all(isinstance(finding["message"], str) for finding in line["findings"])


def test_whoever_is_nobody_lodges_nothing_for_others(harbour: Harbour) -> None:
    """Under test settings a new name becomes an account, and gains nothing that is another's by it."""
    (line,), code = answers(EXAMPLES / "import-pork.json", who="nobody.known")
    assert code == 1
    assert [one["code"] for one in line["findings"] if one["severity"] == "error"] == ["A001"]
    assert MEAT_FIRM not in json.dumps(line)


def test_whoever_was_registered_at_a_first_lodging_may_lodge_as_of_an_earlier_day(
    harbour: Harbour, tmp_path: Path
) -> None:
    parties = ("trader", "end_user", "declarant")
    own = {f"/{party}/identifier": "91430300667788991F" for party in parties}
    for name in ("1.json", "2.json"):
        tree = example("export-tablets", {**own, "/reference": name})
        (tmp_path / name).write_text(json.dumps(tree), encoding="utf-8")
    assert lodge(tmp_path / "1.json", who="xia", at="2020-11-30T09:30")[1] == 0
    assert lodge(tmp_path / "2.json", who="xia")[1] == 0
    assert "error A001" in "".join(lodge(tmp_path / "2.json", who="mallory")[0])
