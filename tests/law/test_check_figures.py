"""What the row of a check lists can be compared with, or is refused when it is published."""

import pytest

from tests.books import book
from tests.law.test_elements import ON, everything
from tests.stating import example
from tongguan.law.checks import CHECKS
from tongguan.law.checks.subject import NUMBERS, WHOLE, Rule, Subject, figures
from tongguan.law.elements import parts, read
from tongguan.law.facts import Facts
from tongguan.law.faults import Fault


@pytest.mark.parametrize("code", [*WHOLE, *NUMBERS])
@pytest.mark.parametrize("text", ["abc", "1e3", "１２", "NaN", "9" * 5000])
def test_what_is_no_figure_is_refused_where_one_is_wanted(code: str, text: str) -> None:
    with pytest.raises(Fault, match=r"^values: "):
        figures(code, {"values": text})
    figures(code, {"values": "B:15" if code == "S008" else "15"})
    figures(code, {"values": ""})


@pytest.mark.parametrize("code", sorted({*CHECKS} - {*WHOLE, *NUMBERS}))
def test_any_other_check_takes_whatever_words_its_row_lists(code: str) -> None:
    law, values = book("cn"), ("abc", "x:y", ":", "１:１", "!")
    for stated in (everything(parts(law, ON)), example("import-pork"), example("export-tablets")):
        declaration, _ = read(stated, law, ON)
        assert declaration is not None
        subject = Subject(declaration, law, ON, Facts(), {code: Rule("error", values)})
        assert all(pointer == "" or pointer[0] == "/" for pointer, _ in CHECKS[code].find(subject))
