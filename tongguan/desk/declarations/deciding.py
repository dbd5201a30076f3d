"""What an officer decides on a declaration beyond moving a track: what he has before him, and deciding it."""

from dataclasses import dataclass
from datetime import datetime

from tongguan.desk.cargo.queries import entered_at
from tongguan.desk.declarations import asking, changes, current
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.judgement import Books, Judged
from tongguan.desk.declarations.openings import expected
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.dossiers.queries import cover_of, events_of
from tongguan.desk.inspections.proofs import LICENCES, restore_here
from tongguan.law.calendar import local_day
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding, Refused
from tongguan.law.kernel.case import Actor

ASKED = ("request_amendment", "confirm_amendment")


@dataclass(frozen=True, slots=True)
class Weighed:
    """What would hold were the amendment granted: `judged`, or what is wrong with it now."""

    judged: Judged | None
    findings: tuple[Finding, ...] = ()


def weigh(dossier_id: int, *, jurisdiction: str, at: datetime) -> Weighed:
    """Judges the version that was asked for, as granting it would; nothing is written."""
    books = books_of(jurisdiction)
    try:
        _, _, judged = changes.amended(dossier_id, books=books, facts=_facts(dossier_id, books, at))
    except Refused as refused:
        return Weighed(None, tuple(refused.findings))
    return Weighed(judged)


def grant_amendment(dossier_id: int, *, actor: Actor, at: datetime) -> None:
    """Grants the amendment that was asked for, on what is known of it at `at`. Raises NotOffered, Refused."""
    books = books_of(cover_of(dossier_id).jurisdiction)
    changes.grant_amendment(dossier_id, books=books, facts=_facts(dossier_id, books, at), actor=actor, at=at)


def doubt_licences(dossier_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """An officer finds a supervision document failing (forged, of other goods): the trader must mend it.
    Raises NotOffered."""
    act_on(dossier_id, lambda act: act.take("find_licence_failing", data=reason), actor=actor, at=at)


def restore_licences(dossier_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Gives back whatever was written off. Raises NotOffered."""

    def do(act: Act) -> None:
        act.may("restore_licence", LICENCES)
        restore_here(act, reason=reason)
        if act.case.tracks[LICENCES].state != "restored":  # nothing had been written off yet
            act.take("restore_licence", data=reason)

    act_on(dossier_id, do, actor=actor, at=at)


def _facts(dossier_id: int, books: Books, at: datetime) -> Facts:
    """What is to be known of the newest version: asked as of whoever asked for it, or lodged."""
    events = events_of(dossier_id)
    asked = next((one for one in reversed(events) if one.name in ASKED), events[0])
    on = local_day(at, books.law)
    _, stated = current.newest(dossier_id, books.law, on)
    entered = entered_at(expected(stated))
    question = asking.Question(asked.by, on, books.law, asked.behalf)
    return asking.facts(stated, question, entered_on=local_day(entered, books.law) if entered else None)
