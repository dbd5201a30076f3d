"""What stands in the way of security: a licence that lacks, or a law that forbids it.

Source: Regulations on Customs Affairs Guarantees art. 4.
"""

from datetime import datetime

from django.db.models import Max

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.revenue import postings, words
from tongguan.desk.revenue.models import Bar
from tongguan.desk.revenue.proof import vouch
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.kernel.pen import NotOffered

BY = ("revenue_officer",)


def bar(dossier_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """A revenue officer of the debt's office: no guarantee may stand here. Raises NotOffered, Refused: that
    is so already."""
    _decided(dossier_id, actor, at, reason, lifted=False)


def lift(dossier_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """A revenue officer of the debt's office: a guarantee may stand again. Raises NotOffered, Refused:
    nothing stands in the way."""
    _decided(dossier_id, actor, at, reason, lifted=True)


def _decided(dossier_id: int, actor: Actor, at: datetime, reason: str, *, lifted: bool) -> None:
    def do(act: Act) -> None:
        if why := act.case.kept_from(act.actor, BY, TrackKey(postings.TRACK, "", 1)):
            raise NotOffered("act", why)
        if bool(standing_bar(act.id)) != lifted:
            raise refused(words.NOT_BARRED if lifted else words.BARRED_ALREADY)
        _bar(act, reason, lifted=lifted)

    act_on(dossier_id, do, actor=actor, at=at)


def standing_bar(dossier_id: int) -> str:
    """Why no guarantee may stand, "" where one may."""
    last = Bar.objects.filter(dossier_id=dossier_id).order_by("-number").first()
    return "" if last is None or last.lifted else last.reason


def _bar(act: Act, reason: str, *, lifted: bool) -> None:
    last = Bar.objects.filter(dossier_id=act.id).aggregate(last=Max("number"))["last"] or 0
    row = {"dossier_id": act.id, "number": last + 1, "lifted": lifted, "reason": reason}
    row |= {"at": act.at, "by": act.actor.person}
    if insert_new(Bar, [row]) != [True]:
        raise Stale(f"dossier {act.id} has a new bar")
    vouch(act, (Bar, row))
