"""Publishing rules: two people, only what changed, nothing altered afterwards, and older editions answer as
they did."""

import os
import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.books import RULES
from tests.desk.exchange import AT, EUR, HEAD, LI, USD, WANG, Publish, publisher
from tongguan.desk.rulebooks import actions, queries
from tongguan.desk.rulebooks.files import load, read_file
from tongguan.desk.rulebooks.folder import MOST_BYTES
from tongguan.desk.rulebooks.lines import Problem
from tongguan.desk.rulebooks.models import Edition, Rule
from tongguan.law.registry import TABLES

OCTOBER = date(2018, 10, 8)


@pytest.fixture
def publish(tmp_path: Path, db: None) -> Publish:
    return publisher(tmp_path)


def rate(number: int | None = None, currency: str = "USD", on: date = OCTOBER) -> Decimal | None:
    found = queries.book("xx", number).get("exchange_rate", currency, on)
    return None if found is None else found.rate


def test_what_is_published_can_be_asked_for(publish: Publish) -> None:
    done = publish(USD, EUR)
    assert (done.number, done.added, done.replaced) == (1, 2, 0)
    assert (rate(), rate(on=date(2018, 9, 30))) == (Decimal("6.8569"), None)
    assert queries.newest("xx") == (1, done.digest)
    assert queries.book("xx") is queries.book("xx")


@pytest.mark.django_db
def test_a_jurisdiction_without_an_edition_has_no_book() -> None:
    assert queries.newest("xx") == (0, "")
    with pytest.raises(LookupError, match="there is no edition of xx"):
        queries.book("xx")


@pytest.mark.parametrize("second", [LI, " Li.Na ", "", "  "])
def test_one_person_cannot_publish_alone(publish: Publish, second: str) -> None:
    with pytest.raises(actions.NotPublished, match="must be approved by a second one"):
        publish(USD, approved_by=second)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("jurisdiction", ["", "CN", "中国", "a" * 41])
def test_a_rulebook_has_a_plain_name(jurisdiction: str, tmp_path: Path, db: None) -> None:
    with pytest.raises(actions.NotPublished, match="is no name of a rulebook"):
        actions.publish(folder=tmp_path, jurisdiction=jurisdiction, by=LI, approved_by=WANG, at=AT)


def test_an_edition_holds_only_what_changed(publish: Publish) -> None:
    publish(USD, EUR)
    done = publish(USD.replace("6.8569", "6.9"), EUR, "JPY,2018-10-01,6.1051,100,,PBC,yes")
    assert (done.number, done.added, done.replaced, done.unchanged) == (2, 1, 1, 1)
    assert sorted(Rule.objects.filter(edition=2).values_list("key", flat=True)) == ["JPY", "USD"]


def test_an_older_edition_gives_the_older_answers(publish: Publish) -> None:
    publish(USD)
    publish(USD.replace("6.8569", "6.9"))
    publish("USD,2018-10-01,,,withdrawn,an error,yes")
    assert [rate(number) for number in (1, 2, 3)] == [Decimal("6.8569"), Decimal("6.9"), None]


def test_the_same_again_publishes_nothing(publish: Publish) -> None:
    publish(USD, EUR)
    done = publish(USD, EUR)
    assert (done.number, done.unchanged, Edition.objects.count()) == (None, 2, 1)


def test_a_row_taken_back_twice_changes_nothing_and_one_that_never_was_is_refused(publish: Publish) -> None:
    publish(USD)
    gone = "USD,2018-10-01,,,withdrawn,an error,yes"
    assert publish(gone).withdrawn == 1
    assert publish(gone).number is None
    with pytest.raises(
        actions.NotPublished, match=r"exchange_rate.csv, line 2, column end: there is no such"
    ):
        publish(gone.replace("USD", "EUR"))


def test_a_folder_that_is_the_whole_table_takes_back_what_it_lacks(publish: Publish) -> None:
    publish(USD, EUR)
    done = publish(USD, whole=True)
    assert (done.withdrawn, done.unchanged) == (1, 1)
    assert (rate(), rate(currency="EUR"), rate(1, "EUR")) == (Decimal("6.8569"), None, Decimal("8.0057"))


def test_a_trial_writes_nothing(publish: Publish) -> None:
    done = publish(USD, trial=True)
    assert (done.number, done.added, Edition.objects.count()) == (None, 1, 0)


def test_a_pilot_row_is_published_with_its_scope(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "parameter.csv").write_text(
        "key,valid_from,value,en,zh,scope,source,verified\n"
        "threshold,2018-01-01,50,threshold,起征点,,art. 45,yes\n"
        "threshold,2019-01-01,100,threshold,起征点,office:0908,a pilot,no\n",
        encoding="utf-8",
    )
    publish(USD)
    book, day = queries.book("xx"), date(2019, 5, 1)
    asked = [
        book.need("parameter", "threshold", day, s).text for s in ((), ("office:0908",), ("office:0901",))
    ]
    assert asked == ["50", "100", "50"]


