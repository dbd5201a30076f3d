"""Serving the demonstration: its people get a password, the pages open, and the port goes on working."""

import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import CommandError
from django.db import connection
from rich.console import Console
from rich.table import Table

from tongguan.desk.dossiers import outbox
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.people.models import Person
from tongguan.doors.jobs.demo_day.live import OPENS, Live
from tongguan.doors.jobs.demo_day.summary_words import word
from tongguan.doors.jobs.demo_day.tables import DAY
from tongguan.doors.jobs.errands import send_round, spread
from tongguan.doors.jobs.rounds import rounds
from tongguan.doors.look.hats import examples


def serve(live: Live, console: Console, language: str) -> None:
    """Serves the pages and plays on until it is interrupted."""
    port = os.environ.get("TONGGUAN_PORT", "8000")
    password = os.environ.get("TONGGUAN_PASSWORD") or f"dalian-{secrets.randbelow(9000) + 1000}"
    Person.objects.update(password=make_password(password))
    console.print(word("morning", language))
    live.step(OPENS)
    monitor.refresh()
    ahead = (OPENS - datetime.now(UTC)).total_seconds()
    settings.AHEAD_KEPT.write_text(str(ahead))
    settings.CLOCK_AHEAD = ahead  # what this process sends, it sends by the clock of the pages
    show_people(console, language, port, password)
    command = [
        *(sys.executable, "-m", "gunicorn", "tongguan.site.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--threads", "4", "--log-level", "warning"),
    ]
    connection.close()
    environment = {**os.environ, "TONGGUAN_AHEAD": str(ahead), "TONGGUAN_PASSWORD": password}
    server = subprocess.Popen(command, env=environment)
    try:
        rounds(lambda: _round(live, ahead, server), once=False, pause=1.0)
    finally:
        server.terminate()
        server.wait()
    console.print(word("served", language))


def show_people(console: Console, language: str, port: str, password: str) -> None:
    """Where to go, and who can be whom."""
    table = Table(show_header=False, box=None, padding=(0, 2))
    for username, hat in examples(on=DAY):
        table.add_row(username, hat.words(language))
    console.print(f"\n{word('pages', language, address=f'http://127.0.0.1:{port}/')}")
    console.print(word("people", language, password=password))
    console.print(table)


def _round(live: Live, ahead: float, server: "subprocess.Popen[bytes]") -> int:
    if server.poll() is not None:
        raise CommandError("the pages could not be served; is the port free? TONGGUAN_PORT names another")
    now = datetime.now(UTC) + timedelta(seconds=ahead)
    live.step(now)
    monitor.refresh()
    outbox.deliver(now, spread, limit=500)
    send_round()
    return 0
