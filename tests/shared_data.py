"""The inputs that nobody here wrote. They lie outside the project; without them their tests are skipped."""

import csv
import os
from pathlib import Path

import pytest

DATA = Path(os.environ.get("TONGGUAN_DATA") or Path(__file__).parents[2] / "shared" / "data")


def shared(path: str) -> Path:
    """A file or folder of the shared data; skips the test where it is absent."""
    found = DATA / path
    if not found.exists():
        pytest.skip(f"the shared data is not here: {found} (set TONGGUAN_DATA)")
    return found


def table(path: str, delimiter: str = "\t") -> list[dict[str, str]]:
    """The rows of a shared table, as printed: tab-separated files quote nothing."""
    quoting = csv.QUOTE_NONE if delimiter == "\t" else csv.QUOTE_MINIMAL
    with shared(path).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter, quoting=quoting))
