"""What is sent wrongly at the counters: of officers, banks, authorities, carriers and sites."""

from tests.doors import every_scene as at
from tests.doors import every_visit as during
from tests.doors.every_form import Form

LONG = "x" * 2001
COUNTERS = [
    Form("officer:step", at.question, {"part": "", "number": "1", "words": LONG}, ("words",), "ask"),
    Form(
        "officer:step",
        at.question,
        {"part": "", "number": "1", "words": " "},
        ("words",),
        "nothing said",
        ("words",),
    ),
    Form(
        "officer:step",
        at.order,
        {"part": "", "authority": "fire brigade", "method": ""},
        ("authority", "method"),
        "order",
        ("authority", "method"),
    ),
    Form(
        "officer:step",
        at.write_off,
        {"part": "", "number": "1", "used-7-2-20-AB-100001": "many", "words": "short-landed"},
        ("used-7-2-20-AB-100001",),
        "write_off",
    ),
    Form(
        "officer:step",
        at.write_off,
        {"part": "", "number": "1", "used-7-2-20-AB-100001": "99999999", "words": ""},
        ("used-7-2-20-AB-100001", "words"),
        "write_off too much",
    ),
    Form("revenue:debts", at.debts, {"do": "bar", "debt": "0", "reason": " "}, ("reason-bar-0",), "bar"),
    Form(
        "revenue:debts",
        at.overpaid,
        {"do": "refund", "debt": "1", "amount": "much", "reference": "", "reason": ""},
        ("amount-refund-1", "reference-refund-1", "reason-refund-1"),
        "refund",
    ),
    Form(
        "revenue:answer",
        during.to_debit,
        {"result": "failed", "reason": " "},
        ("reason-090820201090000001-1",),
        unkept=("result",),
    ),
    Form(
        "revenue:firm",
        at.firm,
        {"level": "certified", "since": "2020-02-31", "reason": ""},
        ("since", "reason"),
    ),
    Form(
        "revenue:firm",
        at.firm,
        {"level": "certified", "since": "2020-09-01", "reason": "why"},
        ("since",),
        "too early",
    ),
    Form(
        "revenue:guarantee",
        at.guarantee,
        {"amount": "much", "reason": "", "was": "80000000.00"},
        ("amount", "reason"),
    ),
    Form(
        "revenue:letters",
        at.letters,
        {
            "number": "",
            "holder": "NOBODY",
            "office": "0902",
            "kind": "general",
            "amount": "three",
            "valid_from": "2020-10-01",
            "valid_until": "2020-09-31",
        },
        ("number", "holder", "amount", "valid_until"),
    ),
    Form(
        "revenue:letters",
        at.letters,
        {
            "number": "BH-ORE",
            "holder": at.ORE_FIRM,
            "office": "0902",
            "kind": "general",
            "amount": "3",
            "valid_from": "2020-10-01",
            "valid_until": "",
        },
        ("number",),
        "twice",
    ),
    Form(
        "certificates:new",
        at.document,
        {
            "code": "7",
            "number": "two words",
            "issuer": at.FORESTRY,
            "holder": "NOBODY",
            "commodities": "0203 pork",
            "valid_from": "2020-10-01",
            "valid_to": "2020-09-01",
            "quantity": "much",
            "unit": "035",
            "text": "as said",
        },
        ("number", "holder", "commodities", "valid_to", "quantity"),
        unkept=("issuer",),
    ),
    Form(
        "certificates:new",
        at.document,
        {"code": "7", "number": "9", "issuer": at.FORESTRY, "holder": at.ORE_FIRM, "unit": ""},
        ("issuer",),
        "of somebody else",
        ("issuer",),
    ),
    Form("certificates:correct", at.correction, at.CORRECTION, at.CORRECTED),
    Form(
        "certificates:revoke",
        at.revocation,
        {"code": "7", "number": "20-AB-100001", "reason": LONG},
        ("revoke-reason",),
    ),
    Form(
        "hall:number", at.hall("hall/number/"), {"service": "money", "about": "nothing of ours"}, ("about",)
    ),
    Form("hall:next", at.hall("hall/next/"), {"window": "nine"}, ("window",)),
    Form("hall:visit", at.at_the_window, {"do": "done", "note": "x" * 401}, ("note",), "done", ("do",)),
    Form("hall:visit", during.bay_asked_for, {"do": "decline", "note": " "}, ("why-1",), "decline", ("do",)),
    *(
        Form("inspection:visit", scene, {"do": do, **sent}, ids, do, ("do", "sample", *unkept))
        for do, scene, sent, ids, unkept in during.VISITS
    ),
    Form(
        "cargo:reports",
        at.terminal,
        {"kind": "discharged", "occurred": "2020-02-31T10:00", "reference": "W"},
        ("occurred", "things"),
        "listed",
    ),
    Form(
        "cargo:reports",
        at.terminal,
        {
            "kind": "discharged",
            "typed": "container",
            "number": "COSU1",
            "second": "",
            "mode": "2",
            "occurred": "soon",
            "note": "by hand",
            "reference": "W",
        },
        ("typed-second", "occurred"),
        "typed",
    ),
    Form(
        "cargo:manifest",
        at.carrier,
        {
            "direction": "export",
            "mode": "4",
            "name": "",
            "voyage": "9E",
            "reference": "W",
            "lines": "bill,packages\nB1,three",
        },
        ("name", "lines"),
    ),
    Form("rules:begin", at.rules("rules/drafts/new/"), {"table": "currency", "key": "GOLD"}, ("key",)),
    Form("rules:draft", at.rule_draft, {"text": "key\x0b"}, ("text",), unkept=("text",)),
]
