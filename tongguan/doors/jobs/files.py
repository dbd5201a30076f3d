"""Files that a command was given, and files that it leaves."""

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.core.management.base import CommandError

from tongguan.doors.codecs.jsonform import MOST_BYTES
from tongguan.doors.jobs.terminal import line

SUFFIXES = (".json", ".xml")
TOGETHER = 100  # messages to a transaction ...
HEAP = 8 * MOST_BYTES  # ... and bytes, of which that many are in memory


def declarations(paths: Sequence[Path]) -> Iterator[Path]:
    """The files named, and those of the folders named, in their order, each of which can be read: asked of
    all before the first is. Raises CommandError."""
    for path in paths:
        if path.is_dir():
            here = sorted(_below(path))
            if not here:
                raise CommandError(
                    f"{shown(path)}: there are no declarations ({', '.join(SUFFIXES)}) in this folder"
                )
            yield from here
        elif path.exists():
            yield _readable(path)
        else:
            raise CommandError(f"{shown(path)}: there is no such file or folder")


def heaps(paths: Iterable[Path]) -> Iterator[list[tuple[Path, bytes]]]:
    """The files with their bytes, as many at a time as are lodged together. Of one that is larger than any
    message may be, no more than shows it is read. Raises CommandError."""
    heap: list[tuple[Path, bytes]] = []
    held = 0
    for path in paths:
        raw = content(path)
        if heap and (len(heap) == TOGETHER or held + len(raw) > HEAP):
            yield heap
            heap, held = [], 0
        heap.append((path, raw))
        held += len(raw)
    if heap:
        yield heap


def content(path: Path) -> bytes:
    """The bytes of a message, one more than any may have at most. Raises CommandError."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise CommandError(f"{shown(path)}: {wrong.strerror}") from None


def put(path: Path, made: bytes) -> None:
    """Leaves a file that is there whole or not at all. Raises OSError, which names it."""
    draft = path.parent / f".{path.name}.{os.getpid()}"
    try:
        if path.exists() and not path.is_file():  # a pipe, a terminal: nothing takes its place
            path.write_bytes(made)
            return
        draft.write_bytes(made)
        draft.replace(path)
    except OSError as wrong:
        draft.unlink(missing_ok=True)
        raise OSError(wrong.errno, wrong.strerror, str(path)) from None


def named(path: Path) -> str:
    """The name of a file as text, where it may have bytes that are none."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def shown(path: Path) -> str:
    """The same on one line, whatever signs it has."""
    return line(named(path))


def _below(folder: Path) -> Iterator[Path]:
    """The declarations of a folder and of those in it. What cannot be looked at is told, never left out."""
    inside = os.path.join(os.path.realpath(folder), "")
    for at, folders, names in os.walk(folder, onerror=_refuse):
        folders.sort()
        for path in (Path(at, name) for name in names if name.lower().endswith(SUFFIXES)):
            if path.is_symlink() and not os.path.realpath(path).startswith(inside):
                raise CommandError(f"{shown(path)}: this link leads out of the folder; name its file itself")
            if not path.is_file():
                raise CommandError(f"{shown(path)}: this is no file")
            yield _readable(path)


def _refuse(wrong: OSError) -> None:
    raise CommandError(f"{shown(Path(os.fsdecode(wrong.filename)))}: {wrong.strerror}")


def _readable(path: Path) -> Path:
    if not os.access(path, os.R_OK):
        raise CommandError(f"{shown(path)}: you may not read this file")
    return path
