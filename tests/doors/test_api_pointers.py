"""Where the JSON door says that something is wrong: at what the request states, under its own names."""

from typing import Any

import pytest

from tests.doors.calling import Caller
from tests.harbour import BO, DONG, MEAT_FIRM, Harbour, licence
from tests.stating import example
from tongguan.desk.declarations import changes
from tongguan.desk.dossiers.queries import find

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
SHIP = ("2", "UN9074729", "020E")


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Caller(harbour, settings, BO)


def lodged(bo: Caller) -> str:
    """The address of a declaration whose ship has come, and about which customs ask."""
    entry = bo.post("declarations", example("import-pork", {"/reference": "AT-1"}), 201)["reference"]
    (dossier,) = find(entry)
    changes.take(dossier, "ask", data="Which price?", actor=DONG, at=bo.harbour.after(hours=1).at)
    bo.harbour.after(hours=1).conveyance_enters(*SHIP)
    return f"declarations/{entry}"


def wrong(response: Any) -> list[tuple[str, str]]:
    """The findings of what is refused: code and pointer."""
    assert response.status_code == 422, response.content
    return [(one["code"], one["pointer"]) for one in response.json()["findings"]]


def test_what_the_desk_refuses_is_found_where_the_request_states_it(bo: Caller) -> None:
    at = lodged(bo)
    for path, body, found in (
        (f"{at}/answers", {"text": "a\x1bb"}, ("N202", "/text")),
        (f"{at}/steps", {"step": "answer", "text": "a\x1bb"}, ("N202", "/text")),
        (f"{at}/payment-orders", {"bank": "NOBODY"}, ("T123", "/bank")),
        (f"{at}/guarantees", {"guarantee": "NONE"}, ("T101", "/guarantee")),
        (f"{at}/guarantees", {"guarantee": "a\x1bb"}, ("N202", "/guarantee")),
        (f"{at}/guarantees", {"guarantee": "BH-MEAT", "debt": 9}, ("T109", "/debt")),
    ):
        assert wrong(bo("POST", path, body)) == [found], path
    assert wrong(bo("GET", "events?after=700000")) == [("M101", "/after")]
    assert wrong(bo.give("documents", b"MZ\0\0")) == [("U004", "/file")]
    assert wrong(bo.give(f"{at}/documents", b"")) == [("U002", "/file")]


def test_a_field_of_a_form_is_what_the_document_says_to_its_last_sign(bo: Caller) -> None:
    for name, value, code in (
        ("number", "INV-7\n", "Z114"),
        ("trader", f"{MEAT_FIRM}\n", "Z114"),
        ("kind", "00000001\n", "Z114"),
    ):
        assert wrong(bo.give("documents", PDF, **{name: value})) == [(code, f"/{name}")]
    assert wrong(bo.give("documents", PDF, kind="99999999")) == [("Z129", "/kind")], "a code of no table"
    head = b'--x\r\nContent-Disposition: form-data; name="file"'
    sent = head + b"\r\n\r\ntext\r\n" + head + b'; filename="a.pdf"\r\n\r\n' + PDF + b"\r\n--x--\r\n"
    told = bo("POST", "documents", raw=sent, **{"Content-Type": "multipart/form-data; boundary=x"})
    assert wrong(told) == [("Z112", "/file")], "a text of that name is no file"


def test_who_is_asked_does_not_answer_with_nothing(bo: Caller) -> None:
    at = lodged(bo)
    for step in ("answer", "request_return", "offer_abandonment"):
        assert step in {one["step"] for one in bo.get(at)["offered"]}
        assert wrong(bo("POST", f"{at}/steps", {"step": step})) == [("Z113", "/text")]
    bo.post(f"{at}/steps", {"step": "answer", "text": "The whole price."})
