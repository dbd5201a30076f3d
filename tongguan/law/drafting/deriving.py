"""What nobody needs to type: it follows from what was stated, from the tariff, the register or the last one.

Each value comes with the sentence that says where it is from, and whoever declares may state another.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from tongguan.law.checks.subject import plain
from tongguan.law.drafting.paper import Paper, at, number
from tongguan.law.money import FEN
from tongguan.law.rulebook import Rulebook
from tongguan.law.words import register

REGISTER = register("draft.register", "from the enterprise register", "取自企业登记信息")
YOU = register("draft.you", "you declare for this enterprise", "您代表该企业申报")
PERSON = register("draft.person", "your name", "您的姓名")
OURS = register("draft.ours", "numbered by this system", "由本系统编号")
LAST = register("draft.last", "as in your declaration {reference}", "同贵企业报关单{reference}")
SAME = register("draft.same", "as {other}", "同“{other}”")
TARIFF = register("draft.tariff", "from the tariff", "取自税则")
USUAL = register("draft.usual", "the usual one", "常用值")
MODE = register("draft.mode", "goes with the supervision mode", "与监管方式对应")
PRODUCT = register("draft.product", "quantity times unit price", "成交数量×单价")
QUOTIENT = register("draft.quotient", "total divided by quantity", "总价÷成交数量")
CONVERTED = register("draft.converted", "from the quantity of the deal", "由成交数量得出")
WEIGHED = register("draft.weighed", "from the net weight", "由净重得出")
SUMMED = register("draft.summed", "the kilograms of all lines", "各项商品千克数之和")
PLACE = register("draft.place", "the place of the line", "按项次编号")
ALL_LINES = register("draft.all_lines", "all goods lines", "全部商品项")
NO_RELATION = register("draft.no_relation", "there is no special relationship", "不存在特殊关系")

DEMANDED = register("draft.demanded", "the goods demand it", "货物监管条件要求")

SUFFIXES = "inspection_suffix"
"""The table of the inspection suffixes (element 73), by commodity code and suffix."""
KEEP = (
    *("office", "border_office", "transport_mode", "supervision_mode", "entry_port", "storage_place"),
    *("inspection_office", "certificate_office", "port_inspection_office", "destination_office"),
)
"""What an enterprise states again and again: where it declares, and how its goods come."""
KEEP_OF_A_MODE = ("border_office", "entry_port", "storage_place")
"""What of it holds only for goods that come the same way: a yard of containers takes no air freight."""
KEEP_LINE = ("district", "division", "currency")
KEEP_COMMODITY = ("name", "inspection_code", "inspection_name", "purpose", "attributes")
"""What a line states again whenever the commodity is the same."""


@dataclass(frozen=True, slots=True)
class Firm:
    """An enterprise as the register has it."""

    identifier: str
    name: str = ""
    customs_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What other rooms know: `declarant` lodges, `trader` is set where it lodges for itself; `firms` are the
    registered ones by identifier, `last` is the tree of the declarant's last declaration of this direction
    (for this trader) and `last_called` its number."""

    declarant: str
    trader: str = ""
    person: str = ""
    reference: str = ""
    firms: Mapping[str, Firm] = field(default_factory=dict)
    last: Mapping[str, Any] = field(default_factory=dict)
    last_called: str = ""


def derive(paper: Paper, book: Rulebook, on: date, known: Known) -> None:
    """Works out everything that can be, in `paper`."""
    paper.put("reference", known.reference, OURS)
    _parties(paper, known)
    _habits(paper, known)
    _proposals(paper, book, on)
    _followers(paper, book, on)
    lines = list(paper.each("items"))
    row = book.get("condition", "kilogram", on)
    kilogram = row.values if row else ()
    for line in lines:
        _line(paper, line, book, on, known)
    for line in lines:
        _amounts(paper, line, book, on, kilogram if len(lines) == 1 else ())
    _weights(paper, lines, kilogram)
    _containers(paper, len(lines))


def papers(paper: Paper, letters: tuple[str, ...]) -> None:
    """Which supervision documents the entries without a letter are: those that the goods demand, in order."""
    there = {paper.own(f"{one}/code") for one in paper.each("documents")}
    left = [letter for letter in letters if letter not in there]
    blank = [one for one in paper.each("documents") if not paper.own(f"{one}/code")]
    for one, letter in zip(blank, left, strict=False):
        paper.put(f"{one}/code", letter, DEMANDED)


def _parties(paper: Paper, known: Known) -> None:
    paper.put("declarant/identifier", known.declarant, YOU)
    paper.put("trader/identifier", known.trader, YOU)
    for party in ("trader", "end_user", "declarant"):
        if party == "end_user" and paper.own("end_user/name") in ("", paper.got("trader/name")):
            _same(paper, "end_user/identifier", "trader/identifier", "the domestic party", "境内收发货人")
        identifier = paper.got(f"{party}/identifier")
        firm = known.firms.get(identifier)
        if firm is not None:
            paper.put(f"{party}/name", firm.name, REGISTER)
            paper.put(f"{party}/customs_code", firm.customs_code, REGISTER)
        for before in ("trader", "declarant"):
            if identifier and at(known.last, f"{before}/identifier") == identifier:
                _last(paper, f"{party}/inspection_code", known, f"{before}/inspection_code")
    paper.put("people/operator_name", known.person, PERSON)
    paper.put("people/declarant_name", known.person, PERSON)


def _habits(paper: Paper, known: Known) -> None:
    mode = paper.own("transport_mode")
    another = mode not in ("", at(known.last, "transport_mode"))
    for path in KEEP:
        if not (another and path in KEEP_OF_A_MODE):
            _last(paper, path, known)


