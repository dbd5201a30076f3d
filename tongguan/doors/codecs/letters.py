"""What a declarant hears later, in the language of its question: a WCO response where it lodged WCO XML."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tongguan.doors.codecs import wco_answers
from tongguan.doors.codecs.wco_answers import About
from tongguan.law.kernel import flow_words


def response(kind: str, body: Mapping[str, Any], *, identifier: str, at: datetime) -> bytes | None:
    """The WCO response for a letter; None where the WCO has none, and the letter goes as it is."""
    about = About(reference=body.get("local", ""), number=body["reference"], identifier=identifier, at=at)
    match kind, body:
        case "inspection_notice", {"looks": looks}:
            return wco_answers.control(about, [_look(look, body) for look in looks])
        case "your_turn", {"track": "documents" | "licences" as track, "state": state}:
            return wco_answers.documents_wanted(about, [flow_words.state(track, state, "en")])
        case "gate_opened", {"gate": "may_leave" | "released"}:
            return wco_answers.released(about)
        case "gate_opened", {"gate": "closed"}:
            return wco_answers.cleared(about)
        case "ended", {"end": "withdrawn" | "refused" as end}:
            return wco_answers.cancelled(about, flow_words.ending(end, "en"))
    return None


def _look(look: Mapping[str, Any], body: Mapping[str, Any]) -> str:
    lines = ", ".join(map(str, look["lines"])) or "all"
    part = f", {body['part']}" if body.get("part") else ""
    return f"{look['authority']}: {look['method']}, lines {lines}{part}, at {body['place']}"
