"""What a declaration waits for, as its trader may know it: why, on whom, until when, what to do next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from tongguan.desk.monitor.seen import Seen
from tongguan.doors.look.language import pick
from tongguan.doors.trader.cases.cells import said_to, shut
from tongguan.doors.trader.cases.reasons import waits
from tongguan.law.flow import Step
from tongguan.law.kernel import flow_words, step_words
from tongguan.law.kernel.case import At, TrackKey
from tongguan.law.rulebook import Rulebook

SOON = timedelta(days=1)
ASKED = ("request_amendment", "request_withdrawal", "request_return", "offer_abandonment")
"""What a trader may ask for of its own accord."""
INSTEAD = ("secure", "dispute_amendment")
"""Steps that are taken instead of what is said to do next: never the first button beside another."""
Offered = Sequence[tuple[Step, TrackKey, TrackKey]]
"""The steps that a trader may take, on which track, and by which key that one is shown."""


@dataclass(slots=True)
class Waiting:
    """Something that a gate waits for, on some parts: why, on whom, since when, until when at the latest,
    what to do next and the buttons that do it. Not `begun`: goods that may not be fetched yet."""

    track: str
    state: str
    whose: str
    since: datetime
    latest: datetime | None
    why: str
    next: str
    says: str
    begun: bool
    parts: list[str] = field(default_factory=list)
    buttons: list["Button"] = field(default_factory=list)

    @property
    def mine(self) -> bool:
        return self.whose == "trader"

    @property
    def title(self) -> str:
        """What is to be done, as a heading."""
        return (self.next or self.why).rstrip(".。")


@dataclass(frozen=True, slots=True)
class Button:
    """A step that may be taken: its page is found by step, part and the number that is shown."""

    step: str
    words: str
    part: str
    number: int


def holds(seen: Seen, offered: Offered, book: Rulebook, language: str) -> list[dict[str, Any]]:
    """For each gate: whether it stands open for all that goes on, or what it waits for beyond those before
    it, the trader's own first. Nothing where the goods came to another end."""
    if not any(seen.alive(part) for part in seen.case.parts):
        return []
    found, said = [], set[tuple[TrackKey, At]]()
    for gate in seen.flow.gates:
        wanted = [one for one in shut(seen, gate.name) if one not in said]
        said.update(wanted)
        grouped = _grouped(seen, wanted, offered, book, language)
        waiting = sorted(grouped, key=lambda one: not one.mine)
        is_shut = any(name == gate.name for name, _ in seen.shown.missing)
        found.append({"name": flow_words.gate(gate.name, language), "waits": waiting, "open": not is_shut})
    return found


def turns(seen: Seen, offered: Offered, book: Rulebook, language: str) -> list[Waiting]:
    """What waits for the trader, parts of one kind together, the most urgent first."""
    grouped = _grouped(seen, list(seen.turn()), offered, book, language)
    return sorted(grouped, key=lambda one: (one.latest is None, one.latest or one.since))


def _grouped(
    seen: Seen, found: Iterable[tuple[TrackKey, At]], offered: Offered, book: Rulebook, language: str
) -> list[Waiting]:
    grouped: dict[tuple[Any, ...], Waiting] = {}
    for key, at in dict.fromkeys(found):
        told = waits(seen.cover.kind, key.track, at.state)
        latest, since = seen.latest(key, at, book), seen.theirs_since(key, at)
        why, then = pick(language, told.en, told.zh), pick(language, told.next_en, told.next_zh)
        together = (key.track, at.state, since.replace(second=0, microsecond=0), latest)
        one = grouped.setdefault(
            together,
            Waiting(
                key.track, at.state, at.whose, since, latest, why, then, said_to(seen, key), seen.begun(key)
            ),
        )
        if key.part and key.part not in one.parts:
            one.parts.append(key.part)
        one.buttons += [button for button in buttons(offered, key, language) if button not in one.buttons]
    return list(grouped.values())


def buttons(offered: Offered, shown: TrackKey, language: str) -> Iterator[Button]:
    """The steps that move the track that is shown by this key."""
    for step, _, key in sorted(offered, key=lambda one: one[0].name in INSTEAD):
        if key == shown:
            yield Button(step.name, step_words_of(step.name, language), key.part, key.number)


def requests(offered: Offered, language: str) -> list[Button]:
    """What the trader may ask for that no track waits for, once for all parts."""
    names = dict.fromkeys(step.name for step, _, key in offered if not key.number and step.name in ASKED)
    return [Button(name, step_words_of(name, language), "", 0) for name in names]


def step_words_of(name: str, language: str) -> str:
    """What a step is called on a button."""
    said = step_words.step(name, language)
    return said[:1].upper() + said[1:]


def urgency(latest: datetime | None, now: datetime) -> str:
    """How close a deadline is: "late", "soon" or ""."""
    if latest is None:
        return ""
    return "late" if latest <= now else "soon" if latest - now < SOON else ""