BAD = {
    "XYZ1,2018-10-01,1,1,,s,yes": "line 2, column key: 'XYZ1' does not have the form",
    "USD,2018-13-01,1,1,,s,yes": "column valid_from: 2018-13-01 is no day of the calendar",
    "USD,20181001,1,1,,s,yes": "column valid_from: '20181001' is not a day like 2018-08-01",
    "USD,2018-10-01,1e3,1,,s,yes": "column rate: '1e3' is not a number",
    "USD,2018-10-01,１２,1,,s,yes": "column rate: '１２' is not a number",
    "USD,2018-10-01,9999999999999,1,,s,yes": "'9999999999999' is longer than a number here may be",
    "USD,2018-10-01,,1,,s,yes": "column rate: must not be empty",
    "USD,2018-10-01,1,1,over,s,yes": "column end: 'over' is none of ended, withdrawn and empty",
    "USD,2018-10-01,1,1,ended,s,yes": "column end: a row that is ended has no value, but rate, per is filled",
    "USD,2018-10-01,1,1,,,yes": "column source: every row cites its instrument",
    "USD,2018-10-01,1,1,,s,": "column verified: '' is neither yes nor no",
    "USD,2018-10-01,1,1,,s": "line 2: 6 cells stand under 7 columns",
    'USD,2018-10-01,1,1,,"s,yes': "line 2: this is not CSV",
}


@pytest.mark.parametrize("line", BAD)
def test_a_bad_cell_is_named_by_file_line_and_column(publish: Publish, line: str) -> None:
    with pytest.raises(actions.NotPublished) as refused:
        publish(line)
    (problem,) = refused.value.problems
    assert str(problem).startswith("exchange_rate.csv, line 2")
    assert BAD[line] in str(problem)
    assert re.match("exchange_rate.csv，第2行.*[\u4e00-\u9fff]", problem.said("zh")) and problem.zh
    assert not Edition.objects.exists()


UNFIT = {
    ("parameter", "default_insurance,2018-10-01,abc,x,x,s,yes"): "column value: 'abc' is not a number",
    ("parameter", "late_payment_threshold,2018-10-01,-1,x,x,s,yes"): "column value: -1 is not between 0 and",
    ("parameter", "value_mode,2018-10-01,up,x,x,s,yes"): "column value: 'up' is none of half_up, down",
    ("parameter", "rate_day/I,2018-10-01,soon,x,x,s,yes"): "column value: 'soon' is none of accepted,",
    ("calendar", "2021-13-01,2021-01-01,rest,x,s,yes"): "column key: '2021-13-01' is no day",
}


@pytest.mark.parametrize(("table", "line"), UNFIT)
def test_a_value_that_does_not_go_with_its_key_is_refused(table: str, line: str) -> None:
    columns = ",".join(TABLES[table].columns)
    (problem,) = read_file(table, f"key,valid_from,{columns},source,verified\n{line}\n".encode(), "a.csv")
    assert isinstance(problem, Problem) and str(problem).startswith("a.csv, line 2, ")
    assert UNFIT[table, line] in str(problem) and re.search("[\u4e00-\u9fff]", problem.zh)


def test_every_bad_row_is_told_at_once(publish: Publish) -> None:
    with pytest.raises(actions.NotPublished) as refused:
        publish(*BAD)
    assert len(refused.value.problems) == len(BAD)


def test_the_same_row_twice_is_refused_with_both_places(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "older").mkdir()
    (tmp_path / "older" / "exchange_rate.csv").write_text(f"{HEAD}\n{USD}\n", encoding="utf-8")
    with pytest.raises(actions.NotPublished) as refused:
        publish(USD)
    place, first = "older/exchange_rate.csv, line 2, column key", "exchange_rate.csv, line 2"
    assert str(refused.value) == f"{place}: the same key, scope and day stand in {first}"


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("rats", b"key\n", "there is no table 'rats'"),
        ("currency", b"", "line 1: the file is empty"),
        ("currency", b"key,valid_from,zh,source\n", "line 1, column verified: this column is missing"),
        (
            "currency",
            b"key,valid_from,zh,source,verified,zh\n",
            "line 1, column zh: this column stands twice",
        ),
        ("currency", b"key,valid_from,zh,colour,source,verified\n", "column colour: there is no such column"),
        (
            "currency",
            b"key,valid_from,zh,source,verified\nUSD,2018-08-01,\xff,s,no\n",
            "line 2: byte",
        ),
        (
            "currency",
            b"key,valid_from,zh,source,verified\nUSD,2018-08-01,a\x00,s,no\n",
            "line 2, column zh: there is",
        ),
        ("currency", "key,zh\nUSD,美元\n".encode("gb18030"), "not UTF-8; it looks like GB18030"),
        ("currency", "key,zh\n大连华".encode() + b"\xe4\xbfA", "UTF-8\n"),
        ("currency", "key,zh\n".encode("utf-16"), "line 1: byte 0 is not UTF-8; it looks like UTF-16"),
        ("currency", b"key,valid_from,zh,source,verified,,\n", "line 1: column 6 has no name"),
    ],
)
def test_a_file_that_is_no_table_is_refused(name: str, content: bytes, problem: str) -> None:
    told = [found for found in read_file(name, content, "f.csv") if isinstance(found, Problem)]
    assert problem in "\n".join(map(str, told)) + "\n"
    assert all(re.search("[\u4e00-\u9fff]", one.zh) for one in told)


