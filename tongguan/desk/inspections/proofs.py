"""Proofs that a dossier needs beside the inspection itself: documents written off, conformity, certificates
issued. Each is one action on the dossier; the functions that end in `_here` do the same inside one."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.inspections import certificates, words
from tongguan.desk.inspections.models import Certificate
from tongguan.law.findings import Finding, Refused, refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor, TrackKey

PARTLY = "licence_used"
"""The event by which one issuer has written off its own documents, and others have not yet."""
LICENCES = TrackKey("licences")


class Use(NamedTuple):
    """A quantity of a document that a goods line uses; 0 where only its presence matters."""

    code: str
    number: str
    line: int
    quantity: Decimal


def write_off_here(
    act: Act, uses: Sequence[Use], *, before: Sequence[Finding] = (), told: str = "", rest: bool = False
) -> tuple[Finding, ...]:
    """Writes all these documents off, or none: then the findings say why, with those of whoever worked out
    the uses `before`, and the trader must mend it. What a dossier uses follows from what it declared, so
    that the action is of the room that knows it. With a `rest` other documents still wait for their own
    issuers. Raises NotOffered, Stale."""
    wrong: list[Finding] = [*before]
    try:
        with transaction.atomic():
            for use in sorted(uses):  # in one order, whoever else uses the same documents
                try:
                    certificates.write_off(act, **use._asdict())
                except Refused as refused:
                    wrong += refused.findings
            if wrong:
                raise Refused(wrong)
    except Refused:
        act.take("find_licence_failing", data=" ".join(finding.code for finding in wrong))
        return tuple(wrong)
    if rest:
        act.begin(PARTLY, (), data=told)
    else:
        act.take("write_off", data=told)
    return ()


def bring_licence(dossier_id: int, *, reference: str, actor: Actor, at: datetime) -> None:
    """The trader has mended what was wrong with a document. Raises NotOffered, Refused."""
    act_on(dossier_id, lambda act: act.take("bring_licence", data=reference), actor=actor, at=at)


def restore_here(act: Act, *, reason: str) -> dict[tuple[str, str], Decimal]:
    """Gives back whatever the dossier has used of documents, and says so on the track unless a step that
    was taken already did; the quantity by document."""
    back = dict(certificates.reverse(act, reason=reason))
    where = act.case.tracks.get(LICENCES)
    if where is not None and where.state in ("failing", "written_off"):
        act.take("restore_licence", data=reason)
    return back


def assess_conformity(dossier_id: int, *, conforms: bool, reason: str, actor: Actor, at: datetime) -> None:
    """The goods conform to the mandatory requirements, or must be mended first. Raises NotOffered."""
    step = "find_conforming" if conforms else "find_nonconforming"
    act_on(dossier_id, lambda act: act.take(step, data=reason), actor=actor, at=at)


def mend_conformity(dossier_id: int, *, reference: str, actor: Actor, at: datetime) -> None:
    """The trader has mended the goods (labels, papers). Raises NotOffered, Refused."""
    act_on(dossier_id, lambda act: act.take("mend_conformity", data=reference), actor=actor, at=at)


def issue(
    dossier_id: int,
    *,
    code: str,
    number: str,
    holder: str,
    actor: Actor,
    at: datetime,
    valid_from: date | None = None,
    valid_to: date | None = None,
    commodities: tuple[str, ...] = (),
    quantity: Decimal | None = None,
    unit: str = "",
    text: str = "",
) -> Certificate:
    """An inspector issues a certificate or an electronic ledger number on a dossier whose inspections are
    over. Raises Refused: not an inspector; NotOffered: an order is still open."""

    def do(act: Act) -> Certificate:
        tracks = [
            t for t in ("port_inspection", "destination_inspection") if (t, "passed") in act.flow.states
        ]
        unmet = act.case.unmet(dict.fromkeys(tracks, ("passed", "closed")), ("", *act.case.parts))
        if act.actor.capacity != "inspector":
            raise refused(words.NOT_YOURS)
        if unmet:
            raise NotOffered("issue", "nothing_open")
        return certificates.register(
            jurisdiction=act.cover.jurisdiction,
            code=code,
            number=number,
            issuer=act.actor.behalf,
            actor=act.actor,
            at=act.at,
            holder=holder,
            valid_from=valid_from,
            valid_to=valid_to,
            commodities=commodities,
            quantity=quantity,
            unit=unit,
            text=text,
            dossier=act.id,
        )

    return act_on(dossier_id, do, actor=actor, at=at)
