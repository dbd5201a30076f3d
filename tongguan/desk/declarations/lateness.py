"""The fee for declaring late, which the law takes by itself (Customs Law art. 24; GACC Decree 128)."""

from tongguan.desk.declarations.judgement import Judged, encode
from tongguan.desk.dossiers.act import Act
from tongguan.desk.revenue.opening import first_surcharge
from tongguan.desk.revenue.postings import adjust_debt
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.fees import Fee, late_declaration
from tongguan.law.taxing.how import plain

FEE = "late_declaration_fee"
RATE = "late_declaration_rate"


def charge_lateness(act: Act, judged: Judged, book: Rulebook) -> None:
    """Opens a debt of its own, while the dossier is opened, where imports are declared after the days that
    the law gives. It is paid, or secured by a bail equal to it, before the goods may leave. Books without
    such a fee take none."""
    fee = _fee(act, judged, book)
    if fee is not None and fee.amount:
        assert judged.assessment is not None
        currency, reason = _told(fee, judged, book)
        charges, amount = judged.assessment.charges, fee.amount
        first_surcharge(act, charges, tax=FEE, amount=amount, currency=currency, reason=reason)


def settle_lateness(act: Act, judged: Judged, book: Rulebook) -> None:
    """Brings the fee to what a new judgement makes of it: entry was reported late, or the value changed."""
    fee = _fee(act, judged, book)
    if fee is not None:
        currency, reason = _told(fee, judged, book)
        adjust_debt(act, tax=FEE, amount=fee.amount, currency=currency, reason=reason)


def _fee(act: Act, judged: Judged, book: Rulebook) -> Fee | None:
    assessment, entered = judged.assessment, judged.facts.entered_on
    assert assessment is not None
    if act.cover.kind != "import" or entered is None or book.get("parameter", RATE, judged.on) is None:
        return None
    anew = judged.facts.withdrawn_on
    return late_declaration(assessment.customs_value, entered, judged.on, book, withdrawn_on=anew)


def _told(fee: Fee, judged: Judged, book: Rulebook) -> tuple[str, str]:
    """The money, and the explanation as codes and arguments."""
    money = book.need("parameter", "currency", judged.on)
    return money.text, encode([plain(one, (money.en, money.zh)) for one in fee.how]).decode()
