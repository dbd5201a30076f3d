"""What a worklist shows, as its address says it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from tongguan.desk.dossiers.worklist import Count, Cursor, Wanted
from tongguan.law import work
from tongguan.law.flows import FLOWS
from tongguan.law.work import Where

SHOWN = ("todo", "waiting")
WHO = ("", "free", "mine")
MOST = 2**62


@dataclass(frozen=True, slots=True)
class Filters:
    """`show` is what is to do or what waits on others; `who` whose it is; `late` leaves what is overdue."""

    capacity: str
    offices: Sequence[str]
    show: str = "todo"
    office: str = ""
    track: str = ""
    state: str = ""
    kind: str = ""
    who: str = ""
    late: bool = False

    @property
    def minds(self) -> bool:
        """Whether the capacity has no work of its own here, but minds that of its offices."""
        return not work.to_do(self.capacity)

    def places(self, show: str = "") -> tuple[Where, ...]:
        """The tracks and states of what is shown, before anything is filtered."""
        if self.minds:
            return work.watched(self.capacity)
        return work.to_do(self.capacity) if (show or self.show) == "todo" else work.awaited(self.capacity)

    def chosen(self) -> tuple[Where, ...]:
        return tuple(
            (track, state)
            for track, state in self.places()
            if self.track in ("", track) and self.state in ("", state)
        )

    def where(self) -> Sequence[str]:
        return (self.office,) if self.office else self.offices

    def wanted(self, person: str, now: datetime) -> Wanted:
        return Wanted(
            offices=self.where(),
            where=self.chosen(),
            kind=self.kind,
            assignee={"free": "", "mine": person}.get(self.who),
            before=now if self.late or self.minds else None,
        )

    def query(self, **changed: object) -> str:
        """The address of the same list with something changed."""
        said = {
            "show": "" if self.show == "todo" else self.show,
            "office": self.office,
            "track": self.track,
            "state": self.state,
            "kind": self.kind,
            "who": self.who,
            "late": "1" if self.late else "",
            **changed,
        }
        return urlencode({name: value for name, value in said.items() if value})


def read(asked: Mapping[str, str], capacity: str, offices: Sequence[str]) -> Filters:
    """What the address asks for; what it cannot mean is left out."""
    plain = Filters(capacity, offices[:1])
    show = asked.get("show", "")
    show = show if show in SHOWN else SHOWN[0]
    tracks = {track for track, _ in plain.places(show)}
    track = asked.get("track", "")
    track = track if track in tracks else ""
    state = asked.get("state", "")
    minded = offices if plain.minds else offices[:1]
    return Filters(
        capacity,
        minded,
        show,
        office if len(minded) > 1 and (office := asked.get("office", "")) in minded else "",
        track,
        state if (track, state) in plain.places(show) else "",
        kind if (kind := asked.get("kind", "")) in FLOWS else "",
        who if (who := asked.get("who", "")) in WHO and not plain.minds else "",
        asked.get("late") == "1",
    )


def summed(counts: Mapping[Where, Count], places: Iterator[Where] | Sequence[Where]) -> Count:
    """The counts of several places together."""
    every = [counts[place] for place in places if place in counts]
    return Count(*(sum(column) for column in zip(*every, strict=True))) if every else Count(0, 0, 0, 0)


def written(cursor: Cursor) -> str:
    """Where a page begins, for its address."""
    due, dossier, track, part, number = cursor
    return "~".join((due.isoformat() if due else "", str(dossier), track, str(number), part))


def cursor(text: str) -> Cursor | None:
    """The same, read; None where it says nothing."""
    try:
        due, dossier, track, number, part = text.split("~", 4)
        at = datetime.fromisoformat(due).astimezone(UTC) if due else None
        place = int(dossier), int(number)
    except (ValueError, OverflowError):
        return None
    if not all(0 <= n < MOST for n in place) or "\x00" in text:
        return None
    return at, place[0], track, part, place[1]
