"""Three common declarations as they are lodged, and how few of their entries a person must make."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tests.books import book
from tests.stating import example, state
from tongguan.law.drafting.completing import complete
from tongguan.law.drafting.deriving import Firm, Known
from tongguan.law.drafting.paper import at
from tongguan.law.rulebook import Rulebook

ON = date(2020, 9, 14)
STANDING = (
    *("direction", "office", "border_office", "transport_mode", "supervision_mode", "entry_port"),
    *("storage_place", "inspection_office", "certificate_office", "port_inspection_office"),
    *("destination_office", "trader", "declarant"),
)


def by_sea() -> dict[str, Any]:
    """Bitumen from Korea in one container, FOB: no inspection, no licence."""
    made = example("import-ore")
    away = ("kind", "border_date", "departure_date", "certificates", "documents", "inspection_office")
    for name in (*away, "certificate_office", "port_inspection_office", "destination_office"):
        made.pop(name)
    for name in ("inspection_code", "inspection_name", "attributes", "purpose", "division"):
        made["items"][0].pop(name)
    for party in ("trader", "declarant"):
        made[party].pop("inspection_code")
    changes = {
        "country": "KOR",
        "trading_country": "KOR",
        "port_of_call": "1480",
        "loading_port": "1480",
        "packages": "110",
        "package_type": "32",
        "gross_weight": "22500",
        "net_weight": "20000",
        "bill": "PLDLC2009B",
        "border_date": "2020-09-12",
        "storage_place": "大连港集装箱码头",
        "freight/mark": "3",
        "freight/amount": "900",
        "insurance/mark": "3",
        "insurance/amount": "60",
        "insurance/currency": "USD",
        "items/1/commodity_code": "2713200000",
        "items/1/unit": "035",
        "items/1/name": "石油沥青",
        "items/1/specification": "0|3|针入度70|铺路|未煅烧|黑色固体|无品牌|桶装",
        "items/1/quantity": "20000",
        "items/1/first_quantity": "20000",
        "items/1/unit_price": "0.4100",
        "items/1/total": "8200.00",
        "items/1/origin_country": "KOR",
        "containers": [{"number": "CSQU3054383", "specification": "11", "lines": ["1"]}],
    }
    for pointer, value in changes.items():
        state(made, pointer, value)
    made["end_user"]["customs_code"] = made["trader"]["customs_code"]
    return made


def meat() -> dict[str, Any]:
    """Frozen pork from Spain in one reefer, CIF, lodged by a broker; with its licence and two papers."""
    made = example("import-pork")
    for name in ("items", "containers"):
        made[name] = made[name][:1]
    for name in ("shared", "tare", "cargo_weight"):
        made["containers"][0].pop(name)
    made["trader"].pop("name_foreign")
    made.pop("kind")
    made["overseas"].pop("name")
    made["people"] = {"operator_name": "王芳", "declarant_name": "王芳"}
    state(made, "gross_weight", "26000")
    state(made, "net_weight", "24000")
    return made


def tablets() -> dict[str, Any]:
    """Tablets to Singapore by air, CIF."""
    maker = {"end_user/customs_code": "4303960077"}
    return example("export-tablets", {"overseas/identifier": None, "border_office": "4900", **maker})


def known(made: Mapping[str, Any], *, before: bool, by: str) -> Known:
    """What the register knows of the parties; `before`: the enterprise has declared other goods before."""
    firms = {
        party["identifier"]: Firm(party["identifier"], party["name"], party.get("customs_code", ""))
        for party in (made["trader"], made["declarant"])
    }
    own = made["trader"]["identifier"] == made["declarant"]["identifier"]
    last = {name: made[name] for name in STANDING if name in made} if before else {}
    if before:
        kept = ("currency", "district", "division")
        line = {name: made["items"][0][name] for name in kept if name in made["items"][0]}
        last["items"] = [{"commodity_code": "9999999999", "name": "其他货物", **line}]
    declarant = made["declarant"]["identifier"]
    return Known(
        declarant=declarant,
        trader=declarant if own else "",
        person=by,
        reference=made["reference"],
        firms=firms,
        last=last,
        last_called="091220201000000001",
    )


def entries(
    made: Mapping[str, Any], about: Known, law: Rulebook | None = None
) -> tuple[dict[str, Any], list[str]]:
    """What a person must state so that exactly this is lodged, and the places of it: whatever can be left
    away without a change is left away. A list of codes is one entry, as it is one field."""
    law, stated, kept = law or book(), _copy(made), ["direction"]
    for path in [path for path in _leaves(made) if path != "direction"]:
        value = at(stated, path)
        _drop(stated, path)
        if at(complete(stated, law, ON, about).tree, path) != value:
            state(stated, path, value)
            kept.append(path)
    return stated, kept


def _leaves(node: Any, above: str = "") -> Iterator[str]:
    if isinstance(node, dict):
        for name, below in node.items():
            yield from _leaves(below, f"{above}/{name}" if above else name)
    elif isinstance(node, list) and node and isinstance(node[0], dict):
        for place, below in enumerate(node, 1):
            yield from _leaves(below, f"{above}/{place}")
    else:
        yield above


def _drop(tree: Any, path: str) -> None:
    above, _, name = path.rpartition("/")
    node = at(tree, above) if above else tree
    node.pop(name)


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _copy(below) for name, below in node.items()}
    return [_copy(one) for one in node] if isinstance(node, list) else node
