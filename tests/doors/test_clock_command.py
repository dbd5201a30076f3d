"""`tongguan clock`: besides answering clocks it records what was reported before it could be."""

from datetime import date

from django.core.management import call_command

from tests.harbour import BO, MEAT_FIRM, RUI, Harbour, licence
from tests.journeys.story import Story, bill
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.revenue import actions as revenue

BILL, BOX = "COSU6254178810", "CSQU3054383"


def test_goods_reported_gone_before_they_might_go_are_gone_when_they_may(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    pork = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    pork.after(minutes=2)
    harbour.ring()
    pork.arrives(("2", "UN9074729", "020E"), BILL)
    harbour.report("gate_out", "bill", bill(BILL))
    pork.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    assert pork.is_open("may_leave", BOX) and pork.state("exit", BOX) == "awaited"
    assert monitor.differences(), "nothing has been derived for the board yet"
    call_command("clock", "--once", verbosity=0)
    assert pork.state("exit", BOX) == "gone"
    assert monitor.differences() == [], "what the round itself has changed is on the board too"
