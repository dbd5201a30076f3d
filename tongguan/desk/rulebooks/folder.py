"""The files of a folder of rules. What cannot be read is told, never left out, and never waited for."""

import os
from collections.abc import Iterator
from pathlib import Path

MOST_BYTES = 64_000_000
"""The longest file that is read; that of the whole tariff has some two million."""
Why = tuple[str, str]


def contents(folder: Path) -> Iterator[tuple[Path, bytes | Why]]:
    """Every CSV file below a folder, in the order of their names, with its bytes; or why it is not read, in
    English and in Chinese: a pipe or a device, a link out of the folder or to another one, too long, closed
    to the reader."""
    inside = os.path.join(os.path.realpath(folder), "")
    faults: list[OSError] = []
    found: list[Path] = []
    links: list[Path] = []
    for at, folders, names in os.walk(folder, onerror=faults.append):
        found += (Path(at, name) for name in names if name.lower().endswith(".csv"))
        below = [Path(at, name) for name in folders]
        links += (path for path in below if path.is_symlink())
        found += (path for path in below if path.name.lower().endswith(".csv") and not path.is_symlink())
    for fault in faults:
        yield Path(fault.filename), _closed(fault)
    for path in sorted((*found, *links)):
        yield path, _content(path, inside)


def _content(path: Path, inside: str) -> bytes | Why:
    try:
        if path.is_symlink() and not os.path.realpath(path).startswith(inside):
            return "this link leads out of the folder", "该链接指向文件夹以外"
        if path.is_symlink() and path.is_dir():
            return "this link leads to a folder, which is read by itself", "该链接指向文件夹，不予读取"
        if not path.is_file():
            return "this is no file that could be read", "不是可读取的文件"
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as fault:
        return _closed(fault)
    if len(content) > MOST_BYTES:
        return f"this file has more than {MOST_BYTES:,} bytes", f"文件超过{MOST_BYTES:,}字节"
    return content


def _closed(fault: OSError) -> Why:
    return f"this cannot be read: {fault.strerror}", f"无法读取：{fault.strerror}"
