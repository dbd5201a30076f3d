"""Letters go out in the language of the question."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from lxml import etree

from tests.shared_data import shared
from tongguan.desk.dossiers.models import Dossier, Outbox

pytestmark = pytest.mark.django_db
RESPONSE = "{urn:wco:datamodel:WCO:RES-DMS:2}"
EXAMPLES = Path(__file__).parents[2] / "examples"


def lodged(path: Path, *more: str) -> Dossier:
    call_command("lodge", str(path), "--as", "anna", *more)
    return Dossier.objects.get()


def test_who_lodged_xml_is_answered_in_xml_and_who_lodged_json_in_json(tmp_path: Path) -> None:
    message = shared("hmrc/scenarios/TT_IM117a/Step1_TT_IM117a.xml")
    lodged(message, "--jurisdiction", "gb", "--at", "2023-05-10T10:00Z")
    call_command("deliver", tmp_path, once=True)
    responses = [etree.parse(path).getroot() for path in sorted(tmp_path.glob("*.xml"))]
    assert [r.findtext(f".//{RESPONSE}FunctionCode") for r in responses] == ["01", "13"], "accepted, tax"
    reference = Dossier.objects.values_list("reference", flat=True).get()
    assert {r.findtext(f".//{RESPONSE}Declaration/{RESPONSE}ID") for r in responses} == {reference}
    assert not list(tmp_path.glob("*.json"))


def test_a_json_declarant_hears_in_json(tmp_path: Path) -> None:
    dossier = lodged(EXAMPLES / "export-tablets.json", "--at", "2020-09-15T09:30")
    call_command("deliver", tmp_path, once=True)
    (letter,) = tmp_path.glob("*.json")
    assert dossier.reference in letter.read_text("utf-8")
    assert not list(tmp_path.glob("*.xml"))
    assert Outbox.objects.filter(delivered_at__lte=datetime.now(UTC)).count() == 1
