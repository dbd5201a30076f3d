"""New criteria and new rules reach what is not released yet."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.harbour import ZHOU, Harbour
from tongguan.desk.dossiers.queries import case_of
from tongguan.desk.inspections.queries import selected
from tongguan.desk.monitor.seen import seen

CRITERIA = "key,valid_from,en,zh,condition,weight,orders,share,mandatory,source,verified\n"
TWO = ("--by", "ann", "--approved-by", "bea")


def publish(folder: Path, jurisdiction: str) -> str:
    out = StringIO()
    call_command("publish", str(folder), "--jurisdiction", jurisdiction, *TWO, stdout=out)
    return out.getvalue()


def test_a_new_criterion_orders_what_waits_and_takes_no_order_away(harbour: Harbour, tmp_path: Path) -> None:
    """A warning comes in the night: tablets from this trader are to be opened."""
    one = harbour.lodge("export-tablets", by=ZHOU)
    before, told = selected(one.dossier), seen([one.dossier])[one.dossier].lines
    rows = CRITERIA + (
        "TABLETS,2018-01-01,Tablets,平板电脑,\"any items (commodity_code starts '8471')\",10,"
        "customs port opening whole,1,yes,A warning,no\n"
    )
    (tmp_path / "criterion.csv").write_text(rows, "utf-8")
    assert "1 unreleased declarations judged again, 1 otherwise." in publish(tmp_path, "cn-criteria")
    added = set(selected(one.dossier)) - set(before)
    assert {(order.method, order.criteria) for order in added} == {("opening", ("TABLETS",))}
    assert "port_inspection" in {key.track for key in case_of(one.dossier).tracks}
    rows = rows.replace("customs port opening", "customs port machine")
    (tmp_path / "criterion.csv").write_text(rows, "utf-8")
    publish(tmp_path, "cn-criteria")
    assert seen([one.dossier])[one.dossier].lines == told, "its trader is told of none of it"
    assert {order.method for order in selected(one.dossier)} >= {"opening", "machine"}, "none is taken away"


def test_publishing_before_anything_was_lodged_says_nothing_of_it(harbour: Harbour, tmp_path: Path) -> None:
    (tmp_path / "criterion.csv").write_text(
        CRITERIA + "X,2018-01-01,X,某,credit = 'x',1,customs port opening,1,yes,x,no\n", "utf-8"
    )
    assert "judged again" not in publish(tmp_path, "cn-criteria")
    with pytest.raises(SystemExit, match="0"):
        call_command("reconsider", "--help")