def _proposals(paper: Paper, book: Rulebook, on: date) -> None:
    way = paper.got("direction") + "/"
    for key, row in book.table("proposal", on).items():
        if not key.startswith(way):
            continue
        listed, star, name = key.removeprefix(way).partition("/*/")
        for path in [f"{entry}/{name}" for entry in paper.each(listed)] if star else [listed]:
            paper.put(path, row.values[0], USUAL)


def _followers(paper: Paper, book: Rulebook, on: date) -> None:
    """What the header states twice, unless somebody says otherwise."""
    natures = book.get("check", "H006", on)
    for pair in natures.values if natures else ():
        mode, _, nature = pair.partition(":")
        if mode == paper.got("supervision_mode"):
            paper.put("levy_nature", nature.split(",")[0], MODE)
    _same(paper, "border_office", "office", "the office of declaration", "申报地海关")
    _same(paper, "trading_country", "country", "the country of departure or arrival", "启运国/运抵国")
    _same(paper, "loading_port", "port_of_call", "the port of call", "经停港")
    for office in ("certificate_office", "port_inspection_office", "destination_office"):
        _same(paper, office, "inspection_office", "the accepting inspection office", "检验检疫受理机关")
    if paper.got("related_parties") == "0":
        paper.put("price_influence", "0", NO_RELATION)


def _line(paper: Paper, line: str, book: Rulebook, on: date, known: Known) -> None:
    imports, code = paper.got("direction") == "import", paper.got(f"{line}/commodity_code")
    paper.put(f"{line}/number", line.rpartition("/")[2], PLACE)
    there, en = ("origin_country", "departure") if imports else ("destination_country", "arrival")
    zh = "启运国" if imports else "运抵国"
    _same(paper, f"{line}/{there}", "country", f"the country of {en}", zh)
    suffix = paper.own(f"{line}/inspection_code")
    named = book.get(SUFFIXES, code + suffix, on) if code and suffix else None
    paper.put(f"{line}/inspection_name", named and named.zh, TARIFF)
    _last_line(paper, line, code, known)
    _same(paper, f"{line}/inspection_name", f"{line}/name", "the name of the goods", "商品名称")
    commodity = book.get("commodity", code, on) if code else None
    if commodity is not None:
        paper.put(f"{line}/first_unit", commodity.unit, TARIFF)
        paper.put(f"{line}/second_unit", commodity.second_unit, TARIFF)
        paper.put(f"{line}/unit", commodity.unit, TARIFF)
    if line != "items/1":
        for name in ("currency", "district", "division"):
            _same(paper, f"{line}/{name}", f"items/1/{name}", "the first line", "第1项商品")
    for cost in ("freight", "insurance"):
        _same(paper, f"{cost}/currency", "items/1/currency", "the currency of the price", "成交币制")


def _last_line(paper: Paper, line: str, code: str, known: Known) -> None:
    lines = at(known.last, "items") or []
    same = next((n for n, one in enumerate(lines, 1) if code and one.get("commodity_code") == code), None)
    for name in KEEP_COMMODITY if same else ():
        _last(paper, f"{line}/{name}", known, f"items/{same}/{name}")
    for name in KEEP_LINE:
        _last(paper, f"{line}/{name}", known, f"items/{same or 1}/{name}")


def _amounts(paper: Paper, line: str, book: Rulebook, on: date, weighed: tuple[str, ...]) -> None:
    """`weighed` are the units of which the net weight is the quantity: where there is one line, kilograms."""
    quantity, price = paper.number(f"{line}/quantity"), paper.number(f"{line}/unit_price")
    total = paper.number(f"{line}/total")
    with suppress(InvalidOperation):  # larger than anything that can be stated
        if quantity and price:
            paper.put(f"{line}/total", (quantity * price).quantize(FEN, ROUND_HALF_UP), PRODUCT)
        elif quantity and total:
            quotient = (total / quantity).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            paper.put(f"{line}/unit_price", quotient, QUOTIENT)
    for which in ("first", "second"):
        unit, own = paper.got(f"{line}/{which}_unit"), paper.got(f"{line}/unit")
        row = book.get("conversion", f"{own}/{unit}", on) if own != unit else None
        if unit and quantity and (unit == own or row is not None):
            exact = quantity * row.factor if row else quantity
            paper.put(f"{line}/{which}_quantity", plain(exact), CONVERTED)
        elif unit in weighed:
            paper.put(f"{line}/{which}_quantity", number(paper.own("net_weight")), WEIGHED)


def _weights(paper: Paper, lines: list[str], kilogram: tuple[str, ...]) -> None:
    """The net weight, where every line is stated in kilograms."""
    kilograms = []
    for line in lines:
        stated = [
            paper.number(f"{line}/{which}quantity")
            for which in ("first_", "second_", "")
            if paper.got(f"{line}/{which}unit") in kilogram
        ]
        kilograms.append(next(filter(None, stated), None))
    if kilograms and None not in kilograms:
        paper.put("net_weight", plain(sum(filter(None, kilograms), Decimal(0))), SUMMED)


def _containers(paper: Paper, lines: int) -> None:
    containers = list(paper.each("containers"))
    for container in containers:
        if lines and (lines == 1 or len(containers) == 1):
            paper.put(f"{container}/lines", ",".join(map(str, range(1, lines + 1))), ALL_LINES)


def _same(paper: Paper, path: str, other: str, en: str, zh: str) -> None:
    paper.put(path, paper.got(other), SAME, other=en, other_zh=zh)


def _last(paper: Paper, path: str, known: Known, source: str = "") -> None:
    found = at(known.last, source or path)
    text = ",".join(map(str, found)) if isinstance(found, list) else found
    if isinstance(text, str):
        paper.put(path, text, LAST, reference=known.last_called)
