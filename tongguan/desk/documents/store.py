"""Where the bytes lie: below the var folder, far from what is served, under names that tell nothing."""

import hashlib
import os
import secrets
from pathlib import Path
from typing import BinaryIO

from django.conf import settings


def folder() -> Path:
    return Path(settings.VAR) / "documents"


def keep(content: bytes) -> str:
    """Writes bytes under a new name of ours, whole or not at all; the name."""
    place = secrets.token_hex(16)
    path = _path(place)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = path.with_suffix(".half")
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
    return place


def forget(place: str) -> None:
    """Takes back what was kept for a row that was not written."""
    _path(place).unlink(missing_ok=True)


def opened(place: str) -> BinaryIO:
    """The bytes, to be read. Raises FileNotFoundError."""
    return _path(place).open("rb")


def digest_of(place: str) -> str:
    """SHA-256 of the bytes as they lie there now; "" where there are none that can be read."""
    if not (place.isalnum() and place.isascii()):
        return ""
    try:
        with _path(place).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _path(place: str) -> Path:
    assert place.isalnum() and place.isascii()
    return folder() / place[:2] / place
