"""Proof that the photos of visits are those that were taken: each row and the bytes of its file against the
event that vouches for it. Photos from before such events were written are named, for nothing vouches for
them."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from tongguan.desk.documents import store
from tongguan.desk.dossiers.models import Event
from tongguan.desk.dossiers.proof import KEYS as UNDER
from tongguan.desk.dossiers.proof import Disagreement, Keys, read, respelt
from tongguan.desk.inspections.models import Photo
from tongguan.law.kernel.case import PHOTO_TAKEN

KEYS: Keys = ((Photo, "dossier_id", ("dossier_id", "photo")),)
SEALED = ("photo", "track", "part", "number", "line", "note", "media", "size")
"""The columns of a photo that its event seals together, beside the digest of its bytes."""
TABLE = Photo._meta.db_table


def told(row: Mapping[str, Any]) -> str:
    """What the event says of a photo: its number, the digest of its bytes, and one over what is noted of
    it."""
    seal = sha256(repr([row[name] for name in SEALED]).encode()).hexdigest()
    said = {"photo": row["photo"], "bytes": row["digest"], "row": seal}
    return msgspec.json.encode(said).decode()


def replay(dossier_id: int) -> list[Disagreement]:
    """Every photo of a dossier that its events do not vouch for as it is, or that is gone; of the events
    themselves the dossier's own proof tells."""
    found = list(respelt(KEYS, dossier_id))
    if found or any(respelt(UNDER, dossier_id)):
        return found
    columns = [field.attname for field in Photo._meta.concrete_fields]
    rows = read(Photo.objects.filter(dossier_id=dossier_id), ("dossier_id", "photo"), columns, found)
    photos = {row["photo"]: row for row in (dict(zip(columns, one, strict=True)) for one in rows)}
    taken = Event.objects.filter(dossier_id=dossier_id, name=PHOTO_TAKEN).order_by("seq")
    known = read(taken, ("dossier_id", "seq"), ("data", "recorded_at", "by"), found)
    if found:
        return found
    vouched = {int(said["photo"]): (said, *more) for said, *more in _said(known)}
    for number in sorted(photos.keys() ^ vouched.keys()):
        there = ("nothing", "a row") if number in vouched else ("a row", "nothing")
        found.append(Disagreement(TABLE, f"{dossier_id}/{number}", "photo", *there))
    for number in sorted(photos.keys() & vouched.keys()):
        found += _differs(photos[number], *vouched[number])
    return found


def _said(events: list[Any]) -> Iterator[tuple[Mapping[str, Any], Any, str]]:
    """What the events say of photos; one that cannot be read is the chain's to tell of."""
    for data, *more in events:
        try:
            said = msgspec.json.decode(data, type=dict[str, str | int])
            int(said["photo"])
        except (msgspec.DecodeError, LookupError, ValueError):
            continue
        yield (said, *more)


def _differs(row: Mapping[str, Any], said: Mapping[str, Any], at: Any, by: str) -> Iterator[Disagreement]:
    key = f"{row['dossier_id']}/{row['photo']}"
    now = msgspec.json.decode(told(row))
    pairs = (
        (", ".join(SEALED), now["row"], said.get("row")),
        ("digest", row["digest"], said.get("bytes")),
        ("file", store.digest_of(row["place"]) or "no file", said.get("bytes")),
        ("at", row["at"], at),
        ("by", row["by"], by),
    )
    for column, there, proven in pairs:
        if there != proven:
            yield Disagreement(TABLE, key, column, str(there), str(proven))
