"""What stands in the way of security: a licence that lacks, or a law that forbids it.

Source: Regulations on Customs Affairs Guarantees art. 4.
"""

from django.db.models import Max

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.revenue.models import Bar


def bar_security(act: Act, *, reason: str) -> None:
    """From now on no guarantee may stand for the dossier's debts."""
    _bar(act, reason, lifted=False)


def lift_bar(act: Act, *, reason: str) -> None:
    """Security may stand again."""
    _bar(act, reason, lifted=True)


def standing_bar(dossier_id: int) -> str:
    """Why no guarantee may stand, "" where one may."""
    last = Bar.objects.filter(dossier_id=dossier_id).order_by("-number").first()
    return "" if last is None or last.lifted else last.reason


def _bar(act: Act, reason: str, *, lifted: bool) -> None:
    last = Bar.objects.filter(dossier_id=act.id).aggregate(last=Max("number"))["last"] or 0
    if insert_new(Bar, [(act.id, last + 1, lifted, reason, act.at, act.actor.person)]) != [True]:
        raise Stale(f"dossier {act.id} has a new bar")
