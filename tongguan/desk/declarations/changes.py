"""Changes of what was declared: amendment and withdrawal, asked for, required, granted and refused.

Source: GACC Decree 220. Only for the causes listed in table `amendment_cause`, with evidence; never while an
inspection order or an offence case is open. An amendment is a new version: nothing lodged is edited.
"""

from dataclasses import replace
from datetime import date, datetime

from tongguan.desk.cargo.recording import expect, hear_again, must_be_theirs
from tongguan.desk.declarations import current, needs, openings, storing
from tongguan.desk.declarations.giving_up import give_up
from tongguan.desk.declarations.judgement import Books, Judged, judge
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.declarations.models import Content
from tongguan.desk.declarations.openings import declarant_of, parts_of, tracks_of_part
from tongguan.desk.declarations.repeats import Sent, keep
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.inspections.certificates import used_by
from tongguan.desk.inspections.proofs import restore_here
from tongguan.desk.inspections.sites import must_run_yard
from tongguan.desk.texts import wrong as unfit
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding, Refused
from tongguan.law.flow import NOBODY, NotOffered
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.words import register

NO_CAUSE = register(
    "L003",
    "{cause} is no cause for which a declaration may be amended or withdrawn.",
    "{cause}不属于可以修改或者撤销报关单的情形。",
)
NOT_THE_SAME = register(
    "L004",
    "An amendment cannot change {what}; withdraw the declaration and lodge another.",
    "修改申请不能变更{what}；请撤销报关单后重新申报。",
)
NO_EVIDENCE = register("L005", "Say which evidence supports the request.", "请注明支持该申请的证明材料。")

PLAIN = ("documents", "hold", "amendment", "withdrawal", "disposal", "offence", "commitment", "exit")
"""The tracks whose steps change nothing but the flow ..."""
WITH_MORE = frozenset(
    {
        *("request_amendment", "confirm_amendment", "grant_amendment"),
        *("request_withdrawal", "grant_withdrawal"),
    }
)
"""... but for these, which are actions of their own."""
REFUSE = "refuse"

FIXED: dict[str, tuple[str, str]] = {
    "direction": ("the direction", "进出口方向"),
    "reference": ("the reference", "编号"),
    "office": ("the customs office", "申报地海关"),
}
IN_BOXES = ("whether the goods come in containers", "货物是否装载于集装箱")


def request_amendment(
    dossier_id: int,
    lodging: Lodging,
    *,
    cause: str,
    evidence: str,
    books: Books,
    on: date,
    facts: Facts,
    actor: Actor,
    at: datetime,
    sent: Sent | None = None,
) -> int:
    """The trader asks that what it declared be replaced by `lodging`, of its own accord or because customs
    require it; the number of the new version. It is judged as of the day on which the declaration was
    accepted, as it will be when it is granted; `on` is the day of the request. Raises Refused with everything
    that is wrong, NotOffered while another request is under way."""
    facts = with_its_own(facts, dossier_id)
    accepted_on = current.current(dossier_id, books.law).accepted_on
    judged = judge(lodging.declaration, books=books, on=accepted_on, facts=facts, before=lodging.findings)
    wrong = [f for f in judged.findings if f.severity == "error"]

    def do(act: Act) -> int:
        now = current.current(act.id, books.law)
        findings = [*_cause(cause, evidence, books, on), *fixed(now.declaration, judged.declaration), *wrong]
        if findings:
            raise Refused(findings)
        version = 1 + max(Content.objects.filter(dossier_id=act.id).values_list("version", flat=True))
        stored = storing.add_content(
            act,
            version,
            media=lodging.media,
            raw=lodging.raw,
            content=storing.content_of(judged.declaration),
        )
        told = storing.told(stored, {"cause": cause, "evidence": evidence})
        if (required := _standing(act, "amendment", "required")) is not None:
            asked = act.take("confirm_amendment", part=required.part, data=told)
        else:
            asked = act.take("request_amendment", data=told)
        keep(act, sent, asked[0].seq)
        return version

    return act_on(dossier_id, do, actor=actor, at=at)


