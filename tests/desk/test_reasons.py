"""Why somebody asks for a change is kept and proved; what nobody could keep is found at its place."""

import pytest

from tests.harbour import MEI, Harbour
from tests.journeys.story import Story
from tongguan.desk.declarations import changes
from tongguan.law.findings import Refused


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_evidence_that_is_no_text_is_found_at_its_place(harbour: Harbour, text: str) -> None:
    story = Story(harbour, harbour.lodge("import-ore", {"/border_date": "2020-09-16"}, by=MEI))
    on, books = harbour.today, harbour.books
    for cause, evidence, pointer in ((text, "x", "/cause"), ("clerical_error", text, "/evidence")):
        why = {"cause": cause, "evidence": evidence, "books": books, "on": on}
        with pytest.raises(Refused) as refused:
            story.do(changes.request_withdrawal, by=MEI, **why)
        found = {(one.code, one.pointer) for one in refused.value.findings}
        assert ("N202", pointer) in found
