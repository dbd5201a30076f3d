"""From a row of `day.csv` to the declaration that its trader states, as a tree and as bytes.

What the row leaves open (container numbers, licence numbers, chassis numbers) is drawn from the seed and the
row's own bill, so that the same seed gives the same day, byte for byte, and one row does not disturb another.
"""

import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tongguan.doors.jobs.demo_day.digits import container_number, vehicle_number
from tongguan.doors.jobs.demo_day.tables import DAY, SHANGHAI, Day, Record, local

Tree = dict[str, Any]

TERMS = {"CIF": "1", "CFR": "2", "FOB": "3", "C&I": "4", "EXW": "7"}
SPECIFICATIONS = {"40": "11", "40R": "12", "40T": "13", "20": "21", "20R": "22", "20T": "23"}
TARE = {"4": "3900", "2": "2250"}
RAW_WOOD = ("23", "33", "93")
STORAGE = {
    "dawan": "大连大湾集装箱码头堆场",
    "kuangsan": "大连矿散码头堆场",
    "konggang": "大连空港货站监管仓库",
}
ANYWHERE_IN_LIAONING = "210001"
LIAONING_INSPECTION = "210000"
"""The tables of domestic ports and inspection offices name no office below the province."""


def statement(row: Record, day: Day, *, reference: str, bill: str, chance: random.Random) -> Tree:
    """What the row's trader states, without the taxes of a self-assessment: those come of the rest (see
    `reckon`)."""
    return _Statement(row, day, reference, bill, chance).tree()


