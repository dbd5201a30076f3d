"""The walk of docs/api.md works, word by word, from a key to a release."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.doors.calling import BASE, Caller, manages, served_at, token
from tests.harbour import ANN, BANK, BEA, BO, BROKERS, MEAT_FIRM, Harbour, licence
from tests.stating import example
from tongguan.desk.cargo import names
from tongguan.desk.declarations import papers
from tongguan.desk.dossiers.queries import find
from tongguan.desk.notices import hooks
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import queries as owed

DOC = Path(__file__).parents[2] / "docs" / "api.md"
SHIP, BILL = ("2", "UN9074729", "020E"), "COSU6254178810"
DONE = "-- this block is done --"


class Terminal:
    """A shell into which the blocks of the page are copied, one after the other."""

    def __init__(self, folder: Path, **known: str) -> None:
        self.shell = subprocess.Popen(
            ["bash", "-e", "-o", "pipefail"], env={**os.environ, **known}, cwd=folder, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def copy(self, block: str) -> str:
        """What a block says. What it exports is known already, and true here."""
        assert self.shell.stdin is not None and self.shell.stdout is not None
        block = re.sub(r"^export .*\n", "", block, flags=re.MULTILINE)
        self.shell.stdin.write(f"{block}\necho\necho '{DONE}'\n")
        self.shell.stdin.flush()
        said = ""
        for line in self.shell.stdout:
            if line.strip() == DONE:
                return said
            said += line
        raise AssertionError(said[-3000:])


def trees(said: str) -> list[Any]:
    """The JSON trees of which a text begins."""
    decoder, found, rest = json.JSONDecoder(), [], said.strip()
    while rest[:1] in ("{", "["):
        tree, end = decoder.raw_decode(rest)
        found.append(tree)
        rest = rest[end:].strip()
    return found


@pytest.fixture
def copied_by(harbour: Harbour, settings: Any, tmp_path: Path) -> Any:
    licence("7", "20-AB-100001", MEAT_FIRM)
    licence("7", "20-AB-100002", MEAT_FIRM)
    manages(harbour, BO)
    settings.CALLS_A_MINUTE = 10**6
    Caller(harbour, settings, BO).post("declarations", example("import-pork", {"/contract": "PLAIN"}), 201)
    with served_at(harbour, settings) as address:
        key = token(BO, harbour)
        terminal = Terminal(tmp_path, TG=f"{address}{BASE}", KEY=key, MANAGER=key, BANK=BANK, US=BROKERS)
        yield terminal
        terminal.shell.kill()
        terminal.shell.wait()


def comes_in(harbour: Harbour, settings: Any) -> None:
    """Customs need two minutes for plain papers; the ship comes in, and its boxes come off."""
    harbour.after(minutes=2).ring()
    harbour.after(hours=1).conveyance_enters(*SHIP)
    for kind in ("discharged", "available"):
        harbour.after(hours=1).report(kind, names.BILL, names.bill(BILL))
    settings.CLOCK_STANDS = harbour.at


def is_released(dossier: int, harbour: Harbour, settings: Any) -> None:
    """The bank has debited, the goods are gone, the licence is written off."""
    pay: dict[str, Any] = {"amount": owed.debts(dossier)[0].left, "currency": "CNY", "reference": "E-1"}
    revenue.pay(dossier, **pay, actor=BEA, at=harbour.after(hours=1).at)
    harbour.after(hours=1).report("gate_out", names.BILL, names.bill(BILL))
    papers.write_off(dossier, books=harbour.books, actor=ANN, at=harbour.at)
    settings.CLOCK_STANDS = harbour.at


@pytest.mark.skipif(not Path("/usr/bin/curl").exists(), reason="the walk is told with curl")
def test_the_walk_leads_to_a_release_as_it_is_written(
    copied_by: Terminal, harbour: Harbour, settings: Any
) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    look, lodge, wait, pay, release, hear = blocks
    assert trees(copied_by.copy(look))[0]["declarations"]
    assessed, first, again = trees(copied_by.copy(lodge))
    assert assessed["acceptable"] and first == again and first["local"] == "WALK-1"
    said = copied_by.copy(wait)
    (papers_of,) = trees(said)
    assert papers_of["documents"][0]["name"] == "invoice.pdf" and ": carrier" in said.lower()
    comes_in(harbour, settings)
    assert trees(copied_by.copy(pay))[0]["debts"][0]["state"] == "paying"
    (dossier,) = find(first["reference"])
    is_released(dossier, harbour, settings)
    assert copied_by.copy(release).strip()
    sent, ended = trees(copied_by.copy(hear))
    assert sent == {"deliveries": [], "next": None} and ended == {"webhook": None}


def test_what_is_signed_is_genuine_by_the_code_of_the_page(harbour: Harbour) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", DOC.read_text("utf-8"), re.DOTALL)
    told: dict[str, Any] = {}
    exec(block, told)
    secret, body = hooks.secret_of("nonce"), b'{"type":"declaration.ended"}'
    sent = hooks.headers(secret, token="0" * 32, at=harbour.at, body=body)
    assert told["is_genuine"](secret, sent, body)
    assert not told["is_genuine"](secret, sent, body + b" ")
    assert not told["is_genuine"](hooks.secret_of("other"), sent, body)
