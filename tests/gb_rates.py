"""The rates that the shared scenarios use, put into rows of our rule format.

`python -m tests.gb_rates FOLDER` writes them where `tongguan publish FOLDER --jurisdiction gb` finds them.
"""

import csv
import sys
from pathlib import Path

from tests.shared_data import table

SOURCE = "UK trade tariff, as published with the trade test scenarios of the customs declaration service"
FOR_PREFERENCE = ("A00", "A50")
"""Customs duty follows the origin for which the preference is claimed, every other tax the origin itself."""


def write(folder: Path) -> Path:
    """Write `rate.csv` into a folder. Rates of one tax that stand side by side are charged together."""
    rates: dict[str, list[str]] = {}
    for row in table("hmrc/rates.csv", ","):
        origin, _, favoured = row["origin"].partition(";")
        country = (favoured or origin) if row["tax_type"] in FOR_PREFERENCE else origin
        kind = "vat" if row["tax_type"].startswith("B") else "duty"
        key = f"{row['commodity10']}/{kind}/{row['tax_type']}/{country}/{row['preference']}"
        known = rates.setdefault(key, [])
        if row["rate_pct"] not in known:
            known.append(row["rate_pct"])
    path = folder / "rate.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("key", "valid_from", "rate", "source", "verified"))
        for key, found in rates.items():
            rows.writerow((key, "2021-01-01", " + ".join(f"{rate}%" for rate in found), SOURCE, "no"))
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1])))
