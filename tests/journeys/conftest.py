"""The declarations with which several journeys begin. Fixtures import the project inside, for this file is
read before the settings are chosen."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest


@pytest.fixture
def pork(harbour: Any) -> Any:
    from tests.harbour import BO, MEAT_FIRM, licence
    from tests.journeys.story import Story

    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", {"/contract": "PLAIN"}, by=BO))


@pytest.fixture
def ore(harbour: Any) -> Any:
    """The ore has come and is secured; its licence is written off."""
    from tests.harbour import ANN, MEI, ORE_FIRM, RUI, licence
    from tests.journeys.story import Story
    from tongguan.desk.revenue import actions as revenue

    licence("7", "20-AA-200031", ORE_FIRM, quantity=Decimal(200_000), unit="070")
    ore = Story(harbour, harbour.lodge("import-ore", {"/border_date": "2020-09-16"}, by=MEI))
    ore.after(minutes=2)
    harbour.ring()
    ore.after(days=1).arrives(("2", "PACIFIC LOTUS", "2009"), "PLDLC2009A")
    ore.do(revenue.secure, guarantee="BH-ORE", last=date(2020, 10, 1), by=RUI)
    ore.write_off(by=ANN)
    return ore
