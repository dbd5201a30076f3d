"""Documents that declarations lean on: known, used, given back, never overdrawn."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal as D
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from tests.desk import port
from tests.desk.port import (
    AT,
    IMPORTER,
    INSPECTOR,
    LABORATORY,
    OFFICER,
    SECOND,
    SYSTEM,
    TRADER,
    later,
    state,
    steps,
)
from tests.desk.visits import PORT, why, with_results
from tongguan.desk.dossiers.actions import act
from tongguan.desk.inspections import actions, certificates, proofs, queries
from tongguan.desk.inspections.models import Certificate
from tongguan.desk.inspections.proofs import Use
from tongguan.desk.rulebooks.actions import publish
from tongguan.desk.rulebooks.queries import book
from tongguan.law.facts import Licence
from tongguan.law.findings import Finding, Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor

pytestmark = pytest.mark.usefixtures("dalian")
MINISTRY = Actor("61", "authority", "MOFCOM")


def a_licence(number: str = "LIC-1", quantity: str | None = "100", **more: object) -> Certificate:
    given = {
        "jurisdiction": "cn",
        "code": "7",
        "number": number,
        "issuer": "MOFCOM",
        "holder": IMPORTER,
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2020, 6, 30),
        "commodities": ("2601", "2602"),
        "quantity": None if quantity is None else D(quantity),
        "unit": "070",
        "actor": MINISTRY,
        "at": AT,
    }
    return certificates.register(**{**given, **more})  # type: ignore[arg-type]


def write_off(dossier_id: int, *uses: Use, hours: float) -> Sequence[Finding]:
    return act(dossier_id, lambda it: proofs.write_off_here(it, uses), actor=SYSTEM, at=later(hours))


def using(*uses: Use, reference: str = "R1", hours: float = 1) -> int:
    one = port.lodged(("documents", "", "checking"), ("licences", "", "pending"), reference=reference)
    write_off(one, *uses, hours=hours)
    return one


def left(number: str = "LIC-1") -> D | None:
    return certificates.licences("cn", [("7", number)])["7", number].quantity


def test_a_licence_is_a_fact_for_the_checks() -> None:
    a_licence()
    found = certificates.licences("cn", [("7", "LIC-1"), ("7", "LIC-2"), ("B", "LIC-1")])
    assert found == {
        ("7", "LIC-1"): Licence(
            code="7",
            number="LIC-1",
            holder=IMPORTER,
            valid_from=date(2020, 1, 1),
            valid_to=date(2020, 6, 30),
            commodities=("2601", "2602"),
            quantity=D("100.00000"),
            unit="070",
        )
    }
    assert certificates.licences("gb", [("7", "LIC-1")]) == {}
    assert certificates.licences("cn", []) == {}


def test_only_its_issuer_enters_a_document_and_once() -> None:
    a_licence()
    for more, code in (
        ({"actor": TRADER, "number": "X"}, "I115"),
        ({"actor": LABORATORY, "number": "X"}, "I115"),
        ({}, "I111"),
    ):
        with pytest.raises(Refused) as refused:
            a_licence(**more)  # type: ignore[arg-type]
        assert why(refused) == code


def test_what_is_used_is_written_off_and_never_more_than_there_is() -> None:
    a_licence()
    one = using(Use("7", "LIC-1", 1, D(60)), Use("7", "LIC-1", 2, D("39.5")))
    assert (state(one, "licences"), left()) == ("written_off", D("0.5"))
    two = port.lodged(("documents", "", "checking"), ("licences", "", "pending"), reference="R2")
    a_licence("LIC-2")
    asked = [Use("7", "LIC-2", 1, D(1)), Use("7", "LIC-1", 1, D(1)), Use("7", "NONE", 1, D(1))]
    wrong = write_off(two, *asked, hours=2)
    assert [finding.code for finding in wrong] == ["I114", "I112"]
    assert (state(two, "licences"), left("LIC-1"), left("LIC-2")) == ("failing", D("0.5"), D(100))
    proofs.bring_licence(two, reference="LIC-3", actor=TRADER, at=later(3))
    assert state(two, "licences") == "pending"


def test_a_document_without_limit_is_never_used_up() -> None:
    a_licence(quantity=None)
    using(Use("7", "LIC-1", 1, D(10**6)))
    assert left() is None


def test_what_was_used_is_given_back() -> None:
    a_licence()
    one = using(Use("7", "LIC-1", 1, D(60)), Use("7", "LIC-1", 2, D(10)))
    back = act(one, lambda it: proofs.restore_here(it, reason="withdrawn"), actor=OFFICER, at=later(2))
    assert (back, left(), state(one, "licences")) == ({("7", "LIC-1"): D(70)}, D(100), "restored")
    again = act(one, lambda it: proofs.restore_here(it, reason="withdrawn"), actor=OFFICER, at=later(3))
    assert (again, left()) == ({}, D(100))


def test_an_amendment_takes_again_what_it_gave_back() -> None:
    a_licence()
    one = using(Use("7", "LIC-1", 1, D(60)))
    port.take(one, "request_amendment", TRADER, later(2))

    def grant(it: object) -> None:
        it.take("grant_amendment")  # type: ignore[attr-defined]
        proofs.restore_here(it, reason="amended")  # type: ignore[arg-type]

    act(one, grant, actor=OFFICER, at=later(3))
    assert (state(one, "licences"), left()) == ("pending", D(100))
    write_off(one, Use("7", "LIC-1", 1, D(80)), hours=4)
    assert left() == D(20)


def test_a_revoked_document_is_none() -> None:
    a_licence()
    one = using(Use("7", "LIC-1", 1, D(60)))
    told = {"jurisdiction": "cn", "code": "7", "number": "LIC-1", "reason": "fraud", "at": later(2)}
    with pytest.raises(Refused):
        certificates.revoke(actor=LABORATORY, **told)  # type: ignore[arg-type]
    certificates.revoke(actor=MINISTRY, **told)  # type: ignore[arg-type]
    assert certificates.licences("cn", [("7", "LIC-1")]) == {}
    two = port.lodged(("documents", "", "checking"), ("licences", "", "pending"), reference="R2")
    (wrong,) = write_off(two, Use("7", "LIC-1", 1, D(1)), hours=3)
    assert wrong.code == "I113"
    act(one, lambda it: proofs.restore_here(it, reason="withdrawn"), actor=OFFICER, at=later(4))
    assert certificates.licences("cn", [("7", "LIC-1")]) == {}


def test_an_inspector_issues_an_electronic_ledger_once_inspections_are_over() -> None:
    one = with_results()
    given = {"code": "B", "number": "210000120000001", "holder": IMPORTER, "quantity": D(500), "unit": "035"}
    with pytest.raises(NotOffered):
        proofs.issue(one, **given, actor=INSPECTOR, at=later(5))  # type: ignore[arg-type]
    actions.conclude(one, PORT, outcome="pass", actor=SECOND, at=later(6))
    with pytest.raises(Refused):
        proofs.issue(one, **given, actor=OFFICER, at=later(7))  # type: ignore[arg-type]
    proofs.issue(one, **given, actor=INSPECTOR, at=later(7))  # type: ignore[arg-type]
    assert [str(c) for c in queries.certificates_of(one)] == ["B 210000120000001"]
    assert certificates.licences("cn", [("B", "210000120000001")])["B", "210000120000001"].quantity == D(500)


def test_conformity_is_mended_before_the_goods_may_be_used() -> None:
    one = port.lodged(("documents", "", "checking"), ("conformity", "", "pending"))
    proofs.assess_conformity(one, conforms=False, reason="no Chinese label", actor=INSPECTOR, at=later(1))
    with pytest.raises(NotOffered):
        proofs.mend_conformity(one, reference="photo", actor=port.STRANGER, at=later(2))
    proofs.mend_conformity(one, reference="photo", actor=TRADER, at=later(2))
    proofs.assess_conformity(one, conforms=True, reason="", actor=INSPECTOR, at=later(3))
    assert steps(one)[-3:] == ["find_nonconforming", "mend_conformity", "find_conforming"]


def test_which_documents_reach_us_is_a_row_of_the_book(tmp_path: Path) -> None:
    assert certificates.issuers(book("cn"), date(2020, 3, 2)) == frozenset()
    row = "connected_documents,2020-01-01,7 B,codes,\u4ee3\u7801,a test,no"
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "parameter.csv").write_text(f"key,valid_from,value,en,zh,source,verified\n{row}\n", "utf-8")
    publish(folder=folder, jurisdiction="cn", by="a", approved_by="b", at=AT)
    assert certificates.issuers(book("cn"), date(2020, 3, 2)) == {"7", "B"}
    assert certificates.issuers(book("cn"), date(2019, 3, 2)) == frozenset()


def test_a_counter_enters_papers_of_its_own_office_and_of_issuers_entrusted_to_it(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        a_licence(actor=port.OFFICER)
    assert why(refused) == "I130"
    a_licence("OWN", actor=port.OFFICER, issuer=port.OFFICER.behalf)
    head = "key,valid_from,value,en,zh,scope,source,verified"
    row = "counter_issuers,2020-01-01,FDA MOFCOM,issuers,\u673a\u6784,office:0908,a test,no"
    (tmp_path / "parameter.csv").write_text(f"{head}\n{row}\n", "utf-8")
    publish(folder=tmp_path, jurisdiction="cn", by="a", approved_by="b", at=AT)
    a_licence(actor=port.OFFICER)
    elsewhere = Actor("77", "document_officer", "0902")
    for actor in (elsewhere, INSPECTOR):  # another office's; and who issues, but enters for nobody
        with pytest.raises(Refused) as refused:
            a_licence("LIC-2", actor=actor)
        assert why(refused) == "I130"


@pytest.mark.parametrize("table", ["certificate", "writeoff"])
def test_what_was_issued_and_used_is_frozen(table: str) -> None:
    a_licence()
    using(Use("7", "LIC-1", 1, D(60)))
    for verb in (f"UPDATE \"inspections_{table}\" SET quantity = '9'", f'DELETE FROM "inspections_{table}"'):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)
