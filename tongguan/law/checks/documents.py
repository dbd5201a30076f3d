"""Supervision documents: which the goods demand, and whether they are there in the right form.

A commodity carries the letters of the documents that it needs; the direction and the supervision mode say
which of them are demanded of this declaration (Customs Law art. 24; Foreign Trade Law art. 15).
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tongguan.law.checks.subject import Spot, Subject, both, check, numbered
from tongguan.law.checks.when import WHOLE

_ORIGIN = re.compile(r"<[0-9]{2}>[A-Z0-9./-]{1,28}")


class _Letter(NamedTuple):
    """A letter of row S001: the modes or conditions of which one must hold, and those of which none may."""

    letter: str
    wanted: tuple[str, ...]
    barred: tuple[str, ...]


def _letters(s: Subject) -> Mapping[str, _Letter]:
    """The letters of row S001 whose documents go in this direction.

    A letter of the row may name modes or conditions after a colon, divided by commas: it is demanded only in
    one of them, never in one that is marked with `!`. `7:!processing` is not demanded in processing trade.
    """
    values = s.values("S001")
    found = s.book.memo.get(("letters", s.on, s.letter, values))
    if found is None:
        found = {}
        for entry in values:
            letter, _, filters = entry.partition(":")
            row = s.book.get("supervision_document", letter, s.on)
            if row is not None and row.direction in ("", s.letter):
                tests = filters.split(",") if filters else []
                wanted = tuple(test for test in tests if not test.startswith("!"))
                barred = tuple(test[1:] for test in tests if test.startswith("!"))
                found[letter] = _Letter(letter, wanted, barred)
        s.book.memo[("letters", s.on, s.letter, values)] = found
    return found


def _demanded(s: Subject, one: _Letter) -> bool:
    some = not one.wanted or any(_in(s, test) for test in one.wanted)
    return some and not any(_in(s, test) for test in one.barred)


def _in(s: Subject, mode: str) -> bool:
    return WHOLE[mode](s) if mode in WHOLE else s.declaration.supervision_mode == mode


def needs(s: Subject) -> Iterable[tuple[int, str]]:
    """Each line with each letter that it demands."""
    letters = _letters(s)
    for place, commodity in numbered(s.commodities):
        for letter in (commodity and commodity.supervision) or "":
            one = letters.get(letter)
            if one is not None and _demanded(s, one):
                yield place, letter


def _name(s: Subject, letter: str) -> dict[str, str]:
    row = s.book.get("supervision_document", letter, s.on)
    return both("name", row.en, row.zh) if row else both("name", letter, letter)


def in_licence_number(s: Subject, letter: str) -> bool:
    """Whether the document's number is stated as element 20 (licence number) and not among the documents."""
    return letter in s.values("S005") and s.declaration.licence is not None


@check("S001", zh="商品编号{code}须提交监管证件{letter}（{name}）")
def document_missing(s: Subject) -> Iterable[Spot]:
    """commodity {code} needs supervision document {letter} ({name})"""
    documents = s.declaration.documents
    for place, letter in needs(s):
        covered = any(d.code == letter and (not d.lines or place in d.lines) for d in documents)
        if not covered and not in_licence_number(s, letter):
            told = {"code": s.items[place - 1].commodity_code or "", "letter": letter}
            yield f"/items/{place}/commodity_code", {**told, **_name(s, letter)}


@check("S002", zh="商品编号{code}禁止{direction}（监管条件{letter}）")
def banned(s: Subject) -> Iterable[Spot]:
    """{direction} of commodity {code} are banned (supervision condition {letter})"""
    direction, wrong = s.declaration.direction, s.values("S002")
    for place, commodity in numbered(s.commodities):
        for letter in (commodity and commodity.supervision) or "":
            if f"{letter}:{direction}" in wrong:
                way = both("direction", *(("imports", "进口") if s.imports else ("exports", "出口")))
                code = {"code": s.items[place - 1].commodity_code or "", "letter": letter}
                yield f"/items/{place}/commodity_code", {**code, **way}


@check("S003", of="items/*/attributes", zh="商品编号{code}的旧机电产品禁止进口（货物属性{attribute}）")
def banned_when_used(s: Subject) -> Iterable[Spot]:
    """used goods (attribute {attribute}) of commodity {code} may not be imported"""
    wrong = [value.partition(":") for value in s.values("S003")] if s.imports else []
    for place, item in numbered(s.items):
        commodity = s.commodities[place - 1]
        supervision = (commodity and commodity.supervision) or ""
        for letter, _, attribute in wrong:
            if letter in supervision and attribute in item.attributes:
                told = {"code": item.commodity_code or "", "attribute": attribute}
                yield f"/items/{place}/attributes", told


