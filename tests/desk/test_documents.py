"""Papers: taken by what they are, kept once, shown to those who may see what they belong to."""

import hashlib
import json
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.desk.papers import packed, pdf, picture, workbook
from tests.desk.sample import at_once
from tests.harbour import (
    BO,
    BROKERS,
    CHEN,
    DONG,
    LIN,
    MEAT_FIRM,
    MEI,
    MORNING,
    ORE_FIRM,
    SUN,
    Harbour,
)
from tests.stating import example
from tongguan.desk.declarations.actions import lodge_received
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.documents import proof, queries, store
from tongguan.desk.documents.actions import Given, belong, give
from tongguan.desk.documents.kinds import media_of, named
from tongguan.desk.documents.models import Belonging, Document
from tongguan.doors.codecs.messages import understand
from tongguan.law.findings import Refused

ON = date(2020, 9, 15)
BOMB = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (60000).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0" + b"\0" * 20
REFUSED = {
    "empty of sense": b"\0" * 100,
    "a program": b"\x7fELF" + b"\0" * 100,
    "a page": b"<html><script>alert(1)</script></html>",
    "a picture that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "entities": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "broken xml": b"<x><y></x>",
    "half a PDF": pdf()[:20],
    "a PDF behind something": b"GIF89a" + pdf(),
    "half a picture": picture("PNG")[:40],
    "a picture of 3.6 billion points": BOMB,
    "an archive": packed("readme.txt"),
    "macros": packed("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
    "a broken archive": workbook()[:60],
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a text": b"invoice 1",
}


@pytest.fixture(autouse=True)
def var(tmp_path: Path, settings: Any) -> Path:
    settings.VAR = tmp_path
    return tmp_path


def give_as(who: Any, name: str = "invoice.pdf", content: bytes = b"", **how: Any) -> Given:
    about = {"enterprise": who.behalf, "trader": who.behalf, "on": ON, "at": MORNING, **how}
    return give(name=name, content=content or pdf(), person=who.person, **about)


def lodged(h: Harbour, who: Any, tree: dict[str, Any]) -> Receipt:
    received = understand(json.dumps(tree).encode(), book=h.books.law, on=ON).received
    (answer,) = lodge_received([received], person=who.person, books=h.books, at=MORNING)
    assert isinstance(answer, Receipt), answer
    return answer


@pytest.mark.parametrize(
    "content, media",
    [
        (pdf(), "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("TIFF"), "image/tiff"),
        (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (packed("OFD.xml"), "application/ofd"),
        ("<?xml version='1.0'?><发票 号='1'/>".encode(), "text/xml"),
    ],
)
def test_what_is_taken_is_taken_for_what_it_is(content: bytes, media: str) -> None:
    assert media_of(content) == media


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_what_is_not_known_well_is_not_taken_whatever_it_is_called(harbour: Harbour, content: bytes) -> None:
    for name in ("invoice.pdf", "x.xml", "x.png", "x.xlsx"):
        with pytest.raises(Refused):
            give_as(MEI, name, content)
    assert not Document.objects.exists() and not store.folder().exists()


@pytest.mark.parametrize(
    "name, kept",
    [
        ("发票 117.pdf", "发票 117.pdf"),
        ("invoice.exe", "invoice.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\papers\\x.PDF", "x.PDF"),
        ("a\u202efdp.exe", "afdp.exe.pdf"),
        ('"><script>', "script.pdf"),
        ("...", "document.pdf"),
        ("x" * 400, "x" * 150 + ".pdf"),
    ],
)
def test_a_name_says_what_the_file_is_and_nothing_else(name: str, kept: str) -> None:
    assert named(name, "application/pdf") == kept


def test_too_much_is_refused(harbour: Harbour, settings: Any) -> None:
    settings.DOCUMENT_MEGABYTES = 1
    with pytest.raises(Refused):
        give_as(MEI, content=pdf("x" * 1_000_000))
    with pytest.raises(Refused):
        give(
            enterprise=ORE_FIRM, trader=ORE_FIRM, name="x", content=b"", person=MEI.person, on=ON, at=MORNING
        )


def test_the_same_paper_is_kept_once_under_a_name_of_ours(harbour: Harbour, var: Path) -> None:
    first, again = give_as(MEI), give_as(MEI, "another name.pdf")
    assert not first.again and again.again and first.document == again.document
    (kept,) = [path for path in (var / "documents").rglob("*") if path.is_file()]
    assert kept.name == first.document.place and "invoice" not in str(kept)
    with store.opened(first.document.place) as file:
        assert hashlib.sha256(file.read()).hexdigest() == first.document.digest
    other = give_as(SUN)
    assert not other.again and other.document != first.document  # another enterprise's is another paper


def test_two_who_give_the_same_at_once_give_one(harbour: Harbour, var: Path) -> None:
    given = at_once(*[lambda: give_as(MEI)] * 4)
    assert {one.document.pk for one in given} == {Document.objects.get().pk}, given
    assert len([path for path in (var / "documents").rglob("*") if path.is_file()]) == 1


def test_only_those_who_may_declare_for_an_enterprise_give_its_papers(harbour: Harbour) -> None:
    for who in (SUN, DONG, BO):
        with pytest.raises(Refused):
            give_as(who, enterprise=ORE_FIRM)


def test_a_paper_is_seen_by_its_enterprise_and_by_who_sees_its_dossier(harbour: Harbour) -> None:
    paper = give_as(BO, trader=MEAT_FIRM).document

    def sees(who: Any) -> bool:
        try:
            firm = not who.behalf.isdigit()
            place = {"enterprise": who.behalf} if firm else {"offices": [who.behalf]}
            return queries.seen(paper.pk, **place) == paper
        except Document.DoesNotExist:
            return False

    assert [sees(who) for who in (BO, LIN, DONG, SUN, CHEN)] == [True, False, False, False, False]
    attachments = [
        {"kind": "00000001", "digest": paper.digest},
        {"kind": "10000001", "digest": "0" * 64},
    ]
    receipt = lodged(harbour, BO, example("import-pork", {"attachments": attachments}))
    assert queries.of_dossier(receipt.dossier) == [paper]
    assert [sees(who) for who in (BO, LIN, DONG, SUN, CHEN)] == [True, True, True, False, False]
    (file,) = [path for path in store.folder().rglob("*") if path.is_file()]
    assert proof.replay(receipt.dossier) == []
    file.write_bytes(b"%PDF-1.4 another")
    (found,) = proof.replay(receipt.dossier)
    assert (found.key, found.column, found.proven) == (str(paper.pk), "file", paper.digest)
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("replay", receipt.reference, stdout=said)
    assert f"documents_document {paper.pk} file: stored" in said.getvalue()
    assert not sees(MEI)


def test_a_digest_takes_hold_of_no_other_enterprises_paper(harbour: Harbour) -> None:
    paper = give_as(SUN).document
    attachments = [{"kind": "00000001", "digest": paper.digest}]
    receipt = lodged(harbour, MEI, example("import-ore", {"attachments": attachments}))
    assert queries.of_dossier(receipt.dossier) == [] and not Belonging.objects.exists()


def test_what_was_given_is_offered_again_for_the_same_trader_only(harbour: Harbour) -> None:
    first = give_as(BO, trader=MEAT_FIRM).document
    later = give_as(BO, content=pdf("2"), trader=MEAT_FIRM, at=MORNING + timedelta(hours=1)).document
    give_as(BO, content=pdf("3"), trader=ORE_FIRM)
    assert queries.offered(BROKERS, MEAT_FIRM) == [later, first]
    assert queries.offered(MEAT_FIRM, MEAT_FIRM) == []
    belong(1, [], enterprise=BROKERS, trader=MEAT_FIRM, by="1", at=MORNING)


def test_there_is_an_end_to_what_is_given_in_a_day(harbour: Harbour, monkeypatch: Any) -> None:
    monkeypatch.setattr("tongguan.desk.documents.actions.A_DAY", 2)
    for text in ("1", "2"):
        give_as(MEI, content=pdf(text))
    with pytest.raises(Refused):
        give_as(MEI, content=pdf("3"))
    give_as(MEI, content=pdf("3"), at=MORNING + timedelta(days=1, seconds=1))
