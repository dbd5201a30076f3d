"""Each measurement in a process of its own, with a database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from tongguan.doors.jobs import postgres
from tongguan.doors.jobs.bench.figures import EFFORTS, Figure, skipped
from tongguan.doors.jobs.bench.storing import DISK, MEMORY, POSTGRESQL

FILE, IN_MEMORY = "", "sqlite:///:memory:"
PEAK = "most memory of a run"
DECLARATIONS = "TONGGUAN_BENCH_DECLARATIONS"
"""In the environment: how many declarations lie behind the windows, instead of what the effort says."""


def _disk(folder: Path, effort: str) -> Iterator[Figure]:
    return _figures("storing", DISK, effort, folder, FILE)


def _memory(folder: Path, effort: str) -> Iterator[Figure]:
    return _figures("storing", MEMORY, effort, folder, IN_MEMORY)


def _postgresql(folder: Path, effort: str) -> Iterator[Figure]:
    try:
        server = postgres.start(durable=True)
    except postgres.NoServer as none:
        yield skipped("storing", POSTGRESQL, str(none))
        return
    try:
        yield from _figures("storing", POSTGRESQL, effort, folder, server.address)
    finally:
        server.stop()


def _reckoning(folder: Path, effort: str) -> Iterator[Figure]:
    return _figures("reckoning", "", effort, folder, IN_MEMORY)


def _messages(folder: Path, effort: str) -> Iterator[Figure]:
    return _figures("messages", "", effort, folder, IN_MEMORY)


def _peak(folder: Path, effort: str) -> Iterator[Figure]:
    """Two runs, each in a process that does nothing else."""
    little, much = EFFORTS[effort].run
    small, large = (
        _run("peak", str(count), effort, folder / str(count), FILE) / 1024 for count in (little, much)
    )
    yield Figure(
        name=f"{PEAK} of {much:,}",
        where=DISK,
        measured=large,
        floor=small,
        unit="MB",
        bound="at most",
        target=1.1,
        note=f"floor: a run of {little:,}; as the kernel counts it",
    )


def _growth(folder: Path, effort: str) -> Iterator[Figure]:
    return _figures("growth", "", effort, folder, FILE)


def _twins(folder: Path, effort: str) -> Iterator[Figure]:
    return _figures("twins", DISK, effort, folder, FILE)


def _windows(folder: Path, effort: str) -> Iterator[Figure]:
    """Not durable while it is written: that is not what is measured."""
    try:
        server = postgres.start(durable=False)
    except postgres.NoServer as none:
        yield skipped("windows", POSTGRESQL, str(none))
        return
    try:
        declarations = os.environ.get(DECLARATIONS, "0")
        yield from _figures("windows", declarations, effort, folder, server.address)
    finally:
        server.stop()


RUNS: Mapping[str, Callable[[Path, str], Iterator[Figure]]] = {
    "disk": _disk,
    "memory": _memory,
    "postgresql": _postgresql,
    "reckoning": _reckoning,
    "messages": _messages,
    "peak": _peak,
    "growth": _growth,
    "twins": _twins,
    "windows": _windows,
}
"""What can be measured: name -> figures, given a folder to write in and how much effort to take."""


def _figures(what: str, where: str, effort: str, folder: Path, database: str) -> Iterator[Figure]:
    return map(Figure.of, _run(what, where, effort, folder, database))


def _run(what: str, where: str, effort: str, folder: Path, database: str) -> Any:
    folder.mkdir(parents=True, exist_ok=True)
    given = {"TONGGUAN_MODE": "test", "TONGGUAN_VAR": str(folder), "TONGGUAN_DATABASE": database}
    command = [sys.executable, "-m", "tongguan.doors.jobs.bench", what, where, effort]
    done = subprocess.run(command, env={**os.environ, **given}, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)
