"""The fee for declaring late, which the law takes by itself (Customs Law art. 24; GACC Decree 128)."""

from tongguan.desk.declarations.judgement import Judged
from tongguan.desk.dossiers.act import Act
from tongguan.desk.revenue.postings import first_surcharge
from tongguan.law.fees import late_declaration
from tongguan.law.rulebook import Rulebook

LATE_DECLARATION = "late_declaration_fee"
RATE = "late_declaration_rate"


def charge_lateness(act: Act, judged: Judged, book: Rulebook) -> None:
    """Opens a debt of its own where imports are declared after the days that the law gives. It is paid, or
    secured by a bail equal to it, before the goods may leave. Books without such a fee take none."""
    assessment, entered = judged.assessment, judged.facts.entered_on
    assert assessment is not None
    if act.cover.kind != "import" or entered is None or book.get("parameter", RATE, judged.on) is None:
        return
    fee = late_declaration(assessment.customs_value, entered, judged.on, book)
    if fee.amount:
        first_surcharge(
            act,
            assessment.charges,
            tax=LATE_DECLARATION,
            amount=fee.amount,
            currency=book.need("parameter", "currency", judged.on).text,
            reason=f"{fee.days} days late, from {fee.first} to {fee.last}",
        )
