"""In which language an answer is given: what Accept-Language likes best of English and Chinese."""

import re

from django.http import HttpRequest

_RANGE = re.compile(r"\s*([A-Za-z]{1,8}|\*)(?:-[A-Za-z0-9-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.[0-9]{0,3})?))?\s*")


def spoken(request: HttpRequest) -> str:
    """ "en" or "zh"; English where neither is liked better."""
    liked = {"en": 0.0, "zh": 0.0}
    for one in request.headers.get("Accept-Language", "")[:400].split(","):
        found = _RANGE.fullmatch(one)
        name = found[1].lower() if found else ""
        if found and name in liked:
            liked[name] = max(liked[name], float(found[2] or 1))
    return "zh" if liked["zh"] > liked["en"] else "en"


def accepts(request: HttpRequest, media: str) -> bool:
    """Whether the sender takes an answer of this media type."""
    header = request.headers.get("Accept", "").strip()
    if not header or media == "*/*":
        return True
    wanted = {media, f"{media.split('/')[0]}/*", "*/*"}
    for one in header[:2000].split(","):
        name, *parameters = (part.strip().lower() for part in one.split(";"))
        if name in wanted and not any(re.fullmatch(r"q\s*=\s*0(\.0*)?", part) for part in parameters):
            return True
    return False
