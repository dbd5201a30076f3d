"""The WCO codec: bad input, safety, and China's declarations in the Data Model."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.stating import EXAMPLES, example
from tongguan.doors.codecs import wco
from tongguan.doors.codecs.wco_paths import mapping
from tongguan.doors.codecs.wco_safe import MOST_BYTES
from tongguan.law.elements import Part, parts, read, tree
from tongguan.law.words import say

ON = date(2026, 3, 2)
DEC, MD = "urn:wco:datamodel:WCO:DEC-DMS:2", "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2"


def message(inside: str = "", dec: str = DEC, md: str = MD, before: str = "") -> bytes:
    """A small declaration with something added to it."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}\n<md:MetaData xmlns:md="{md}">\n'
        f'<Declaration xmlns="{dec}">\n<FunctionCode>9</FunctionCode>\n'
        f"<FunctionalReferenceID>R1</FunctionalReferenceID>\n<TypeCode>IMA</TypeCode>\n"
        f"{inside}</Declaration></md:MetaData>"
    ).encode()


def told(raw: bytes, jurisdiction: str = "gb") -> tuple[wco.Message, list[str]]:
    """What is read, and the codes found; every finding can be said in both languages."""
    made = wco.read(raw, book=book(jurisdiction), on=ON)
    for finding in made.findings:
        english, chinese = (say(finding.code, finding.arguments, tongue) for tongue in ("en", "zh"))
        assert english != chinese
        if finding.code.startswith("X") and "line" in finding.arguments:
            assert int(finding.arguments["line"]) >= 1 and int(finding.arguments["column"]) >= 1
    return made, [finding.code for finding in made.findings]


def item(inside: str) -> str:
    item = f"<SequenceNumeric>1</SequenceNumeric><Commodity>{inside}</Commodity>"
    return f"<GoodsShipment><GovernmentAgencyGoodsItem>{item}</GovernmentAgencyGoodsItem></GoodsShipment>\n"


CLASSIFIED = "<Classification><ID>{}</ID><IdentificationTypeCode>{}</IdentificationTypeCode></Classification>"
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
) + "]>"  # fmt: skip