def _text(number: Decimal | int | float | str, places: int = 5) -> str:
    text = f"{Decimal(str(number)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class _Statement:
    """One declaration while it is being written out."""

    def __init__(self, row: Record, day: Day, reference: str, bill: str, chance: random.Random) -> None:
        self.row, self.day, self.reference, self.bill, self.chance = row, day, reference, bill, chance
        self.conveyance = day.conveyances[row["conveyance"]]
        self.trader, self.declarant = day.enterprises[row["trader"]], day.enterprises[row["by"]]
        self.overseas = chance.choice(day.overseas[row["country"]])
        self.lines = [self._line(text) for text in row["goods"].split("; ")]
        self.importing = row["direction"] == "import"
        wood = self.goods[0]["package"] in RAW_WOOD
        self.inspected = any(goods["purpose"] for goods in self.goods) or wood

    @property
    def goods(self) -> list[Record]:
        return [goods for goods, _, _ in self.lines]

    def _line(self, text: str) -> tuple[Record, Decimal, Decimal]:
        key, quantity, price = text.split()
        return self.day.goods[key], Decimal(quantity), Decimal(price.removeprefix("@"))

    def tree(self) -> Tree:
        tree = {**self._header(), **self._transport(), **self._money(), **self._weights()}
        tree["items"] = [self._item(number, *line) for number, line in enumerate(self.lines, 1)]
        if boxes := self._containers():
            tree["containers"] = boxes
        if documents := self._documents():
            tree["documents"] = documents
        tree["attachments"] = self._attachments()
        if self.inspected:
            tree = {**tree, **self._inspection(tree)}
        return tree

    def _header(self) -> Tree:
        row, people = self.row, self._clerk()
        header: Tree = {
            "direction": row["direction"],
            "reference": self.reference,
            "office": self.conveyance["office"],
            "border_office": self.conveyance["office"],
            "contract": f"{row['trader'][:3].upper()}-2020-{self.chance.randrange(100, 9999):04d}",
            "trader": self._party(self.trader),
            "overseas": {"name_foreign": self.overseas["name_foreign"]},
            "end_user": self._party(self.trader),
            "declarant": self._party(self.declarant),
            "supervision_mode": "0110",
            "levy_nature": "101",
            "country": row["country"],
            "trading_country": row["country"],
            "port_of_call": row["port"],
            "entry_port": ANYWHERE_IN_LIAONING,
            "storage_place": STORAGE[self.conveyance["terminal"]],
            "entry_type": "M",
            "marks": "N/M",
            "people": {"operator_name": people, "declarant_name": people},
        }
        if row["kind"]:
            header["kind"] = row["kind"]
        if row["self_assessed"]:
            header["self_assessed"] = row["self_assessed"]
        if self.importing:
            header |= {"related_parties": "0", "price_influence": "0", "royalties": "0"}
            header["loading_port"] = row["port"]
        return header

    def _clerk(self) -> str:
        """Whoever of the declarant's people keys it in."""
        return next(p["name"] for p in self.day.people if p["place"] == self.row["by"])

    def _party(self, firm: Record) -> Tree:
        return {
            "identifier": firm["identifier"],
            "customs_code": firm["customs_code"],
            "inspection_code": firm["inspection_code"],
            "name": firm["name"],
        }

    def _transport(self) -> Tree:
        call = self.conveyance
        at = local(call["at"]).astimezone(SHANGHAI).date()
        carried: Tree = {
            "transport_mode": call["mode"],
            "conveyance": {"name": call["name"], "voyage": call["voyage"]},
            "bill": self.bill,
        }
        if self.importing and at <= DAY:
            carried["border_date"] = at.isoformat()
        return carried

    def _money(self) -> Tree:
        money: Tree = {"deal_terms": TERMS[self.row["terms"]]}
        for name in ("freight", "insurance"):
            if stated := self.row[name]:
                money[name] = self._cost(stated)
        return money

    def _cost(self, stated: str) -> Tree:
        """`0.3%` or `USD 1200`."""
        if stated.endswith("%"):
            return {"mark": "1", "amount": stated.removesuffix("%")}
        currency, amount = stated.split()
        return {"mark": "3", "amount": amount, "currency": currency}

    def _weights(self) -> Tree:
        net = sum((Decimal(goods["kg"]) * quantity for goods, quantity, _ in self.lines), Decimal(0))
        bulk = self.goods[0]["package"] in ("00", "01")
        gross = net if bulk else net * Decimal("1.06") + 8
        return {
            "packages": self.row["packages"],
            "package_type": self.goods[0]["package"],
            "gross_weight": _text(max(gross, Decimal(1)), 2),
            "net_weight": _text(max(net, Decimal("0.01")), 2),
        }

    def _item(self, number: int, goods: Record, quantity: Decimal, price: Decimal) -> Tree:
        origin = (self.row["origin"] or self.row["country"]) if self.importing else "CHN"
        item: Tree = {
            "number": str(number),
            "commodity_code": goods["commodity"],
            "name": goods["name"],
            "name_en": goods["name_en"],
            "specification": goods["specification"],
            "quantity": _text(quantity),
            "unit": goods["unit"],
            "unit_price": _text(price, 4),
            "total": _text(quantity * price, 2),
            "currency": self.row["currency"],
            "first_quantity": _text(quantity * Decimal(goods["first"])),
            "first_unit": goods["first_unit"],
            "origin_country": origin,
            "destination_country": "CHN" if self.importing else self.row["country"],
            "district": self.trader["district"],
            "division": self.trader["division"],
            "levy_mode": "1",
        }
        if goods["second_unit"]:
            item["second_quantity"] = _text(quantity * Decimal(goods["second"]))
            item["second_unit"] = goods["second_unit"]
        if goods["commodity"].startswith("8703"):
            item["vehicles"] = [self._vehicle(goods, price) for _ in range(min(int(quantity), 50))]
        if goods["dangerous"]:
            names = ("un_number", "name", "packing_class", "packing_specification")
            item["dangerous"] = dict(zip(names, goods["dangerous"].split("|"), strict=True))
        return item

    def _vehicle(self, goods: Record, price: Decimal) -> Tree:
        return {
            "vin": vehicle_number(self.chance),
            "name_zh": goods["name"],
            "name_en": goods["name_en"],
            "unit_price": _text(price, 4),
        }

    def _containers(self) -> list[Tree]:
        if not self.row["containers"]:
            return []
        count, size = self.row["containers"].split("x")
        net = sum((Decimal(goods["kg"]) * quantity for goods, quantity, _ in self.lines), Decimal(0))
        numbers = [str(n) for n in range(1, len(self.lines) + 1)]
        boxes = []
        for place in range(int(count)):
            held = numbers[place :: int(count)] or [numbers[place % len(numbers)]]
            boxes.append(
                {
                    "number": container_number(self.chance),
                    "specification": SPECIFICATIONS[size],
                    "shared": "0",
                    "tare": TARE[size[0]],
                    "cargo_weight": _text(net / int(count) - Decimal("0.5"), 0),
                    "lines": held,
                }
            )
        return boxes

    def _documents(self) -> list[Tree]:
        letters = dict.fromkeys(letter for goods in self.goods for letter in goods["documents"])
        return [{"code": letter, "number": self._number(letter)} for letter in letters]

    def _number(self, letter: str) -> str:
        """The form of the papers: 15 digits for the electronic ledger, else year, office, letter, serial."""
        if letter == "B":
            return f"120{self.chance.randrange(10**11, 10**12)}"
        return f"20-AA-{self.chance.randrange(10**5, 10**6)}{letter}"

    def _attachments(self) -> list[Tree]:
        kinds = ["00000001", "00000002", "00000003"]
        if self.row["by"] != self.row["trader"]:
            kinds.append("10000001")
        return [{"kind": kind, "number": f"{self.reference}/{n}"} for n, kind in enumerate(kinds, 1)]

    def _inspection(self, tree: Tree) -> Tree:
        """The elements of inspection; where one line needs them, every line has them."""
        trader, overseas = self.trader["name_foreign"], self.overseas
        more: Tree = {
            "inspection_office": LIAONING_INSPECTION,
            "certificate_office": LIAONING_INSPECTION,
            "port_inspection_office": LIAONING_INSPECTION,
            "destination_office": LIAONING_INSPECTION,
            "trader": {**tree["trader"], "name_foreign": trader},
            "overseas": {
                **tree["overseas"],
                "name": overseas["name"],
                "address": {"line": overseas["address"]},
            },
            "items": [
                {**item, **self._inspected(goods)}
                for item, goods in zip(tree["items"], self.goods, strict=True)
            ],
        }
        if self.importing:
            sailed = local(self.conveyance["at"]) - timedelta(days=self.chance.randrange(2, 30))
            more["departure_date"] = sailed.date().isoformat()
            more["user_contact"], more["user_phone"] = self._clerk(), "0411-39980000"
            more["original_containers"] = "1" if self.row["containers"] else "0"
        if self.row["certificates"]:
            more["certificates"] = [
                {"code": code, "originals": "1", "copies": "2"} for code in self.row["certificates"].split()
            ]
        return more

    def _inspected(self, goods: Record) -> Tree:
        detail = {"brand": "无", "specification": goods["specification"].replace("|", " ")}
        if "14" in goods["attributes"].split(","):
            made = local(self.conveyance["at"]) - timedelta(days=self.chance.randrange(40, 120))
            detail |= {"produced_on": made.date().isoformat(), "shelf_life": "720"}
        return {
            "inspection_code": goods["inspection"] or "999",
            "inspection_name": goods["name"],
            "attributes": (goods["attributes"] or "19").split(","),
            "purpose": goods["purpose"] or "99",
            "detail": detail,
        }
