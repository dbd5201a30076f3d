"""What is refused is kept, whatever was refused about it."""

import pytest

from tests.harbour import LIN, Harbour
from tests.stating import example
from tongguan.desk.declarations.models import Refusal
from tongguan.law.findings import Refused


@pytest.mark.parametrize(
    "changed",
    [
        {"/declarant/identifier": "9" * 45},
        {"/declarant/identifier": "91210200\0123456787K"},
        {"/reference": "R" * 200},
        {"/reference": "A\0B"},
    ],
)
def test_a_text_that_no_column_holds_is_refused_and_kept(harbour: Harbour, changed: dict[str, str]) -> None:
    answer = harbour.answer(example("import-pork", changed), LIN)
    assert isinstance(answer, Refused) and answer.findings
    kept = Refusal.objects.get()
    assert kept.by == LIN.person and bytes(kept.raw).startswith(b"{")


def test_what_is_not_stated_is_not_also_told_to_be_unknown(harbour: Harbour) -> None:
    for path in ("/deal_terms", "/items/1/commodity_code"):
        answer = harbour.answer(example("import-pork", {path: None}), LIN)
        assert isinstance(answer, Refused)
        assert [one.code for one in answer.findings if one.pointer == path] == ["P001"]