@check("S004", of="documents", zh="监管证件{code}（编号{number}）重复申报")
def document_twice(s: Subject) -> Iterable[Spot]:
    """document {code} with number {number} is stated twice"""
    seen = set()
    for place, document in numbered(s.declaration.documents):
        same = (document.code, document.number)
        if document.code and document.number and same in seen:
            yield f"/documents/{place}/number", {"code": document.code, "number": document.number}
        seen.add(same)


@check("S005", of="documents", zh="{letter}（{name}）一份报关单只允许填报一个编号")
def one_licence(s: Subject) -> Iterable[Spot]:
    """a declaration covers one licence of kind {letter} ({name}) only"""
    documents = s.declaration.documents
    for letter in s.values("S005"):
        places = [place for place, document in numbered(documents) if document.code == letter]
        for place in places[1:]:
            yield f"/documents/{place}/code", {"letter": letter, **_name(s, letter)}


@check("S006", of="documents", zh="单证对应的商品项号{line}不存在，报关单共{count}项")
def unknown_line(s: Subject) -> Iterable[Spot]:
    """goods line {line} that this document covers does not exist; there are {count}"""
    for place, document in numbered(s.declaration.documents):
        for number, line in numbered(document.lines):
            if not 1 <= line <= len(s.items):
                told = {"line": str(line), "count": str(len(s.items))}
                yield f"/documents/{place}/lines/{number}", told


@check("S007", of="documents", zh="原产地证明编号{number}应为“<协定代码>证书编号”，例如<03>E2000123456")
def origin_certificate(s: Subject) -> Iterable[Spot]:
    """a proof of origin is numbered with its agreement in front, as <03>E2000123456, unlike {number}"""
    # Filing rules art. 29: the agreement's two digits in angle brackets, then the number of the certificate.
    for place, document in numbered(s.declaration.documents):
        if document.code in s.values("S007") and document.number and not _ORIGIN.fullmatch(document.number):
            yield f"/documents/{place}/number", {"number": document.number}


@check("S008", of="documents", zh="电子底账数据号{number}应为{length}位字母或数字")
def ledger_form(s: Subject) -> Iterable[Spot]:
    """the number of an electronic ledger has {length} letters and digits, unlike {number}"""
    lengths = {letter: length for letter, _, length in (v.partition(":") for v in s.values("S008"))}
    for place, document in numbered(s.declaration.documents):
        length = lengths.get(document.code or "")
        if length is None or document.number is None:
            continue
        if len(document.number) != int(length) or not document.number.isalnum():
            yield f"/documents/{place}/number", {"number": document.number, "length": length}


@check("S009", of="licence", zh="申报了许可证号，但没有商品须凭许可证")
def licence_not_needed(s: Subject) -> Iterable[Spot]:
    """a licence number is stated, but no goods line needs a licence"""
    known = all(commodity is not None and commodity.supervision is not None for commodity in s.commodities)
    if s.declaration.licence is not None and known:
        licences = s.values("S005")
        if not any(letter in licences for _, letter in needs(s)):
            yield "/licence", {}


@check("S010", of="attachments", zh="代理报关须随附代理报关委托协议")
def agency_agreement(s: Subject) -> Iterable[Spot]:
    """a broker lodges, but no agency agreement is among the attached documents"""
    d = s.declaration
    trader, declarant = d.trader and d.trader.identifier, d.declarant and d.declarant.identifier
    if trader is None or declarant is None or trader == declarant or not d.attachments:
        return
    if not any(paper.kind in s.values("S010") for paper in d.attachments):
        yield "/attachments", {}


@check("S011", of="attachments", zh="随附单据{kind}（编号{number}）重复")
def attachment_twice(s: Subject) -> Iterable[Spot]:
    """attached document {kind} with number {number} is stated twice"""
    seen = set()
    for place, paper in numbered(s.declaration.attachments):
        same = (paper.kind, paper.number)
        if paper.kind and paper.number and same in seen:
            yield f"/attachments/{place}/number", {"kind": paper.kind, "number": paper.number}
        seen.add(same)


@check("S012", of="licence", zh="许可证号{number}的格式应为“年份两位-代码两位-顺序号六位”")
def licence_form(s: Subject) -> Iterable[Spot]:
    """a licence number is two digits of the year, two characters and six digits, as 20-AB-100001, unlike
    {number}"""
    licence = s.declaration.licence
    if licence is not None and not re.fullmatch(r"[0-9]{2}-[0-9A-Z]{2}-[0-9A-Z]{6}", licence):
        yield "/licence", {"number": licence}