def grant_amendment(dossier_id: int, *, books: Books, facts: Facts, actor: Actor, at: datetime) -> None:
    """An officer grants the amendment: the new version is judged and takes the place of the old. Documents
    are reviewed again, the difference is posted, write-offs are taken back, orders stay and may be added.
    Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        now, version, judged = amended(act.id, books=books, facts=facts)
        stated = judged.declaration
        asked = _standing(act, "amendment", "requested", "confirmed")
        granted = act.take("grant_amendment", part=asked.part if asked else "", also_on=("",))
        for part in parts_of(stated):
            if part not in act.case.parts:
                act.add_part(part, tracks_of_part(part, judged.facts.offices))
        expect(act, things := openings.expected(stated))
        _hand_on(act, judged.facts, cause=granted[0].seq)
        hear_again(act, things)
        restore_here(act, reason="amended")
        wanted = needs.proofs(judged, books)
        new = needs.new(act, wanted)
        current.follow(act, now, judged, books=books, version=version, reason="amended", opens=new)
        needs.settle(act, wanted, cause=granted[0].seq)

    act_on(dossier_id, do, actor=actor, at=at)


def _hand_on(act: Act, facts: Facts, *, cause: int) -> None:
    """What is still open where the goods come in, go out or are bound for goes to the office that the
    declaration names now."""
    for key, at in act.case.tracks.items():
        office = facts.offices.get(openings.AT.get(key.track, ""), act.cover.office)
        shut = at.whose == NOBODY or act.case.ended.get(key.part, "") not in act.flow.goes_on
        if key.track in openings.AT and not shut and office != at.office:
            act.hand_on(key, office, cause=cause)


def amended(dossier_id: int, *, books: Books, facts: Facts) -> tuple[current.Current, int, Judged]:
    """The declaration as it stands, and the newest version of it, judged: what would hold were the amendment
    granted. Raises Refused."""
    now = current.current(dossier_id, books.law)
    version, stated = current.newest(dossier_id, books.law, now.accepted_on)
    its_own, was = with_its_own(facts, dossier_id), now.facts
    known = replace(its_own, identity=was.identity, withdrawn_on=was.withdrawn_on)
    return now, version, current.judge_again(now, books=books, facts=known, stated=stated)


def request_withdrawal(
    dossier_id: int,
    *,
    cause: str,
    evidence: str,
    books: Books,
    on: date,
    actor: Actor,
    at: datetime,
    sent: Sent | None = None,
) -> None:
    """The trader asks to take the declaration back, of its own accord or because customs demand it. Raises
    Refused, NotOffered."""

    def do(act: Act) -> None:
        if findings := _cause(cause, evidence, books, on):
            raise Refused(findings)
        demanded = _standing(act, "withdrawal", "demanded")
        step = "request_withdrawal" if demanded is None else "agree_to_withdrawal"
        told = storing.told({"cause": cause, "evidence": evidence})
        asked = act.take(step, part=demanded.part if demanded else "", data=told)
        keep(act, sent, asked[0].seq)

    act_on(dossier_id, do, actor=actor, at=at)


def grant_withdrawal(dossier_id: int, *, actor: Actor, at: datetime) -> None:
    """An officer lets the declaration be taken back: nothing is owed on it, guarantees and write-offs are
    given back. Its reference stays used. Raises NotOffered, Refused: some goods have gone or are released."""
    act_on(dossier_id, lambda act: give_up(act, "grant_withdrawal", reason="withdrawn"), actor=actor, at=at)


def take(
    dossier_id: int,
    step: str,
    *,
    actor: Actor,
    at: datetime,
    part: str = "",
    number: int = 0,
    data: str = "",
    sent: Sent | None = None,
) -> None:
    """Every step that changes nothing but the flow: `clear`, `ask`, `answer`, `refuse_amendment`,
    `hold_for_documents`, ... One that moves money, goods or papers too is an action of its room, and not to
    be had here. `number` 0 is the only one in such a state. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        found = act.flow.steps.get(step)
        if found is None or found.track not in PLAIN or step in WITH_MORE:
            raise NotOffered(step, "no_such_step")
        must_run_yard(act, part)
        must_be_theirs(act)
        if step == REFUSE:  # it is no declaration any more, so that nothing is owed on it either
            taken = give_up(act, step, reason="refused", data=data)
        else:
            taken = act.take(step, part=part, number=number, data=data, offices=_deciding(act))
        keep(act, sent, taken[0].seq)

    act_on(dossier_id, do, actor=actor, at=at)


def _deciding(act: Act) -> dict[str, str]:
    """Whoever asks for it, what was declared is changed at the office that accepted it (GACC Decree 220)."""
    return dict.fromkeys(("amendment", "withdrawal"), act.cover.office)


def _standing(act: Act, track: str, *states: str) -> TrackKey | None:
    """The change that stands in a state: of the whole, or of the part whose inspection called for it."""
    found = (key for key, at in act.case.tracks.items() if key.track == track and at.state in states)
    return next(found, None)


def with_its_own(facts: Facts, dossier_id: int) -> Facts:
    """The facts with what the declaration itself has used of its documents still to be used: an amendment
    takes the write-offs back, and they are taken again."""
    own, licences = used_by(dossier_id), dict(facts.licences)
    for place in own.keys() & licences.keys():
        left = licences[place].quantity
        if left is not None:
            licences[place] = replace(licences[place], quantity=left + own[place])
    return replace(facts, licences=licences)


def _cause(cause: str, evidence: str, books: Books, on: date) -> list[Finding]:
    findings = [*unfit("/cause", cause), *unfit("/evidence", evidence)]
    if books.law.table("amendment_cause", on) and not books.law.get("amendment_cause", cause, on):
        findings.append(Finding(NO_CAUSE, "/cause", {"cause": cause[:40]}))
    if not evidence.strip():
        findings.append(Finding(NO_EVIDENCE, "/evidence"))
    return findings


def fixed(before: Declaration, after: Declaration) -> list[Finding]:
    """What identifies a declaration cannot be amended: it would be another one."""
    changed = [
        Finding(NOT_THE_SAME, f"/{name}", {"what": en, "what_zh": zh})
        for name, (en, zh) in FIXED.items()
        if getattr(before, name) != getattr(after, name)
    ]
    if declarant_of(before) != declarant_of(after):
        changed.append(_party("/declarant/identifier", "the declarant", "申报单位"))
    if (before.trader and before.trader.identifier) != (after.trader and after.trader.identifier):
        changed.append(_party("/trader/identifier", "the trader", "境内收发货人"))
    if gone := sorted(set(parts_of(before)) - set(parts_of(after))):
        box = (f"container {gone[0]}", f"集装箱{gone[0]}") if gone[0] else IN_BOXES
        changed.append(_party("/containers", *box))
    return changed


def _party(pointer: str, en: str, zh: str) -> Finding:
    return Finding(NOT_THE_SAME, pointer, {"what": en, "what_zh": zh})
