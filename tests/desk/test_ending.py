"""What others name does not end, and is not taken back, while they go on naming it."""

from pathlib import Path
from typing import Any

import pytest

from tests.desk.exchange import AT, LI, WANG
from tongguan.desk.rulebooks.actions import NotPublished, publish

pytestmark = pytest.mark.django_db
TWO: dict[str, Any] = {"by": LI, "approved_by": WANG, "at": AT}
CODES = "key,valid_from,zh,end,source,verified\n"
GOODS = "key,valid_from,zh,unit,second_unit,supervision,inspection,vat,end,source,verified\n"


def test_a_row_that_others_need_does_not_end_alone(tmp_path: Path) -> None:
    """A unit, a class of tax; by a row that ends it, by one taken back, by a whole table that lacks it."""

    def put(unit: str, goods: str = "", vat: str = "") -> None:
        units = f"035,2018-08-01,千克,,x,no\n007,2018-08-01,个,,x,no\n{unit}"
        (tmp_path / "unit.csv").write_text(CODES + units, "utf-8")
        rates = f"standard/vat,2018-01-01,13%,,x,no\n{vat}"
        (tmp_path / "rate.csv").write_text("key,valid_from,rate,end,source,verified\n" + rates, "utf-8")
        codes = (f"220400000{n}" for n in range(5))
        rows = "".join(f"{code},2018-08-01,酒,035,007,,-,standard,,x,no\n" for code in codes)
        (tmp_path / "commodity.csv").write_text(GOODS + rows + goods, "utf-8")
        publish(folder=tmp_path, jurisdiction="xx", **TWO)

    def refused(*texts: str) -> list[str]:
        with pytest.raises(NotPublished) as no:
            put(*texts)
        zh.append(no.value.problems[0].said("zh"))
        return [str(problem) for problem in no.value.problems]

    zh: list[str] = []
    put("")
    need = "commodity 2204000000, commodity 2204000001, commodity 2204000002"
    ends = "007,2020-01-01,,ended,x,no\n"
    told = f"unit.csv, line 4, column end: unit 007 is named from 2020-01-01 on by {need} and 2 more"
    assert refused(ends) == [told]
    assert zh[0].startswith("unit.csv，第4行“end”列：自2020-01-01起，unit的“007”仍被commodity 2204000000、")
    assert refused("", "", "standard/vat,2019-04-01,,ended,x,no\n")[0].startswith(
        f"rate.csv, line 3, column end: rate standard/vat is named from 2019-04-01 on by {need}"
    )
    over = "".join(f"220400000{n},2020-01-01,,,,,,,ended,x,no\n" for n in range(4))
    assert refused(ends, over) == [
        "unit.csv, line 4, column end: unit 007 is named from 2020-01-01 on by commodity 2204000004"
    ]
    last = "2204000004,2019-12-31,酒,035,035,,-,standard,,x,no\n"
    assert refused(f"007,2018-09-01,,ended,x,no\n007,2019-01-01,个,,x,no\n{ends}", over + last)[0].startswith(
        f"unit.csv, line 4, column end: unit 007 is named from 2018-09-01 on by {need}"
    )
    put(ends, over + last)
    running = "2204000009,2019-01-01,酒,035,007,,-,standard,,x,no\n"
    assert refused(ends, over + last + running) == [
        "commodity.csv, line 12, column second_unit: no row of unit holds '007' from 2020-01-01 on"
    ]
    (tmp_path / "unit.csv").write_text(CODES + "035,2018-08-01,,withdrawn,x,no\n", "utf-8")
    for name in ("commodity.csv", "rate.csv"):
        (tmp_path / name).unlink()
    with pytest.raises(NotPublished, match="unit 035 is named from 2018-08-01 on by commodity"):
        publish(folder=tmp_path, jurisdiction="xx", **TWO)
    (tmp_path / "unit.csv").write_text(CODES + "007,2018-08-01,个,,x,no\n" + ends, "utf-8")
    with pytest.raises(NotPublished, match="unit 035 is named from 2018-08-01 on by commodity"):
        publish(folder=tmp_path, jurisdiction="xx", whole=True, **TWO)
