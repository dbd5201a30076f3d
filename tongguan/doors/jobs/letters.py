"""A letter as the files that its recipient reads: JSON, or WCO responses for who lodged WCO XML."""

import json
from collections.abc import Iterator
from datetime import datetime

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.judgement import told_of
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.declarations.receipts import local_of
from tongguan.desk.dossiers.models import Dossier, Event
from tongguan.desk.dossiers.outbox import Letter
from tongguan.doors.codecs import letters, wco_answers
from tongguan.doors.codecs.wco_paths import mapping
from tongguan.law.calendar import local_day


def files(letter: Letter) -> Iterator[tuple[str, bytes]]:
    """Names and contents. Raises Dossier.DoesNotExist."""
    responses = _responses(letter)
    for number, response in enumerate(responses, 1):
        yield f"{letter.id}.{number}.xml", response
    if not responses:
        told = {"id": letter.id, "kind": letter.kind, "recipient": letter.recipient, "body": letter.body}
        yield f"{letter.id}.json", json.dumps(told, ensure_ascii=False).encode()


def _responses(letter: Letter) -> tuple[bytes, ...]:
    """None for who does not speak WCO XML, and for what it has no word for."""
    dossier = Dossier.objects.get(pk=letter.dossier)
    media = Content.objects.filter(dossier_id=dossier.pk, version=1).values_list("media", flat=True).first()
    if media != "wco" or letter.recipient != dossier.declarant:
        return ()
    at = Event.objects.values_list("recorded_at", flat=True).get(dossier_id=dossier.pk, seq=letter.seq)
    local = local_of(dossier.pk)
    if letter.kind == "receipt":
        return _receipt(dossier, local, at)
    body = {**json.loads(letter.body), "reference": dossier.reference, "local": local}
    made = letters.response(letter.kind, body, identifier=letter.id, at=at)
    return () if made is None else (made,)


def _receipt(dossier: Dossier, local: str, at: datetime) -> tuple[bytes, ...]:
    """The first judgement, whatever has been judged since: it is the answer to the lodging."""
    law = books_of(dossier.jurisdiction).law
    first = Judgement.objects.values_list("result", flat=True).get(dossier_id=dossier.pk, number=1)
    told, on = told_of(first), local_day(at, law)
    return wco_answers.answer(
        accepted=True,
        at=at,
        currency=law.need("parameter", "currency", on).text,
        reference=dossier.reference,
        local=local,
        findings=told["findings"],
        assessment=told["assessment"],
        way=mapping(law, on, dossier.kind),
    )
