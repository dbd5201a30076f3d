"""The declaration that is lodged over and over: a consignment of watches by air, every line of which bears
duty, consumption tax and value-added tax."""

import json
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any, NamedTuple

from django.core.management import call_command
from django.db import connection

from tongguan.desk.declarations import lodge
from tongguan.desk.declarations.actions import CRITERIA, books_of
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.people.models import Office
from tongguan.desk.rulebooks import actions as rulebooks
from tongguan.desk.rulebooks.files import SHIPPED
from tongguan.doors.codecs import jsonform
from tongguan.law.calendar import local_day
from tongguan.law.declaration import Declaration
from tongguan.law.elements import read, reading
from tongguan.law.facts import Facts
from tongguan.law.kernel.case import Actor
from tongguan.law.select import drawn

AT = datetime(2020, 9, 15, 1, 0, tzinfo=UTC)
JURISDICTION, OFFICE = "cn", "0908"
DOCUMENTS = "R-DOCUMENTS"
"""The criterion of a compulsory random review of documents."""
TRADER = {
    "identifier": "912102005544332213",
    "customs_code": "2102940088",
    "inspection_code": "2102940088",
    "name": "大连盛泰矿业有限公司",
}
DECLARANT = {
    "identifier": "91210202MA7N04LC3P",
    "customs_code": "2102981336",
    "inspection_code": "2102603435",
    "name": "大连中北国际报关有限公司",
}
ACTOR = Actor("1", "broker", DECLARANT["identifier"])
HEADER = {
    "direction": "import",
    "office": OFFICE,
    "border_office": OFFICE,
    "contract": "ST-31",
    "overseas": {"name_foreign": "Horlogerie du Lac SA"},
    "transport_mode": "5",
    "conveyance": {"name": "CA9632", "voyage": "20200914"},
    "bill": "99912345675",
    "supervision_mode": "0110",
    "levy_nature": "101",
    "country": "CHE",
    "trading_country": "CHE",
    "port_of_call": "3252",
    "loading_port": "3252",
    "entry_port": "210001",
    "storage_place": "大连空港货站监管仓库",
    "deal_terms": "3",
    "freight": {"mark": "3", "amount": "850", "currency": "USD"},
    "insurance": {"mark": "1", "amount": "0.3"},
    "packages": "4",
    "package_type": "22",
    "gross_weight": "120",
    "net_weight": "100",
    "entry_type": "M",
    "marks": "N/M",
    "related_parties": "0",
    "price_influence": "0",
    "royalties": "0",
    "people": {"operator_name": "赵强", "declarant_name": "赵强"},
}
GOODS = (
    ("9101110000", "贵金属电子手表，机械指示", 40, 2600),
    ("9102110000", "其他电子手表，机械指示", 100, 1900),
    ("9102120000", "其他电子手表，光电显示", 60, 1750),
)


def tree(reference: str) -> dict[str, Any]:
    """What is stated."""
    parties = {"trader": TRADER, "end_user": TRADER, "declarant": DECLARANT}
    items = [_item(number, *goods) for number, goods in enumerate(GOODS, 1)]
    return {"reference": reference, **HEADER, **parties, "items": items}


def _item(number: int, commodity: str, name: str, quantity: int, price: int) -> dict[str, str]:
    return {
        "number": str(number),
        "commodity_code": commodity,
        "name": name,
        "specification": f"0|0|{name}|石英机芯|无品牌|型号{number}",
        "quantity": str(quantity),
        "unit": "008",
        "unit_price": f"{price}.0000",
        "total": f"{quantity * price}.00",
        "currency": "USD",
        "first_quantity": str(quantity),
        "first_unit": "008",
        "destination_country": "CHN",
        "origin_country": "CHE",
        "district": "21029",
        "division": "210213",
        "levy_mode": "1",
    }


def message(reference: str) -> bytes:
    """The same as bytes."""
    return json.dumps(tree(reference), ensure_ascii=False).encode()


def furnish() -> Books:
    """Makes an empty database ready for it: tables, rules, criteria, the office. Raises RuntimeError where
    it is not empty: a measurement writes what nobody lodged."""
    if connection.introspection.table_names():
        raise RuntimeError("a measurement wants a database of its own")
    call_command("migrate", verbosity=0)
    for folder, name in (("cn", JURISDICTION), ("demo-criteria", CRITERIA.format(JURISDICTION))):
        rulebooks.publish(folder=SHIPPED / folder, jurisdiction=name, by="one", approved_by="another", at=AT)
    Office.objects.create(number=1, jurisdiction=JURISDICTION, code=OFFICE, name_en="Dalian", name_zh="大连")
    return books_of(JURISDICTION)


def stated(raw: bytes, books: Books) -> Declaration:
    """The declaration that the bytes state."""
    made, _ = jsonform.decode(raw)
    declaration, _ = read(made, books.law, local_day(AT, books.law))
    assert declaration is not None, "the sample can be read"
    return declaration


def prepared(raw: bytes, books: Books) -> lodge.Prepared:
    """Bytes read, judged and planned: the pure part of lodging."""
    made, wrong = jsonform.decode(raw)
    on = local_day(AT, books.law)
    declaration, findings, own = reading(made, books.law, on)
    assert declaration is not None, "the sample can be read"
    found = (*wrong, *findings)
    lodging = lodge.Lodging(declaration=declaration, media="json", raw=raw, findings=found, own=own)
    return lodge.prepare(lodging, books=books, on=on, facts=Facts(authority="broker"), actor=ACTOR, at=AT)


def references(books: Books) -> Iterator[str]:
    """References, never the same, of declarations that the criteria want the documents of: so each writes
    as many events as any other."""
    on = local_day(AT, books.law)
    salt, share = books.salt(on), books.criteria.need("criterion", DOCUMENTS, on).share
    for number in count(1):
        reference = f"BENCH-{number:09}"
        if drawn(salt, DOCUMENTS, f"{DECLARANT['identifier']}\x00{reference}", share):
            yield reference


class Taken(NamedTuple):
    """Seconds that the parts of lodging some declarations took, and the last one's receipt."""

    pure: float
    storage: float
    receipt: Receipt


def lodged(raws: list[bytes], books: Books) -> Taken:
    """Lodges all of them in one transaction."""
    begun = time.perf_counter()
    ready = [prepared(raw, books) for raw in raws]
    judged = time.perf_counter()
    last = written(ready)
    return Taken(judged - begun, time.perf_counter() - judged, last)


def written(ready: Sequence[lodge.Prepared]) -> Receipt:
    """Records all of them in one transaction; the last one's receipt."""
    answers = lodge.write(ready, actor=ACTOR, at=AT)
    last = answers[-1]
    assert isinstance(last, Receipt), "the sample is accepted"
    return last
