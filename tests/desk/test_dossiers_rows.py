"""Rows written by the driver are the rows that the ORM would have written."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from tongguan.desk.dossiers import numbers
from tongguan.desk.dossiers.rows import Rows, insert_new, select, update
from tongguan.desk.dossiers.statements import columns
from tongguan.desk.exact import ExactField, Inexactly


class Everything(models.Model):
    """A column of each kind that the house uses."""

    key = models.BigIntegerField(primary_key=True)
    small = models.SmallIntegerField(default=7)
    text = models.TextField(blank=True)
    flag = models.BooleanField(default=False)
    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    money = ExactField(max_digits=19, decimal_places=5, null=True)
    raw = models.BinaryField(default=b"")
    other = models.JSONField(null=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True)

    class Meta:
        app_label = "dossiers"
        db_table = "everything"


@pytest.fixture(autouse=True)
def its_table(own_database: None) -> None:
    with connection.schema_editor() as editor:
        editor.create_model(Everything)


AT = datetime(2026, 3, 2, 8, 0, 0, 123456, tzinfo=UTC)
SHANGHAI = timezone(timedelta(hours=8))
VALUES: list[dict[str, Any]] = [
    {},
    {"text": "报关单 «x» ' \" %s ? \\ 🐖", "flag": True, "small": -32768, "raw": bytes(range(256))},
    {"day": date(2026, 2, 28), "at": AT, "money": Decimal("0.1")},
    {"day": date(1, 1, 1), "at": AT.replace(microsecond=0), "money": Decimal("-0.00001")},
    {"at": AT.astimezone(SHANGHAI), "money": Decimal("12345678901234.56789")},
    {"money": Decimal("1E+3"), "other": {"a": [1, "二", None]}, "parent_id": 1},
    {"money": Decimal("-99999999999999.99999"), "at": datetime(9999, 12, 31, tzinfo=UTC)},
]


@pytest.mark.parametrize("as_tuple", [False, True], ids=["mapping", "tuple"])
def test_what_is_read_back_is_what_the_orm_would_read(as_tuple: bool) -> None:
    rows = Rows()
    for key, values in enumerate(VALUES, 1):
        Everything.objects.create(key=key, **values)
        filled = {f.attname: f.get_default() for f in Everything._meta.concrete_fields} | values
        row = {**filled, "key": key + 100}
        rows.add(Everything, tuple(row[name] for name in columns(Everything)) if as_tuple else row)
    rows.write()
    names = [name for name in columns(Everything) if name != "key"]
    for key, values in enumerate(VALUES, 1):
        orm, ours = (dict(Everything.objects.filter(key=k).values(*names)[0]) for k in (key, key + 100))
        assert {**orm, "raw": bytes(orm["raw"])} == {**ours, "raw": bytes(ours["raw"])}
        assert all(ours[name] == value for name, value in values.items() if name != "raw")


def test_what_is_selected_is_what_the_orm_reads() -> None:
    for key, values in enumerate(VALUES, 1):
        Everything.objects.create(key=key, **values)
    names = ("key", "small", "text", "flag", "at", "money", "parent_id")
    found = [row for key in range(len(VALUES), 0, -1) for row in select(Everything, names, ("key",), (key,))]
    assert found == list(Everything.objects.order_by("-key").values_list(*names))
    assert select(Everything, ("key",), ("small",), (7,), ("small", "key")) == [
        (k,) for k in (1, 3, 4, 5, 6, 7)
    ]
    assert select(Everything, ("key",), ("key", "small"), (1, 8)) == []
    if connection.vendor == "sqlite":
        with pytest.raises(TypeError, match="nobody reads"):
            select(Everything, ("other",), ("key",), (1,))


def test_both_are_found_by_the_same_question() -> None:
    rows = Rows()
    for key, values in enumerate(VALUES, 1):
        Everything.objects.create(key=key, **values)
        rows.add(Everything, {"key": key + 100, **values})
    rows.write()
    for name in ("day", "at", "money", "flag", "text", "small"):
        for values in VALUES:
            if values.get(name) is not None:
                found = set(Everything.objects.filter(**{name: values[name]}).values_list("key", flat=True))
                assert found and {key + 100 for key in found if key < 100} == {k for k in found if k > 100}


def test_a_decimal_is_exact_or_refused() -> None:
    for wrong in ("0.000001", "123456789012345.6", "NaN", "Infinity"):
        with pytest.raises(Inexactly):
            Everything(key=1, money=Decimal(wrong)).save()
        with pytest.raises(Inexactly):
            Rows().add(Everything, {"key": 1, "money": Decimal(wrong)})
    assert not Everything.objects.exists()


def test_a_wrong_name_and_a_time_without_zone_are_refused() -> None:
    with pytest.raises(TypeError, match="wrong"):
        Rows().add(Everything, {"key": 1, "wrong": 2})
    with pytest.raises(ValueError, match="no time zone"):
        Rows().add(Everything, {"key": 1, "at": datetime(2026, 1, 1)})  # noqa: DTZ001


def test_a_broken_key_is_an_integrity_error_as_of_the_orm() -> None:
    rows = Rows()
    rows.extend(Everything, [row_of(1), row_of(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.write()
    assert not Everything.objects.exists()


def test_only_what_is_new_is_inserted_and_it_says_which() -> None:
    assert insert_new(Everything, [{"key": 1}, {"key": 2}]) == [True, True]
    assert insert_new(Everything, [{"key": 2, "small": 1}, {"key": 3}, {"key": 1}]) == [False, True, False]
    assert insert_new(Everything, []) == []
    assert dict(Everything.objects.values_list("key", "small")) == {1: 7, 2: 7, 3: 7}


def test_an_update_says_how_many_were_there() -> None:
    insert_new(Everything, [{"key": 1}, {"key": 2}])
    assert update(Everything, ("at", "money"), ("key", "small"), [(AT, Decimal("1.5"), 1, 7)]) == 1
    assert update(Everything, ("at",), ("key", "small"), [(None, 1, 8), (AT, 2, 7)]) == 1
    assert set(Everything.objects.values_list("key", "at", "money")) == {
        (1, AT, Decimal("1.50000")),
        (2, AT, None),
    }


def row_of(key: int) -> tuple[Any, ...]:
    return tuple(
        {**{f.attname: f.get_default() for f in Everything._meta.concrete_fields}, "key": key}.values()
    )


def test_numbers_begin_again_before_they_outgrow_an_entry_number() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite counts the dossiers of each office and month")
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('dossiers_block', 99997)")
    taken = numbers.Blocks().take(250)
    assert len(set(taken)) == 250 and min(taken) > 0 and max(taken) < 10**7
