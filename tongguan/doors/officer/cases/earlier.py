"""The history of an enterprise and of its goods, as the case page shows it."""

from collections.abc import Mapping
from typing import Any

from tongguan.desk.monitor import history
from tongguan.desk.monitor.casefile import Declared
from tongguan.desk.monitor.history import Sold
from tongguan.desk.people import naming
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import offices
from tongguan.doors.officer.cases.declared import Reader
from tongguan.law.kernel import flow_words
from tongguan.law.money import in_money


def page(file: Declared, request: Asked) -> dict[str, Any]:
    """What was seen of the trader, and of each commodity at the office of the hat."""
    language, cover = request.language, file.cover
    reader = Reader(file.book, file.accepted_on or request.on, language)
    known = history.of_enterprise(
        cover.trader,
        cover.declarant,
        offices=offices(request),
        but=cover.id,
        at=request.at,
        on=request.on,
    )
    items = file.stated.get("items", ())
    goods = history.of_goods(
        [item.get("commodity_code", "") for item in items], office=request.hat.behalf, dossier=cover.id
    )
    firms = naming.firms({one.trader for sold in goods.values() for one in sold.before})
    return {
        "cover": cover,
        "known": known,
        "credit": reader.means("credit", known.credit) or known.credit,
        "last": [
            {"one": one, "ended": [flow_words.ending(end, language) for end in one.ended]}
            for one in known.last
        ],
        "goods": [
            {
                "code": code,
                "name": reader.means("commodity", code),
                "here": [_line(one, reader, {}) for one in sold.here],
                "lines": [_line(one, reader, firms) for one in sold.before],
            }
            for code, sold in goods.items()
        ],
    }


def _line(one: Sold, reader: Reader, firms: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
    unit = reader.means("unit", one.unit) or one.unit
    return {
        "one": one,
        "trader": naming.called(firms, one.trader, reader.language),
        "origin": reader.means("country", one.origin) or one.origin,
        "value": in_money(one.value),
        "price": "" if one.per_unit is None else f"{in_money(one.per_unit)} / {unit}",
    }
