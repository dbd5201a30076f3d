"""`tongguan assess`: what would be owed, without lodging anything and without selecting."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.harbour import BO, Harbour
from tests.stating import EXAMPLES, example
from tongguan.desk.declarations.models import Refusal
from tongguan.desk.dossiers.models import Dossier
from tongguan.law import select

AT = "2020-09-15T09:30"


def assess(*arguments: Any) -> tuple[str, int]:
    said, code = StringIO(), 0
    try:
        call_command("assess", *map(str, arguments), "--at", AT, stdout=said)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return said.getvalue(), code


def test_it_says_what_lodging_would(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("it was selected")

    monkeypatch.setattr(select, "select", never)
    said, code = assess(EXAMPLES / "import-pork.json", "--json")
    monkeypatch.undo()
    assert code == 0
    told = json.loads(said)
    lodged = harbour.lodge("import-pork", by=BO)
    assert told["customs_value"] == lodged.assessment["customs_value"]
    assert [one["amount"] for one in told["charges"]] == [c["amount"] for c in lodged.assessment["charges"]]
    assert "missing" not in told and "reference" not in told


def test_it_leaves_nothing_behind(harbour: Harbour, tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_bytes(b"{")
    said, code = assess(EXAMPLES, tmp_path)
    assert code == 1 and "error J006" in said
    assert not Dossier.objects.exists() and not Refusal.objects.exists()


def test_the_day_of_entry_settles_what_is_provisional(harbour: Harbour) -> None:
    known = ([], ["--entered", "2020-09-14"])
    told = [json.loads(assess(EXAMPLES / "import-ore.json", "--json", *more)[0]) for more in known]
    assert [one["provisional"] for one in told] == [True, False]


def test_hostile_files_get_findings(harbour: Harbour, tmp_path: Path) -> None:
    shapeless = json.dumps(example("import-pork", {"/items": "x"})).encode()
    for n, raw in enumerate((b"", b"\0" * 99, b"[[[[", b"<a", shapeless)):
        path = tmp_path / f"{n}.json"
        path.write_bytes(raw)
        said, code = assess(path)
        assert code == 1 and "error" in said


def test_each_thing_is_told_once_and_as_lodging_tells_it(harbour: Harbour, tmp_path: Path) -> None:
    """What cannot be read is not missing, what is missing is not also unknown, and taxes are compared."""
    taxed = {"/self_assessed": "1", "/items/1/taxes": [{"type": "duty", "assessed": {"amount": "1.00"}}]}
    told = []
    for stated in ({"/office": ["0908"]}, {"/deal_terms": None}, taxed):
        (path := tmp_path / "one.json").write_text(json.dumps(example("import-pork", stated)), "utf-8")
        found = json.loads(assess(path, "--json")[0])["findings"]
        told.append([one["code"] for one in found])
    assert told[:2] == [["R010"], ["P001"]] and told[2][-1] == "V131"
