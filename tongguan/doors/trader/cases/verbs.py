"""How a trader asks for each step that is theirs: the form, what is said above it, and the action of the desk
that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from tongguan.desk.declarations import changes
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import proofs
from tongguan.desk.inspections.bookings import open_slots
from tongguan.desk.inspections.words import STANDS_IN
from tongguan.desk.people import naming
from tongguan.desk.people.queries import banks
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue.queries import guarantees_of
from tongguan.doors.look.language import pick
from tongguan.doors.trader.cases import forms
from tongguan.doors.trader.cases.forms import Asking, Choices
from tongguan.doors.trader.cases.own_case import Mine
from tongguan.law.calendar import local_day
from tongguan.law.kernel import step_words
from tongguan.law.kernel.case import Actor, TrackKey

INSPECTIONS = ("port_inspection", "destination_inspection")
DAYS = 7
Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Doing:
    """A step that is about to be taken: on which dossier, on which track, by whom, when."""

    it: Mine
    step: str
    key: TrackKey
    actor: Actor
    at: datetime
    language: str

    @property
    def common(self) -> dict[str, Any]:
        return {"actor": self.actor, "at": self.at}


@dataclass(frozen=True, slots=True)
class Verb:
    """How a step is asked for: the form, what is said above it, what does it, what it offers to choose,
    whether it ends something, and whether papers may be given with it."""

    form: type[Asking]
    en: str
    zh: str
    run: Callable[[Doing, Told], object]
    choices: Callable[[Doing], dict[str, Choices]] = lambda doing: {}
    ends: bool = False
    papers: bool = False


def _plain(doing: Doing, told: Told) -> None:
    part = told.get("part", doing.key.part)
    changes.take(doing.it.id, doing.step, part=part, data=told.get("text", ""), **doing.common)


def _withdraw(doing: Doing, told: Told) -> None:
    books = books_of(doing.it.book.jurisdiction)
    changes.request_withdrawal(doing.it.id, **told, books=books, on=_on(doing), **doing.common)


def _book(doing: Doing, told: Told) -> None:
    site, _, starts_at = told["slot"].rpartition(" ")
    when = datetime.fromisoformat(starts_at)
    inspections.book(doing.it.id, doing.key, site=site, starts_at=when, **doing.common)


def _present(doing: Doing, told: Told) -> None:
    word = STANDS_IN if told["present"] == "operator" else ""
    inspections.present(doing.it.id, doing.key, word=word, **doing.common)


def _treated(doing: Doing, told: Told) -> None:
    inspections.finish_treatment(doing.it.id, doing.key, reference=told["reference"], **doing.common)


def _repeat(doing: Doing, told: Told) -> None:
    inspections.ask_to_repeat(doing.it.id, doing.key, reason=told["text"], **doing.common)


def _pay(doing: Doing, told: Told) -> None:
    revenue.order_payment(doing.it.id, bank=told["bank"], debt=doing.key.number, **doing.common)


def _secure(doing: Doing, told: Told) -> None:
    revenue.secure(
        doing.it.id,
        guarantee=told["guarantee"],
        last=doing.it.seen.payable_until(doing.key.number, doing.at, doing.it.book),
        debt=doing.key.number,
        consolidated=told["monthly"],
        **doing.common,
    )


def _on(doing: Doing) -> date:
    return local_day(doing.at, doing.it.book)


def _causes(doing: Doing) -> dict[str, Choices]:
    return causes(doing.it, _on(doing), doing.language)


def causes(it: Mine, on: date, language: str) -> dict[str, Choices]:
    """The causes for which a declaration may be amended or withdrawn."""
    rows = it.book.table("amendment_cause", on)
    return {"cause": [(code, pick(language, row.en, row.zh)) for code, row in rows.items()]}


def _slots(doing: Doing) -> dict[str, Choices]:
    shown = doing.it.seen.shown.keys[doing.key]
    office = doing.it.seen.case.tracks[shown].office
    return {
        "slot": forms.slots(open_slots(office, now=doing.at, days=DAYS, book=doing.it.book), doing.language)
    }


def _parts(doing: Doing) -> dict[str, Choices]:
    whole = ("", pick(doing.language, "all of it", "整批"))
    offered = {key.part for step, key, _ in doing.it.offered if step.name == doing.step}
    listed = [part for part in doing.it.seen.case.parts if part and part in offered]
    return {"part": [*([whole] if "" in offered else []), *((part, part) for part in listed)]}


def _presences(doing: Doing) -> dict[str, Choices]:
    own = pick(doing.language, "we, or our broker", "本企业或其代理人")
    operator = pick(doing.language, "the site's operator, whom we authorise", "授权查验场地经营人代为到场")
    return {"present": [("own", own), ("operator", operator)]}


def _banks(doing: Doing) -> dict[str, Choices]:
    found = banks(on=_on(doing))
    return {"bank": [(one.identifier, naming.name(one, doing.language)) for one in found]}


def _guarantees(doing: Doing) -> dict[str, Choices]:
    said = pick(doing.language, "available", "可用")
    found = [
        (one.number, f"{one.number} · {said} {forms.money(one.available, one.currency)}")
        for one in guarantees_of(doing.actor.behalf)
    ]
    return {
        "guarantee": [
            *found,
            ("", pick(doing.language, "none: let off by credit level", "免除担保（按信用等级）")),
        ]
    }


_SAY_WHY = partial(Verb, forms.Saying, papers=True)
VERBS: Mapping[str, Verb] = {
    "answer": _SAY_WHY(
        "Customs sees your answer and goes on with the review.", "海关收到答复后继续审核。", _plain
    ),
    "dispute_amendment": _SAY_WHY("Say why nothing needs to be amended.", "请说明无需修改的理由。", _plain),
    "deliver": _SAY_WHY("Say what you hand in as promised.", "请说明按承诺提交的内容。", _plain),
    "take_back_amendment": Verb(
        forms.Nothing, "The request ends; the declaration stays as it is.", "撤回申请，报关单不变。", _plain
    ),
    "take_back_confirmation": Verb(
        forms.Nothing, "The amendment is still required.", "仍须按海关要求修改报关单。", _plain
    ),
    "take_back_agreement": Verb(
        forms.Nothing, "The withdrawal is still demanded.", "海关仍责令撤销报关单。", _plain
    ),
    "take_back_withdrawal": Verb(
        forms.Nothing, "The request ends; the declaration stays as it is.", "撤回申请，报关单不变。", _plain
    ),
    "agree_to_withdrawal": Verb(
        forms.Nothing, "Customs then ends this declaration.", "确认后海关将撤销该报关单。", _plain, ends=True
    ),
    "request_withdrawal": Verb(
        forms.Why,
        "A declaration is withdrawn for a lawful cause alone, and not while an inspection or a case is open.",
        "撤销报关单须符合法定情形；查验或案件未结束的，不予撤销。",
        _withdraw,
        _causes,
        ends=True,
        papers=True,
    ),
    "request_return": Verb(
        forms.Disposing, "The goods go back whence they came.", "货物退运境外。", _plain, _parts, ends=True
    ),
    "offer_abandonment": Verb(
        forms.Disposing, "The goods become the state's.", "货物放弃后由国家处理。", _plain, _parts, ends=True
    ),
    "bring_licence": Verb(
        forms.Referring,
        "The documents are compared again.",
        "监管证件将重新比对。",
        lambda doing, told: proofs.bring_licence(doing.it.id, **told, **doing.common),
        papers=True,
    ),
    "mend_conformity": Verb(
        forms.Referring,
        "The goods are assessed again.",
        "货物将重新评定。",
        lambda doing, told: proofs.mend_conformity(doing.it.id, **told, **doing.common),
        papers=True,
    ),
    "order_payment": Verb(
        forms.Ordering,
        "The bank debits what is left to pay; from now on it is the bank's time.",
        "银行扣缴未缴税费。",
        _pay,
        _banks,
    ),
    "secure": Verb(
        forms.Securing,
        "The guarantee stands for what is owed, and the goods need not wait for the money.",
        "以担保先行放行，税费随后缴纳。",
        _secure,
        _guarantees,
    ),
    "book": Verb(
        forms.Booking,
        "Bring the goods to the site for this time.",
        "请按预约时间将货物运至场地。",
        _book,
        _slots,
    ),
    "present_for": Verb(
        forms.Presenting,
        "The goods stand at the site; officers begin.",
        "货物已在场地就位，等待查验。",
        _present,
        _presences,
    ),
    "finish_treatment_of": Verb(forms.Referring, "Officers look again.", "海关将复检。", _treated),
    "ask_to_repeat": _SAY_WHY("Say what you dispute in the result.", "请说明对查验结果的异议。", _repeat),
}
"""By step; an inspection's step without the place."""
AMENDING = ("request_amendment", "confirm_amendment")
"""Steps with a page of their own."""


def verb_of(step: str) -> Verb | None:
    """How a step is asked for; None for one that is no trader's."""
    return VERBS.get(step_words.verb(step))
