"""The demonstration criteria of May 2019 written by hand: what compiled ones are held
against, for sameness and for speed."""

from tongguan.law.declaration import Declaration, Item
from tongguan.law.targeting.compiling import Known

SWINE_FEVER = frozenset(["BEL", "BGR", "CZE", "EST", "HUN", "LTU", "LVA", "POL", "ROU", "RUS", "UKR"])
RAW_WOOD = frozenset(("23", "33", "93"))
BULK_UNIT, BULK = "035", 10_000_000


def met(d: Declaration, s: Known) -> set[str]:
    found: set[str] = set()
    if d.direction == "import":
        of_an_import(d, s, found)
    if d.direction == "export":
        of_an_export(d, s, found)
    if any(i.dangerous is not None and i.dangerous.un_number is not None for i in d.items):
        found.add("Q-DANGEROUS")
    gross, net = d.gross_weight, d.net_weight
    if gross is not None and net is not None and net > 500 and gross * 2 > 5 * net:
        found.add("C-WEIGHT-GAP")
    if len(d.items) >= 15 and 0 < len(d.containers) <= 2:
        found.add("C-MANY-ITEMS")
    if d.royalties == "1" or (d.related_parties == "1" and d.price_influence == "1"):
        found.add("C-ROYALTIES")
    if s.assessed_value is not None and s.assessed_value > 5_000_000:
        found.add("C-LARGE-VALUE")
    if s.credit == "discredited":
        found.add("C-DISCREDITED")
    found.update(("R-DOCUMENTS", "R-GENERAL"))
    return found


def of_an_import(d: Declaration, s: Known, found: set[str]) -> None:
    found.add("R-IMPORT")
    if d.package_type in RAW_WOOD or any(p.type in RAW_WOOD for p in d.other_packages):
        found.add("Q-WOOD-PACKING")
    for i in d.items:
        of_an_imported_line(i, s, found)
    if any(document.code == "Y" for document in d.documents):
        found.add("C-ORIGIN")
        if d.country is not None and any(
            i.origin_country is not None and i.origin_country != d.country for i in d.items
        ):
            found.add("C-ORIGIN-TRANSIT")
    if (
        s.assessed_value is not None
        and s.assessed_tax is not None
        and s.assessed_tax * 10 > 6 * s.assessed_value
    ):
        found.add("C-HIGH-TAX")
    if (
        s.entered is None
        and sum(
            i.first_quantity for i in d.items if i.first_unit == BULK_UNIT and i.first_quantity is not None
        )
        > BULK
    ):
        found.add("C-EARLY")


def of_an_imported_line(i: Item, s: Known, found: set[str]) -> None:
    code = i.commodity_code or ""
    if code.startswith(("0203", "0206", "0209", "0210", "1601", "1602")) and i.origin_country in SWINE_FEVER:
        found.add("Q-SWINE-FEVER")
    if code.startswith("02"):
        found.update(("Q-MEAT", "Q-MEAT-SAMPLE"))
    if code.startswith(("2601", "2602", "2603", "2607", "2608")):
        found.add("Q-ORE")
    name = i.name or ""
    if (
        code.startswith(("3915", "4707", "7204", "7404", "7602"))
        or "20" in i.attributes
        or "废" in name
        or "渣" in name
        or "碎料" in name
    ):
        found.add("Q-SOLID-WASTE")
    if i.purpose == "11":
        found.add("Q-SEED")
    if i.purpose == "12":
        if "18" in i.attributes:
            found.add("Q-FOOD-FIRST")
        if code.startswith(("03", "04", "15", "16", "17", "18", "19", "20", "21", "22")):
            found.add("Q-FOOD")
    if code.startswith(("9503", "8715")):
        found.add("Q-CHILDREN")
    if code.startswith(("84", "85", "87")) and "21" in i.attributes:
        found.add("Q-USED-MACHINES")
    value = s.values.get(i.number)  # type: ignore[arg-type]
    if value is not None and i.first_quantity is not None:
        if code.startswith("8703") and value < 60000 * i.first_quantity:
            found.add("C-UNDERVALUED-CARS")
        if code.startswith("2204") and value < 8 * i.first_quantity:
            found.add("C-UNDERVALUED-WINE")


def of_an_export(d: Declaration, s: Known, found: set[str]) -> None:
    found.add("R-EXPORT")
    for i in d.items:
        code = i.commodity_code or ""
        if code.startswith(("02", "03", "07", "16", "20")):
            found.add("Q-EXPORT-FOOD")
        if code.startswith(("4202", "6402", "6403", "6404", "9102")):
            found.add("C-BRANDS")
    if s.assessed_tax is not None and s.assessed_tax > 0:
        found.add("C-EXPORT-DUTIED")