BAD = {
    "nothing": (b"", "X001"),
    "blank": (b" \n\t ", "X001"),
    "not XML": (b'{"reference": "R1"}', "X006"),
    "binary": (bytes(range(256)), "X003"),
    "truncated": (message()[:-40], "X006"),
    "two roots": (message() + b"<x/>", "X006"),
    "mangled tag": (message().replace(b"</TypeCode>", b"</TypeCod>"), "X006"),
    "undeclared prefix": (message("<q:Foo>1</q:Foo>\n"), "X006"),
    "control character": (message("<GoodsItemQuantity>\x01</GoodsItemQuantity>\n"), "X006"),
    "wrong byte": (message().replace(b"R1", b"R\xff"), "X003"),
    "UTF-16": (message().decode().replace("UTF-8", "UTF-16").encode("utf-16"), "X003"),
    "garbled encoding": (message().replace(b"UTF-8", b"UTF\xff8"), "X004"),
    "other encoding": (message().replace(b"UTF-8", b"ISO-8859-1"), "X004"),
    "entity bomb": (message("&m;\n", before=BOMB), "X005"),
    "bomb in an attribute": (message('<Agent q="&m;"/>\n', before=BOMB), "X005"),
    "document type": (message(before="<!DOCTYPE md:MetaData>"), "X005"),
    "external entity": (
        message("&e;\n", before='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "X005",
    ),
    "UTF-16 without a mark": (message().decode().encode("utf-16-le"), "X003"),
    "too deep": (message("<Agent>" * 60 + "</Agent>" * 60), "X007"),
    "beyond any depth": (message("<Agent>" * 9000 + "</Agent>" * 9000), "X007"),
    "too large": (message(f"<!--{'x' * MOST_BYTES}-->"), "X002"),
    "other namespace": (message(dec="urn:wco:datamodel:WCO:DEC-DMS:3"), "X011"),
    "other envelope": (message(md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:9"), "X011"),
    "stranger inside": (message('<Agent xmlns="urn:x"><ID>1</ID></Agent>\n'), "X011"),
    "something else": (b"<html><body/></html>", "X010"),
    "no function": (message().replace(b">9<", b">77<"), "X012"),
    "stated twice": (message("<GoodsItemQuantity>1</GoodsItemQuantity>\n" * 2), "X013"),
    "one part of two stated twice": (message(item(CLASSIFIED.format("8510", "TSP") * 2)), "X013"),
    "a number that is none": (message("<GoodsItemQuantity>1e9</GoodsItemQuantity>\n"), "R018"),
    "wide digits": (message("<GoodsItemQuantity>１２</GoodsItemQuantity>\n"), "R018"),
    "not a number": (message("<GoodsItemQuantity>NaN</GoodsItemQuantity>\n"), "R018"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_bytes_become_a_located_finding(name: str) -> None:
    raw, code = BAD[name]
    made, codes = told(raw)
    assert codes == [code]
    if code.startswith("X") and code != "X013":
        assert made.declaration is None


def test_an_entry_of_a_counted_list_is_stated_once() -> None:
    stated = "<StatementCode>CN65.1.1</StatementCode><StatementDescription>{}</StatementDescription>"
    both = (f"<AdditionalInformation>{stated.format(code)}</AdditionalInformation>\n" for code in (11, 12))
    made, codes = told(message("".join(both)), "cn")
    assert "X013" in codes
    assert (made.findings[0].arguments["line"], made.findings[0].arguments["column"]) == ("8", "63")


def test_what_an_external_entity_names_is_never_read() -> None:
    made, _ = told(BAD["external entity"][0])
    assert "root:" not in repr(made.findings)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_raise(data: st.DataObject) -> None:
    """A good message, cut, spliced and overwritten anywhere, is read or refused."""
    raw = bytearray(message("<Agent><ID>GB1</ID></Agent>\n"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=8))
    told(bytes(raw))


def test_an_instant_of_a_wrong_form_is_pointed_at() -> None:
    inside = (
        "<AcceptanceDateTime><p:DateTimeString xmlns:p='urn:wco:datamodel:WCO:Declaration_DS:DMS:2' "
        "formatCode='304'>20240231000000Z</p:DateTimeString></AcceptanceDateTime>"
    )
    made, codes = told(message(inside))
    assert codes == ["R024"] and made.findings[0].pointer == "/accepted_at"
    assert made.locate("/accepted_at") == (7, 21)


def test_the_direction_of_special_territories_follows_the_procedure() -> None:
    inside = (
        "<GoodsShipment><GovernmentAgencyGoodsItem><GovernmentProcedure><CurrentCode>10</CurrentCode>"
        "</GovernmentProcedure></GovernmentAgencyGoodsItem></GoodsShipment>"
    )
    made, _ = told(message(inside).replace(b">IMA<", b">COD<"))
    assert made.declaration is not None and made.declaration.direction == "export"
    made, _ = told(message(inside.replace(">10<", ">40<")).replace(b">IMA<", b">COA<"))
    assert made.declaration is not None and made.declaration.direction == "import"


def test_an_additional_message_says_what_it_asks_for() -> None:
    for kind, asks in (("COR", "amendment"), ("INV", "cancellation"), ("GPR", "arrival")):
        raw = message("<ID>26GB1</ID>\n").replace(b">9<", b">13<").replace(b">IMA<", f">{kind}<".encode())
        made, codes = told(raw)
        assert (made.kind, made.amends, codes) == (asks, "26GB1", [])


def test_unknown_elements_stay_in_the_raw_message() -> None:
    made, codes = told(message("<LoadingListQuantity>7</LoadingListQuantity>\n"))
    assert codes == [] and made.left_out() == (("/LoadingListQuantity", "7"),)
    assert b"<LoadingListQuantity>7<" in made.raw


def every_part(direction: str) -> dict[str, Part]:
    known = parts(book("cn"), ON)
    return {path: part for path, part in known.items() if part.use != "S" and path != "direction"}


def put(node: Any, path: list[str], value: str, entries: int) -> None:
    """State a value at a canonical path, in every entry of each list on the way."""
    name, *rest = path
    if rest[:1] != ["*"]:
        if rest:
            put(node.setdefault(name, {}), rest, value, entries)
        else:
            node[name] = value
        return
    held = node.setdefault(name, [])
    if len(rest) == 1:
        held.extend([value] * entries)
        return
    while len(held) < entries:
        held.append({})
    for entry in held:
        put(entry, rest[1:], value, entries)


def texts(part: Part) -> st.SearchStrategy[str]:
    """Texts that a part can hold."""
    longest = max(part.least, min(part.most, 40))
    match part.type:
        case "date":
            return st.dates(date(2000, 1, 1), date(2099, 12, 31)).map(str)
        case "number" | "signed" | "integer":
            whole = st.integers(0, 10 ** min(part.most - part.places, 12) - 1).map(str)
            return st.tuples(whole, st.sampled_from(["", ".5"] if part.places else [""])).map("".join)
        case "digits":
            return st.text("0123456789", min_size=part.least, max_size=longest)
        case "code":
            return st.text("AZaz09_./-", min_size=part.least, max_size=longest)
        case _:
            alphabet = "aZ 0&<>\"']]货物；"
            return st.text(alphabet, min_size=max(part.least, 1), max_size=min(part.most, 40)).filter(
                str.strip
            )


@pytest.mark.parametrize("direction", ["import", "export"])
def test_every_chinese_field_comes_back(direction: str) -> None:
    """All fields stated at once, two entries in every list: none shares its place with another."""
    made: dict[str, Any] = {"direction": direction}
    for path, part in every_part(direction).items():
        if part.type != "list":
            put(made, path.split("/"), sample(part), 2)
    assert_returns(made)


def sample(part: Part) -> str:
    kinds = {"date": "2026-02-28", "digits": "7" * part.most, "code": "A" * part.most}
    if part.type in ("number", "signed", "integer"):
        return "8.5" if part.places else "8"
    return kinds.get(part.type, "货" * part.most)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_chinese_declaration_written_and_read_back_is_the_same(data: st.DataObject) -> None:
    direction = data.draw(st.sampled_from(["import", "export"]))
    known = every_part(direction)
    leaf = sorted(path for path, part in known.items() if part.type != "list")
    made: dict[str, Any] = {"direction": direction}
    for path in {"reference", *data.draw(st.sets(st.sampled_from(leaf), min_size=1, max_size=25))}:
        put(made, path.split("/"), data.draw(texts(known[path])), data.draw(st.integers(1, 3)))
    assert_returns(made)


def assert_returns(made: dict[str, Any]) -> None:
    stated, findings = read(made, book("cn"), ON)
    assert stated is not None and not findings, findings
    again = wco.read(wco.write(stated, book=book("cn"), on=ON), book=book("cn"), on=ON)
    assert not again.findings and not again.left_out()
    assert again.declaration is not None
    assert tree(again.declaration) == tree(stated)


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
def test_the_shipped_examples_come_back(name: str) -> None:
    assert_returns(example(name))


@pytest.mark.parametrize("jurisdiction", ["cn", "gb"])
@pytest.mark.parametrize("direction", ["import", "export"])
def test_every_field_of_a_book_has_one_place_of_its_own(jurisdiction: str, direction: str) -> None:
    way = mapping(book(jurisdiction), ON, direction)
    known = parts(book(jurisdiction), ON)
    wanted = {path for path, part in known.items() if part.type != "list" and part.use != "S"} - {"direction"}
    missing = wanted - way.places.keys()
    other = {"destination_country", "dispatch_country"} if jurisdiction == "gb" else set()
    assert missing <= other, f"no place in the Data Model: {sorted(missing)}"
