"""What a form of reports says: things, a time, a reference; each mistake at its field."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import uuid4

from django.http import QueryDict

from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Told
from tongguan.desk.cargo.names import BILL, CALL, CONTAINER
from tongguan.desk.cargo.reports import REPORTS
from tongguan.doors.clock import ZONE
from tongguan.doors.look import legible
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors
from tongguan.law.kernel import names as says

MOST = 500
"""So many things one message may name."""
LONGEST = 64


def new_reference() -> str:
    """A reference for a message that is about to be written: sent twice, it is one."""
    return f"web-{uuid4()}"


def local(at: datetime) -> str:
    """An instant as the field of a form has it."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")


def written(about: str, key: str) -> str:
    """A thing as the value of a tick."""
    return f"{about}|{key}"


def thing(about: str, key: str, language: str, modes: Mapping[str, str]) -> dict[str, str]:
    """A thing in words: what kind it is, what it is called, and on which bill a container is."""
    name, beside = key, ""
    if about == CALL:
        mode, name, *voyage = key.split("/")
        beside = " · ".join(one for one in (*voyage, modes.get(mode, mode)) if one)
    elif about == CONTAINER:
        bill, _, name = key.partition("/")
        beside = pick(language, "bill {n}", "提运单{n}", n=bill)
    kind = says.name(says.ABOUT, about)[language == "zh"]
    return {"value": written(about, key), "kind": kind, "name": name, "beside": beside}


def told(sent: QueryDict, kind: str, language: str, errors: Errors) -> list[Told]:
    """The reports that a form makes; nothing, and `errors` longer, where something is wrong."""
    when = legible.instant(sent.get("occurred", "").strip())
    if when is None:
        said = pick(language, "State the day and the time when it happened.", "请填写发生的日期和时间。")
        errors.append(("occurred", said))
    note = sent.get("note", "").strip()
    found = list(dict.fromkeys((*_ticked(sent, kind), *_typed(sent))))
    if not found:
        errors.append((about_at(sent), pick(language, "Say what it is about.", "请选择或填写报告对象。")))
    if len(found) > MOST:
        said = pick(language, "At most {n} at a time.", "一次最多报告{n}项。", n=MOST)
        errors.append((about_at(sent), said))
    return [] if errors or when is None else [Told(kind, about, key, when, note) for about, key in found]


def about_at(sent: QueryDict) -> str:
    """The id of the field that says what a report is about."""
    if "typed" not in sent:
        return "things"
    boxes = sent["typed"] == CONTAINER and sent.get("number", "").strip()
    return "typed-second" if boxes else "typed-number"


def _ticked(sent: QueryDict, kind: str) -> Iterator[tuple[str, str]]:
    for value in sent.getlist("thing")[: MOST + 1]:
        about, divider, key = value.partition("|")
        if divider and about in REPORTS[kind].about:
            yield about, key


def _typed(sent: QueryDict) -> Iterator[tuple[str, str]]:
    """What is named freely: a conveyance by mode, name and voyage; a bill; containers of a bill."""
    about = sent.get("typed", "")
    number, second = sent.get("number", "").strip(), sent.get("second", "").strip()
    if about == CALL and number:
        yield CALL, names.call(sent.get("mode", ""), number, second)
    elif about == BILL and number:
        yield BILL, names.bill(number)
    elif about == CONTAINER and number and second:
        for box in re.split(r"[\s,，、;；]+", second)[: MOST + 1]:
            if box:
                yield CONTAINER, names.container(number, box)
