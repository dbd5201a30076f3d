"""What its trader is told of a dossier at once: that a gate has opened or its opening was taken back, that
goods came to their end, how customs decided on what it asked for, that it is now its turn. What customs keeps
to itself is customs' own turn, so none of it is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from tongguan.law.kernel.case import CLAIMS, CYCLE_BEGUN, END_TAKEN_BACK, Event
from tongguan.law.kernel.flow_table import NOBODY
from tongguan.law.kernel.step_words import verb

TRADER, ASKED = "trader", "asked"
REQUESTS = ("amendment", "withdrawal")
"""What a trader asks for, and hears the decision of."""
DISPOSAL, NO_REPEAT = "disposal", "refuse_to_repeat"
"""What else is decided: that goods go no way that was asked for or ordered; that nobody looks again."""
TOLD_BY_ITS_ROOM = ("notified",)
"""States whose own room tells more of them than this."""


class Tidings(NamedTuple):
    """One thing to tell: `kind` is gate_opened, release_withdrawn, ended, end_taken_back, decided or
    your_turn; `seq` the event that says it."""

    kind: str
    seq: int
    about: Mapping[str, str]


def tidings(events: Iterable[Event]) -> Iterator[Tidings]:
    """What of these events the trader must hear. What a trader did itself is no news to it, and where goods
    have come to their end it is nobody's turn."""
    happened = tuple(events)
    for event in happened:
        if event.name in CLAIMS:
            continue
        where = {"part": event.part}
        if event.gate:
            kind = "release_withdrawn" if event.name == CYCLE_BEGUN else "gate_opened"
            yield Tidings(kind, event.seq, {"gate": event.gate, **where})
        if event.ends and not event.gate:
            yield Tidings("ended", event.seq, {"end": event.ends, **where})
        if event.name == END_TAKEN_BACK:
            yield Tidings(END_TAKEN_BACK, event.seq, {"end": event.data, **where})
        mine = event.track != "" and event.whose == TRADER and event.capacity not in (TRADER, "broker")
        told = {"track": event.track, "state": event.state, **where}
        if mine and event.state not in TOLD_BY_ITS_ROOM and not _over(event.part, happened):
            said = {"question": event.data} if event.state == ASKED else {}
            yield Tidings("your_turn", event.seq, {**told, **said})
        if _decides(event) and event.capacity not in (TRADER, "broker"):
            step = {"step": NO_REPEAT} if verb(event.name) == NO_REPEAT else {}
            yield Tidings("decided", event.seq, {**told, **step})


def _decides(event: Event) -> bool:
    """Whether an event is the decision on something that was asked for. Goods that come to their end so are
    told of that."""
    if event.whose != NOBODY:
        return False
    refused = verb(event.name) == NO_REPEAT or (event.track == DISPOSAL and not event.ends)
    return refused or event.track in REQUESTS


def _over(part: str, events: Sequence[Event]) -> bool:
    """Whether one of the events ends the part, or the whole."""
    return any(one.ends and not one.gate and one.part in ("", part) for one in events)