def test_a_row_of_empty_cells_is_a_blank_line(publish: Publish) -> None:
    assert publish(",,,, ,,", USD, ",,").added == 1


def test_a_line_is_counted_by_the_file_even_after_a_cell_of_two_lines(publish: Publish) -> None:
    with pytest.raises(actions.NotPublished, match=r"line 4, column rate"):
        publish('USD,2018-10-01,6.8,1,,"a source\nof two lines",yes', EUR.replace("8.0057", "x"))


def test_a_criterion_is_published_with_the_groups_that_it_names(publish: Publish, tmp_path: Path) -> None:
    (tmp_path / "criterion.csv").write_text(
        "key,valid_from,en,zh,condition,weight,orders,share,mandatory,source,verified\n"
        "K,2018-08-01,Wood,木材,package_type in @raw,10,customs port opening,0.5,no,s,no\n",
        encoding="utf-8",
    )
    group = tmp_path / "risk_group.csv"
    rows = "key,valid_from,members,end,source,verified\nraw,2018-01-01,23 33,,s,no\n"
    missing = "criterion K names the group @raw, which no row of risk_group has on "
    with pytest.raises(actions.NotPublished, match=f"{missing}2018-08-01"):
        publish(USD)
    group.write_text(rows, encoding="utf-8")
    assert publish(USD).number == 1
    group.write_text(rows + "raw,2019-01-01,,ended,s,no\n", encoding="utf-8")
    with pytest.raises(actions.NotPublished, match=f"{missing}2019-01-01"):
        publish(USD)


@pytest.mark.django_db
def test_a_tax_on_its_own_base_is_never_published_at_the_whole_of_it(tmp_path: Path) -> None:
    (tmp_path / "tax.csv").write_bytes((RULES / "cn/tax.csv").read_bytes())
    rows = (
        "mfn,2018-01-01,180%",
        "consumption,2018-01-01,99.9%",
        "consumption,2019-01-01,100%",
        'consumption,2020-01-01,"at_most(120%, 7/095)"',
    )
    told = [f"2203000000/{row},a notice,yes\n" for row in rows]
    (tmp_path / "rate.csv").write_text("key,valid_from,rate,source,verified\n" + "".join(told))
    with pytest.raises(actions.NotPublished) as refused:
        actions.publish(folder=tmp_path, jurisdiction="xx", by=LI, approved_by=WANG, at=AT)
    assert [(one.file, one.line, one.column) for one in refused.value.problems] == [
        ("rate.csv", 4, "rate"), ("rate.csv", 5, "rate"),
    ]  # fmt: skip
    assert "below 100%" in str(refused.value.problems[0])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    (folder / "deep.csv").mkdir(parents=True)
    os.mkfifo(folder / "unit.csv")
    (folder / "rate.csv").symlink_to("/dev/zero")
    (folder / "tax.csv").symlink_to(tmp_path / "elsewhere.csv")
    (folder / "country.csv").symlink_to(folder / "country.csv")
    (folder / "again").symlink_to(folder)
    (folder / "port.csv").write_bytes(b"")
    os.truncate(folder / "port.csv", MOST_BYTES + 1)
    told = [(one.file, one.sentence) for one in load(folder)[1]]
    out, nothing = "this link leads out of the folder", "this is no file that could be read"
    assert told == [
        ("again", out), ("country.csv", nothing), ("deep.csv", nothing),
        ("port.csv", f"this file has more than {MOST_BYTES:,} bytes"),
        ("rate.csv", out), ("tax.csv", out), ("unit.csv", nothing),
    ]  # fmt: skip


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    assert "there are no CSV files here" in str(load(tmp_path)[1][0])
    (file := tmp_path / "rate.csv").write_text("")
    assert "a folder of CSV files is wanted" in str(load(file)[1][0])
    file.rename(tmp_path / "RATE.CSV")
    assert "there is no table 'RATE'" in str(load(tmp_path)[1][0])
    assert "there is no such folder" in str(load(tmp_path / "nowhere")[1][0])


@pytest.mark.django_db
def test_the_shipped_rules_are_published_as_they_are_read() -> None:
    done = actions.publish(folder=RULES / "cn", jurisdiction="cn", by=LI, approved_by=WANG, at=AT)
    rows, problems = load(RULES / "cn")
    assert (problems, done.added) == ((), len(rows))
    book = queries.book("cn")
    day = date(2020, 3, 2)
    for table in book.tables:
        plain = {row.key for row in rows if row.table == table}
        assert set(book.keys(table)) == plain
    assert book.need("rate", "0203290090/provisional", day).text == "8%"
    assert queries.verify("cn") == []
