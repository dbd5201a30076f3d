"""The time ledger worked out a second time, from its definition alone: not with spans, but by walking back
one event at a time over photographs of where every track stood."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from tongguan.law.case import Event

Photograph = Mapping[tuple[str, str, int], str]
Owned = Counter[tuple[str, str, int, str, str]]


def photographs(events: Sequence[Event]) -> list[Photograph]:
    """[n] shows where the tracks stood after event n; [0] is before anything."""
    album: list[Photograph] = [{}]
    for event in events:
        now = dict(album[-1])
        if event.track:
            now[event.track, event.part, event.number] = event.state
        album.append(now)
    return album


def owners(
    events: Sequence[Event],
    needs: Mapping[str, tuple[str, ...]],
    whose: Mapping[tuple[str, str], str],
    part: str,
    start: datetime,
    end: datetime,
    last: int,
) -> Owned:
    """Seconds by (track, part, number, state, whose) from `start` to `end`, where `last` is the seq of the
    last event before the gate opened (or before now)."""
    album = photographs(events)

    def unmet(key: tuple[str, str, int], n: int) -> bool:
        return key in album[n] and album[n][key] not in needs[key[0]]

    mine = [k for k in album[last] if k[0] in needs and k[1] in ("", part)]

    def closes(key: tuple[str, str, int], n: int) -> tuple[int, int]:
        """For a track unmet after event n: the seq that closes its run, or else, beyond all, the one that
        opened it."""
        until = n
        while until <= last and unmet(key, until):
            until += 1
        opened = n
        while opened and unmet(key, opened - 1):
            opened -= 1
        return (until, opened) if until <= last else (last + 1, opened)

    def choose(n: int) -> tuple[str, str, int] | None:
        return max((k for k in mine if unmet(k, n)), key=lambda k: closes(k, n), default=None)

    ever = [(closes(k, n), k) for k in mine for n in range(last + 1) if unmet(k, n)]
    if not ever:
        return Counter()
    holder: tuple[str, str, int] | None = max(ever)[1]
    position, found = min(max(ever)[0][0] - 1, last), Owned()
    while holder is not None and position > 0:
        event = events[position - 1]
        begins = event.recorded_at.replace(microsecond=0)
        ends = events[position].recorded_at.replace(microsecond=0) if position < last else end
        seconds = (min(ends, end) - max(begins, start)).total_seconds()
        state = album[position][holder]
        if seconds > 0:
            found[(*holder, state, whose[holder[0], state])] += int(seconds)
        if not unmet(holder, position - 1):  # this event opened it: who was it before?
            cause = events[event.cause - 1] if event.cause else None
            caused_by = cause and (cause.track, cause.part, cause.number)
            at_once = cause is not None and cause.recorded_at == event.recorded_at
            if (
                cause is not None
                and caused_by in mine
                and unmet(caused_by, cause.seq - 1)
                and (at_once or closes(caused_by, cause.seq - 1)[0] > event.seq)
            ):
                holder = caused_by
                position = cause.seq if at_once else position  # what lies between took no time
            else:
                holder = choose(position - 1)
        position -= 1
    return found
