"""The walk of docs/api.md works, word by word."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.doors.calling import BASE, Caller, served_at, token
from tests.harbour import BO, MEAT_FIRM, Harbour, licence
from tests.stating import example

DOC = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.skipif(not Path("/usr/bin/curl").exists(), reason="the walk is told with curl")
def test_the_walk_works_as_it_is_written(harbour: Harbour, settings: Any, tmp_path: Path) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    licence("7", "20-AB-100002", MEAT_FIRM)
    Caller(harbour, settings, BO).post("declarations", example("import-pork"), 201)
    blocks = re.findall(r"```sh\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    script = re.sub(r"^export .*\n", "", "\n".join(blocks), flags=re.MULTILINE)
    with served_at(harbour, settings) as address:
        known = {"TG": f"{address}{BASE}", "KEY": token(BO, harbour)}
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script],
            env={**os.environ, **known}, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    decoder, rest, told = json.JSONDecoder(), done.stdout, []
    while rest.strip():
        tree, end = decoder.raw_decode(rest.strip())
        told.append(tree)
        rest = rest.strip()[end:]
    assert told[0]["declarations"] and told[-2] == told[-1] and told[-1]["local"] == "WALK-1"
