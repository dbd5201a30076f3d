"""What officers bring from a visit besides samples and results: photos, seals, and their signatures.

Two officers sign for what was found (Customs Law art. 28; GACC Decree 138). Who entered the results, or
confirms them, signs by it, signed in as himself; the other of the two signs before somebody else confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from tongguan.desk.documents import store
from tongguan.desk.documents.actions import most_bytes
from tongguan.desk.documents.kinds import media_of
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.inspections import examining, proof, words
from tongguan.desk.inspections.models import Photo, Result, Sample, Seal, Shown, Visit
from tongguan.law.findings import refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import PHOTO_TAKEN, Actor, Event, TrackKey

SIGNED = "visit_signed"
MEDIA = ("image/jpeg", "image/png")
MOST = 300
"""So many photos, and so many seals, of one dossier."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of a photo that was kept, and not yet said to belong anywhere."""

    media: str
    size: int
    digest: str
    place: str


class Sealed(NamedTuple):
    """A seal taken off a container ("": off the whole), one put on, or both."""

    container: str
    taken_off: str
    put_on: str


def keep(content: bytes) -> Picture:
    """Keeps the bytes of a photo. Raises Refused: no JPEG or PNG, or too large."""
    if len(content) > most_bytes():
        raise refused(words.PHOTO_LARGE, most=most_bytes() // 1_000_000)
    media = media_of(content) if content else ""
    if media not in MEDIA:
        raise refused(words.NO_PHOTO)
    return Picture(media, len(content), sha256(content).hexdigest(), store.keep(content))


def forget(picture: Picture) -> None:
    """Takes back what was kept for a photo that was not written down."""
    store.forget(picture.place)


def add_photo(
    dossier_id: int,
    key: TrackKey,
    picture: Picture,
    *,
    actor: Actor,
    at: datetime,
    line: int = 0,
    note: str = "",
    shown: bool = False,
) -> int:
    """A photo of a goods line (0: of the consignment), taken while the visit goes on; its number. The trader
    sees it only if it is `shown`. Raises NotOffered, Refused."""

    def do(act: Act) -> int:
        examining.must_examine(act, key, "enter_results_of", ("begun", "laboratory"))
        number = examining.next_number(act, Photo, "photo")
        if number > MOST:
            raise refused(words.TOO_MANY, most=MOST)
        bytes_ = {"media": picture.media, "size": picture.size, "digest": picture.digest}
        row = {"dossier_id": act.id, "photo": number, **key._asdict(), "line": line, "note": note, **bytes_}
        examining.insert(act, Photo, [{**row, "place": picture.place, "at": act.at, "by": act.actor.person}])
        act.begin(PHOTO_TAKEN, (), data=proof.told(row))
        if shown:
            examining.insert(act, Shown, [(act.id, number, act.at, act.actor.person)])
        return number

    return act_on(dossier_id, do, actor=actor, at=at)


def show_photo(dossier_id: int, photo: int, *, actor: Actor, at: datetime) -> None:
    """Lets the trader see a photo from now on; for good. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        found = Photo.objects.filter(dossier_id=act.id, photo=photo).first()
        key = TrackKey(found.track, found.part, found.number) if found else TrackKey("")
        act.may("enter_results_of_port_inspection", key)
        if found is None:
            raise refused(words.NO_SUCH_PHOTO, photo=photo)
        insert_new(Shown, [(act.id, photo, act.at, act.actor.person)])

    act_on(dossier_id, do, actor=actor, at=at)


def add_seals(dossier_id: int, key: TrackKey, seals: Sequence[Sealed], *, actor: Actor, at: datetime) -> None:
    """Notes seals that were taken off or put on while the visit goes on. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        examining.must_examine(act, key, "enter_results_of", ("begun", "laboratory"))
        first = examining.next_number(act, Seal, "seal")
        if first + len(seals) > MOST:
            raise refused(words.TOO_MANY, most=MOST)
        for number, seal in enumerate(seals, first):
            if not (seal.taken_off or seal.put_on):
                raise refused(words.NO_SEAL)
            examining.insert(act, Seal, [(act.id, number, *key, *seal, act.at, act.actor.person)])

    act_on(dossier_id, do, actor=actor, at=at)


def sign(dossier_id: int, key: TrackKey, *, actor: Actor, at: datetime) -> str:
    """One of the two officers of the visit signs for its results as they were entered; the digest that was
    signed. Raises NotOffered, Refused: neither of the two."""

    def do(act: Act) -> str:
        examining.must_examine(act, key, "enter_results_of", ("results",))
        if act.actor.person not in officers_of(act, key):
            raise refused(words.NOT_OF_THIS_VISIT)
        if act.actor.person in signed(act, key):
            raise NotOffered(SIGNED, "not_in_that_state")
        digest = digest_of(act.id, key)
        act.begin(SIGNED, (), data=f"{key.track} {key.number} {key.part} {digest}")
        return digest

    return act_on(dossier_id, do, actor=actor, at=at)


def must_be_signed(act: Act, key: TrackKey) -> None:
    """Raises Refused: whoever confirms is none of the two officers, or the other has not signed."""
    missing = officers_of(act, key) - signed(act, key) - {act.actor.person}
    if missing:
        raise refused(words.NOT_SIGNED)


def officers_of(act: Act, key: TrackKey) -> set[str]:
    """The two officers of the present visit."""
    last = Visit.objects.filter(dossier_id=act.id, **key._asdict()).order_by("-visit").first()
    return {last.first_officer, last.second_officer} if last else set()


def signed(act: Act, key: TrackKey) -> set[str]:
    """Who has signed for the results as they were last entered, whoever entered them included."""
    return signed_in(act.past, key)


def signed_in(events: Sequence[Event], key: TrackKey) -> set[str]:
    """The same, read off everything that happened to the dossier."""
    found = set[str]()
    for event in events:
        if event.key == key and event.name == f"enter_results_of_{key.track}":
            found = {event.by}
        elif event.name == SIGNED and event.data.startswith(f"{key.track} {key.number} {key.part} "):
            found.add(event.by)
    return found


def digest_of(dossier_id: int, key: TrackKey) -> str:
    """Over all that the visits of an order brought: what a signature stands for."""
    which = {"dossier_id": dossier_id, **key._asdict()}
    parts = (
        (Sample, "sample", ("sample", "line", "authority", "seal", "laboratory")),
        (Seal, "seal", ("seal", "container", "taken_off", "put_on")),
        (Photo, "photo", ("photo", "line", "digest")),
        (Result, "result", ("result", "line", "authority", "finding", "note")),
    )
    rows = [
        (model.__name__, *row)
        for model, number, columns in parts
        for row in model._default_manager.filter(**which).order_by(number).values_list(*columns)
    ]
    return sha256(repr(rows).encode()).hexdigest()
