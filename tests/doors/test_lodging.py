"""The trader's window, lodging: a draft is begun, filled in, checked and sent, by the pages alone."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.papers import pdf
from tests.doors.lodging import address, client, drafted, form_of, note, stated
from tests.harbour import BO, DONG, LIN, MEI, MORNING, SUN, Harbour
from tests.pages import text
from tests.stating import example
from tongguan.law.kernel.case import Actor


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path) -> None:
    settings.CLOCK_STANDS = MORNING
    settings.VAR = tmp_path


def test_a_draft_is_begun_filled_in_checked_and_sent(harbour: Harbour) -> None:
    from tongguan.desk.declarations.models import Draft
    from tongguan.desk.dossiers.models import Dossier

    mei = client(MEI)
    answer = mei.post("/trade/drafts/start/", {"direction": "import"})
    draft = Draft.objects.get()
    assert answer.status_code == 302 and answer.url == address(draft)
    page = text(mei.get(address(draft)))
    assert 'name="transport_mode"' in page and 'name="related_parties"' in page
    assert 'name="bill"' not in page and 'name="inspection_office"' not in page
    window = form_of(page)
    tree = example("import-ore")
    tree["items"] = [{**tree["items"][0], "attributes": "19"}]
    changes = {name: value for name, value in tree.items() if isinstance(value, str)}
    for above in (
        "trader",
        "overseas",
        "end_user",
        "declarant",
        "conveyance",
        "freight",
        "insurance",
        "people",
    ):
        changes |= {f"{above}/{name}": value for name, value in tree[above].items()}
    changes |= {f"items/1/{name}": value for name, value in tree["items"][0].items()}
    answer = mei.post(address(draft), {**window, **changes, "do": "add documents"})
    assert answer.status_code == 302, text(answer)
    page = text(mei.get(address(draft)))
    number = re.search(r'name="(documents/\d+/number)"', page)
    assert number is not None
    sent = {number[1]: "20-AA-200031", "do": "check", **form_of(page)}
    answer = mei.post(address(draft), sent)
    assert answer.url == address(draft, "check/")
    page = text(mei.get(answer.url))
    assert "Nothing stands against lodging" in page and "import value-added tax" in page
    assert "MEAT" not in page and "criteri" not in page
    answer = mei.post(address(draft, "check/"))
    dossier = Dossier.objects.get()
    assert answer.url == f"/trade/declarations/{dossier.reference}/"
    again = mei.post(address(draft, "check/"))
    assert again.url == address(draft, "receipt/") and Dossier.objects.count() == 1
    assert dossier.reference in text(mei.get(again.url))
    assert mei.get(address(draft)).url == again.url


def test_one_field_is_saved_as_it_is_typed_and_tells_what_changes(harbour: Harbour) -> None:
    from tongguan.desk.declarations.models import Draft

    mei = client(MEI)
    mei.post("/trade/drafts/start/", {"direction": "import"})
    draft = Draft.objects.get()
    window = form_of(text(mei.get(address(draft))))

    def typed(**fields: str) -> str:
        fields = {name.replace("__", "/"): value for name, value in fields.items()}
        return text(mei.post(address(draft, "save/"), {**window, **fields}, headers={"HX-Request": "true"}))

    told = typed(transport_mode="2")
    assert "saved 09:00" in told and 'name="bill"' in told and stated(draft)["transport_mode"] == "2"
    told = typed(deal_terms="3")
    assert 'name="freight/amount"' in told and 'name="insurance/amount"' in told
    told = typed(deal_terms="1")
    assert 'id="wf-freight-amount" hx-swap-oob="delete"' in told
    told = typed(items__1__commodity_code="2601112000")
    assert 'name="inspection_office"' in told and 'name="items/1/purpose"' in told
    assert 'id="l-certificates" hx-swap-oob="true"' in told and 'value="add certificates"' in told
    assert "The goods demand document" in told.split('id="demanded" hx-swap-oob="true"')[1]
    told = typed(items__1__quantity="5")
    assert "l-certificates" not in told and "demanded" not in told, "only what changes is told"
    told = typed(items__1__commodity_code="")
    assert '<div id="l-certificates" hx-swap-oob="true"></div>' in told and "The goods demand" not in told
    told = typed(country="AUS")
    assert "Australia" in told and 'id="nf-trading_country"' in told
    told = typed(contract="x" * 6000)
    assert "5000" in told and "contract" not in stated(draft)
    typed(contract="ST-35", turn="5")
    typed(contract="ST-3", turn="4")
    assert stated(draft)["contract"] == "ST-35", "what is late is not what was typed last"


def test_what_is_wrong_is_told_at_its_field_while_it_is_typed(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    page, told = text(mei.get(address(draft))), ""

    def typed(**fields: str) -> str:
        nonlocal told
        sent = {**form_of(page), "told": told, **fields}
        answer = text(mei.post(address(draft, "save/"), sent, headers={"HX-Request": "true"}))
        told = re.findall(r'name="told" id="told" value="([^"]*)"', answer)[0]
        return answer

    assert 'class="error"' not in page
    answer = typed(packages="many")
    assert 'class="error"' in note(answer, "packages") and "saved 09:00, to be mended: 1" in answer
    answer = typed(net_weight="999999999")
    assert 'class="error"' in note(answer, "net_weight") and told == "packages,net_weight"
    page = text(mei.get(address(draft)))
    assert page.count('class="error"') == 2 and 'id="errors"' not in page
    answer = typed(gross_weight="9999999999")
    assert 'class="error"' not in note(answer, "net_weight"), "what is right by now is told too"
    answer = typed(bill="")
    assert 'class="error"' not in note(answer, "bill"), "what is missing is told when all is checked"
    page = text(mei.get(address(draft), {"checked": "1"}))
    told = re.findall(r'name="told" id="told" value="([^"]*)"', page)[0]
    answer = typed(packages="1")
    assert 'class="error"' in note(answer, "bill") and 'class="error"' not in note(answer, "packages")


def test_the_elements_of_a_commodity_are_entries_and_are_kept_whatever_it_is(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    path = next(path for path in stated(draft) if path.endswith("/specification"))
    was, code = stated(draft)[path], path.replace("specification", "commodity_code")
    page = text(mei.get(address(draft)))
    entries = re.findall(rf'name="{path}" value="([^"]*)"', page)
    assert "|".join(entries) == was and len(entries) == 12 and "加工方法" in page
    answer = mei.post(address(draft), {**form_of(page), path: [*entries[:2], "原矿", "", "62%", ""]})
    assert answer.status_code == 302 and stated(draft)[path] == f"{entries[0]}|{entries[1]}|原矿||62%"
    told = text(mei.post(address(draft, "save/"), {**form_of(page), code: "0302830000"}))
    assert told.count(f'name="{path}"') == 5 and "拉丁名称" in told and "further element 5" in told
    mei.post(address(draft, "save/"), {**form_of(page), code: ""})
    assert stated(draft)[path].endswith("|原矿||62%")
    assert text(mei.get(address(draft))).count(f'name="{path}"') == 1, "whole, where no element is known"


def test_another_window_is_told_and_loses_nothing(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    first, second = (form_of(text(mei.get(address(draft)))) for _ in range(2))
    mei.post(address(draft, "save/"), {**first, "contract": "FIRST"})
    told = text(mei.post(address(draft, "save/"), {**second, "contract": "SECOND"}))
    assert "FIRST" in told and "Another window" in told and stated(draft)["contract"] == "FIRST"
    answer = mei.post(address(draft), {**second, "contract": "SECOND", "bill": "B-2", "do": "save"})
    page = text(answer)
    assert answer.status_code == 409 and "FIRST" in page and 'value="SECOND"' in page
    assert stated(draft)["bill"] == "B-2"
    assert mei.post(address(draft), {**form_of(page), "contract": "SECOND"}).status_code == 302
    assert stated(draft)["contract"] == "SECOND"


def test_everything_wrong_is_told_with_a_link_to_its_field(harbour: Harbour) -> None:
    draft, mei = drafted(harbour, {"bill": None, "items/1/commodity_code": "2601112001"}), client(MEI)
    page = text(mei.get(address(draft, "check/")))
    assert f'href="{address(draft)}?checked=1#f-bill"' in page
    assert re.search(r'\?checked=1&amp;open=items/(\d)#f-items-\1-commodity_code"', page)
    assert ">Lodge<" not in page.split("</header>")[1]
    page = text(mei.get(address(draft), {"checked": "1"}))
    assert 'href="#f-bill"' in page and 'aria-invalid="true"' in page
    assert "unit of the deal" not in page, "it follows from the commodity, which is told"
    bare = text(mei.get(address(drafted(harbour, {"deal_terms": None}), "check/")))
    assert "Deal terms must be stated" in bare and "a price on deal terms" not in bare
    costs = {"other_costs/amount": "5", "self_assessed": "1"}
    mei.post(address(draft, "save/"), {**form_of(page), **costs})
    page = text(mei.get(address(draft), {"checked": "1"}))
    told = r'href="#(l-items-\d-taxes)".*id="\1"[^>]*>\s*<p class="error" id="\1_error">'
    assert re.search(told, page, re.S)
    assert ">Other charges: mark" in page and "per tonne" not in page.split("</ul>")[0]
    answer = mei.post(address(draft, "check/"))
    assert answer.status_code == 422 and "#f-bill" in text(answer)
    draft.refresh_from_db()
    assert draft.dossier is None


@pytest.mark.parametrize("who", [SUN, LIN, BO])
def test_another_enterprises_draft_is_as_if_it_were_not_there(harbour: Harbour, who: Actor) -> None:
    draft, other = drafted(harbour), client(who)
    for rest in ("", "check/", "receipt/", "discard/", "goods/?q=x"):
        assert other.get(address(draft, rest)).status_code == 404, rest
    for rest in ("", "save/", "check/", "discard/", "papers/"):
        assert other.post(address(draft, rest), {"bill": "STOLEN"}).status_code == 404, rest
    assert stated(draft)["bill"] == "PLDLC2009A"
    assert "未烧结" not in text(other.get("/trade/drafts/"))
    nobody = "/trade/drafts/99999999999999999999999999/"
    assert other.get(nobody).status_code == 404
    assert client(DONG).get(address(draft)).status_code == 403


def test_a_copy_is_of_ones_own_only(harbour: Harbour) -> None:
    from tongguan.desk.declarations.models import Draft
    from tongguan.desk.dossiers.models import Dossier

    draft, mei = drafted(harbour), client(MEI)
    mei.post(address(draft, "check/"))
    reference = Dossier.objects.get().reference
    assert client(SUN).post("/trade/drafts/start/", {"copy": reference}).status_code == 422
    answer = mei.post("/trade/drafts/start/", {"copy": reference})
    copy = Draft.objects.get(dossier=None)
    assert answer.url == address(copy) and stated(copy)["contract"] == "ST-31"
    latest = text(mei.get("/trade/drafts/")).split("Lately lodged")[1]
    assert latest.index(reference) < latest.index(copy.goods), "which one it was is told by its goods"


def test_papers_are_given_once_and_handed_out_as_files(harbour: Harbour) -> None:
    from tongguan.desk.documents.models import Belonging, Document
    from tongguan.desk.dossiers.models import Dossier

    draft, mei = drafted(harbour), client(MEI)
    files = [
        SimpleUploadedFile("发票.pdf", pdf()),
        SimpleUploadedFile("page.pdf", b"<html><script>alert(1)</script>"),
    ]
    answer = mei.post(address(draft, "papers/"), {"base": "1", "window": "w", "papers": files})
    paper = Document.objects.get()
    assert "发票.pdf" in text(answer) and "page.pdf" in text(answer)
    assert "00000001" in stated(draft).values() and paper.digest in stated(draft).values()
    file = mei.get(f"/trade/documents/{paper.pk}/")
    assert b"".join(file.streaming_content) == pdf()
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    dong, sun = client(DONG), client(SUN)
    assert [c.get(f"/trade/documents/{paper.pk}/").status_code for c in (dong, sun)] == [404, 404]
    mei.post(address(draft, "check/"))
    assert Belonging.objects.get().dossier == Dossier.objects.get()
    assert [c.get(f"/trade/documents/{paper.pk}/").status_code for c in (dong, sun)] == [200, 404]
    another = drafted(harbour)
    page = text(mei.get(address(another)))
    assert f'value="again {paper.pk}"' in page
    mei.post(address(another), {**form_of(page), "do": f"again {paper.pk}"})
    assert paper.digest in stated(another).values() and Document.objects.count() == 1
    assert mei.post(address(another), {"do": "again 999"}).status_code == 404


def test_lines_come_from_a_table_or_what_is_wrong_is_told_by_row_and_column(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI, "zh")
    table = "商品编号,商品名称,成交数量,单价\n2601112000,铁矿,3,5\n2601112000,铁矿,x,5\n"
    answer = mei.post(address(draft), {"lines": SimpleUploadedFile("t.csv", table.encode()), "do": "lines"})
    assert answer.status_code == 422 and "第3行第C列（成交数量）" in text(answer)
    assert len([path for path in stated(draft) if path.endswith("/commodity_code")]) == 1
    good = SimpleUploadedFile("t.csv", table.replace("x", "4").encode("gb18030"))
    assert mei.post(address(draft), {"lines": good, "do": "lines"}).status_code == 302
    assert len([path for path in stated(draft) if path.endswith("/commodity_code")]) == 3
