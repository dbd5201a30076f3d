"""Command lines, run as the console runs them."""

import sys

import pytest
from django.db import connections

from tests.stating import EXAMPLES
from tongguan.site import command

PORK = str(EXAMPLES / "import-pork.json")
AT = ("--at", "2020-09-15T10:00")


class Run:
    """Runs a command line as the console does; the exit code and all that was printed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.patch, self.capsys = monkeypatch, capsys
        # a command ends by closing its connections, which here are the test's
        monkeypatch.setattr(connections, "close_all", lambda *_, **__: None)

    def __call__(self, *arguments: object) -> tuple[int, str]:
        self.patch.setattr(sys, "argv", ["tongguan", *map(str, arguments)])
        try:
            command.main()
            code: object = 0
        except SystemExit as end:
            code = end.code or 0
        printed = self.capsys.readouterr()
        told = f"{printed.out}{printed.err}" + (str(code) if isinstance(code, str) else "")
        return (code if isinstance(code, int) else 1), told
