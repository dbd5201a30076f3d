"""An office that published its rules for an earlier version: what of them the new one asks for in vain."""

import re
import shlex
from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.books import RULES
from tongguan.desk.rulebooks import queries
from tongguan.desk.rulebooks.actions import publish
from tongguan.desk.rulebooks.lacking import NAMED
from tongguan.doors.jobs.installed import contents

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 1, tzinfo=UTC)
GONE = {
    "check": ("G038",),
    "parameter": ("monthly_payment_day",),
    "deadline": ("yard_arrival", "tax_payment"),
}


def lacks(settings: Any) -> Mapping[str, Any]:
    """The warnings of an office, by what they say."""
    settings.MODE = "production"
    told = {one.msg: one for one in contents() if one.id == "tongguan.W009"}
    settings.MODE = "test"
    return told


@pytest.fixture
def earlier(tmp_path: Path) -> Path:
    """The tables as they were: without the conditions and some rows; one that the office has changed, one
    that it has ended and one that it has never wanted."""
    for name in {*NAMED} - {"condition"}:
        content = (RULES / "cn" / f"{name}.csv").read_text(encoding="utf-8")
        for key in GONE.get(name, ()):
            content, cut = re.subn(rf"^{key},.*\n", "", content, flags=re.MULTILINE)
            assert cut
        (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
    changed = (tmp_path / "parameter.csv").read_text("utf-8").replace(",50,late-payment", ",80,late-payment")
    (tmp_path / "parameter.csv").write_text(changed, encoding="utf-8")
    publish(folder=tmp_path, jurisdiction="cn", by="a", approved_by="b", at=AT)
    own = tmp_path / "own"
    own.mkdir()
    (own / "deadline.csv").write_text(
        "key,valid_from,amount,unit,anchor,moves,warn,en,zh,end,source,verified\n"
        "sale,2026-01-01,,,,,,,,ended,ours,yes\ntax_payment,2018-01-01,,,,,,,,ended,ours,yes\n",
        encoding="utf-8",
    )
    publish(folder=own, jurisdiction="cn", by="a", approved_by="b", at=AT)
    return tmp_path


def test_what_no_edition_holds_is_told_by_table_with_the_command_that_mends_it(
    settings: Any, earlier: Path
) -> None:
    told = lacks(settings)
    conditions = re.findall(
        r"^([a-z_]+),2", (RULES / "cn" / "condition.csv").read_text("utf-8"), re.MULTILINE
    )
    assert [*told] == [
        "cn, table check: no edition holds G038",
        f"cn, table condition: no edition holds {', '.join(sorted(conditions))}",
        "cn, table deadline: no edition holds yard_arrival",
        "cn, table parameter: no edition holds monthly_payment_day",
    ]
    (hint,) = {one.hint.partition(";")[0] for one in told.values()}
    _, command, folder, *options = shlex.split(hint)
    who = iter(("li.na", "wang.wei"))
    options = [next(who) if one == "NAME" else one for one in options]
    said = StringIO()
    call_command(command, str(RULES.parent / folder), *options, stdout=said)
    assert f"cn edition 3: {3 + len(conditions)} rows added, 0 replaced, 0 withdrawn" in said.getvalue()
    assert lacks(settings) == {}
    book, on = queries.book("cn"), date(2026, 11, 22)
    assert book.need("parameter", "late_payment_threshold", on).text == "80"
    assert book.get("deadline", "tax_payment", on) is None and {*book.tables} == {*NAMED}
    with pytest.raises(CommandError, match="not allowed with"):
        call_command(command, str(RULES / "cn"), *options, "--whole")


def test_nothing_is_told_of_a_book_that_is_not_published_or_holds_what_is_shipped(settings: Any) -> None:
    assert lacks(settings) == {}
    publish(folder=RULES / "gb", jurisdiction="gb", by="a", approved_by="b", at=AT)
    assert lacks(settings) == {}
