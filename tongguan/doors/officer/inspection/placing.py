"""At which field of a visit's forms a refusal is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongguan.desk.inspections import words
from tongguan.law.findings import Finding

AT: Mapping[str, Mapping[str, str]] = {
    "begin": {words.TWO_OFFICERS: "second", words.ABSENCE: "present", "/present": "present_name"},
    "photo": {
        **dict.fromkeys((words.NO_PHOTO, words.PHOTO_LARGE), "picture"),
        "/note": "photo-note",
        "/line": "photo-line",
    },
    "seal": {words.NO_SEAL: "taken_off", **{f"/{one}": one for one in ("container", "taken_off", "put_on")}},
    "samples": {
        "/laboratory": "laboratory",
        "/seal": "seal-",
        words.NO_SAMPLES: "seal-",
        words.QUARANTINE_FIRST: "seal-customs-",
    },
    "record": {words.NOT_FOUND_SO: "found-", "/note": "note-"},
    "results": {words.NOT_FOUND_SO: "found-", words.NO_RESULT: "found-", "/note": "note-"},
    "report": {"/reference": "reference", "/conforms": "conforms", "/text": "text"},
    "conclude": {words.NOT_FOUND_SO: "outcome", "/outcome": "outcome"},
    "doubt": {"/reason": "reason"},
    "issue": {
        words.DOCUMENT_USED: "certificate",
        "/certificate": "certificate",
        "/number": "certificate",
        "/code": "code",
        "/text": "certificate-text",
    },
}
"""The fields, by what a form asks for and by the pointer or the code of a finding. Where there is such a
field for each authority and line it is the beginning of its id."""


def fields(findings: Sequence[Finding], page: Mapping[str, Any]) -> list[str]:
    """The id of the field that each finding is about; "" where the page as it stands now has none."""
    do = page["sent"].get("do", "")
    if do not in _forms(page):
        return [""] * len(findings)
    at = AT[do]
    return [_field(at.get(one.pointer) or at.get(one.code, ""), do, page) for one in findings]


def _forms(page: Mapping[str, Any]) -> set[str]:
    """Which forms the page has, by what they ask for."""
    has = {
        "begin": page["state"] == "at_site",
        **dict.fromkeys(("photo", "seal", "record", "results"), page["examining"]),
        "samples": page["examining"] and page["state"] != "laboratory",
        "report": str(page["sent"].get("sample")) in {str(one.sample) for one in page["waiting"]},
        "conclude": page["state"] == "results" and page["may_conclude"],
        "doubt": page["state"] == "results",
        "issue": page["passed"],
    }
    return {do for do, it_has in has.items() if it_has and page["here"]}


def _field(name: str, do: str, page: Mapping[str, Any]) -> str:
    if name.endswith("-"):
        kind, _, authority = name.partition("-")
        places = [one for one in page["places"] if one["id"].startswith(authority)]
        if kind == "found":
            known = dict(page["findings"])
            unknown = [one for one in places if one["found"] and one["found"] not in known]
            places = unknown or [one for one in places if not (one["noted"] or one["found"])] or places
            return f"{kind}-{places[0]['id']}" if places else ""
        longest = max(places, key=lambda one: len(one[kind]), default=None)  # too long; or all are empty
        return f"{kind}-{longest['id']}" if longest else ""
    return f"{name}-{page['sent'].get('sample')}" if do == "report" and name else name
