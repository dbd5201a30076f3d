"""The time ledger worked out a second time, from its definition alone: not with spans, but by walking back
one event at a time over photographs of where every track stood."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from tongguan.law.kernel.case import Event

Track = tuple[str, str, int]
Owned = Counter[tuple[str, str, int, str, str]]


MISTAKEN = "short?"
"""Where goods stand that were reported short by mistake, as far as the reporter took it back."""


def proves_wrong(events: Sequence[Event], short: Event) -> bool:
    later = [e for e in events if e.key == short.key and e.seq > short.seq and e.state != "short"]
    return short.name == "report_short" and bool(later) and later[0].name.startswith("take_back_short")


class Album:
    """[n] shows where the tracks stood after event n; [0] is before anything. `last` is the seq of the last
    event before the gate opened (or before now)."""

    def __init__(
        self, events: Sequence[Event], needs: Mapping[str, tuple[str, ...]], part: str, last: int
    ) -> None:
        self.needs, self.last, self.photographs = needs, last, list[Mapping[Track, str]]([{}])
        for event in events:
            now = dict(self.photographs[-1])
            if event.track:
                known = MISTAKEN if proves_wrong(events, event) else event.state
                now[event.track, event.part, event.number] = known
            self.photographs.append(now)
        self.named = [k for k in self.photographs[last] if k[0] in needs and k[1] in ("", part)]

    def unmet(self, track: Track, n: int) -> bool:
        return self.photographs[n].get(track, "-") not in ("-", *self.needs[track[0]])

    def closes(self, track: Track, n: int) -> tuple[int, int]:
        """For a track unmet after event n: the seq that closes its run, or else, beyond all, the one that
        opened it."""
        until = opened = n
        while until <= self.last and self.unmet(track, until):
            until += 1
        while opened and self.unmet(track, opened - 1):
            opened -= 1
        return until, opened

    def choose(self, n: int) -> Track | None:
        """Of the tracks unmet after event n the one that closes last."""
        return max((k for k in self.named if self.unmet(k, n)), key=lambda k: self.closes(k, n), default=None)


def owners(
    events: Sequence[Event],
    needs: Mapping[str, tuple[str, ...]],
    whose: Mapping[tuple[str, str], str],
    part: str,
    start: datetime,
    end: datetime,
    last: int,
) -> Owned:
    """Seconds by (track, part, number, state, whose) from `start` to `end`."""
    album, found = Album(events, needs, part, last), Owned()
    ever = [(album.closes(k, n), k) for k in album.named for n in range(last + 1) if album.unmet(k, n)]
    if not ever:
        return found
    (closing, _), first = max(ever)
    holder: Track | None = first
    position = min(closing - 1, last)
    while holder is not None and position > 0:
        event = events[position - 1]
        begins = event.recorded_at.replace(microsecond=0)
        ends = events[position].recorded_at.replace(microsecond=0) if position < last else end
        seconds = (min(ends, end) - max(begins, start)).total_seconds()
        if seconds > 0:
            state = album.photographs[position][holder]
            owner = "carrier" if state == MISTAKEN else whose[holder[0], state]
            found[(*holder, state.strip("?"), owner)] += int(seconds)
        if not album.unmet(holder, position - 1):  # this event opened it: who was it before?
            holder, position = handed_on(album, events, event)
        position -= 1
    return found


def handed_on(album: Album, events: Sequence[Event], opening: Event) -> tuple[Track | None, int]:
    """Which track held the time before this opening, and from which event on we look back."""
    if opening.cause:
        cause = events[opening.cause - 1]
        track = (cause.track, cause.part, cause.number)
        if track in album.named and album.unmet(track, cause.seq - 1):
            if cause.recorded_at == opening.recorded_at:
                return track, cause.seq  # what lies between took no time
            if album.closes(track, cause.seq - 1)[0] > opening.seq:
                return track, opening.seq
    return album.choose(opening.seq - 1), opening.seq
