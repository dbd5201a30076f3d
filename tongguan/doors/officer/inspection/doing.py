"""What a form of a visit asks for, as an action of the desk. Whether it may be done is the desk's to say."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongguan.desk.dossiers.queries import cover_of
from tongguan.desk.inspections import actions, evidence, proofs
from tongguan.desk.inspections.actions import Found, Wanted
from tongguan.desk.inspections.evidence import Picture, Sealed
from tongguan.doors.look import legible
from tongguan.law.findings import Finding, Refused
from tongguan.law.kernel import names
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.words import register

LONGEST = 2000
A_DAY = 86400
DIGITS = 5
"""No table keeps a longer number of what is done at a visit."""


NEEDED = register("F003", "Fill in: {name}.", "请填写：{name}。")
NEEDS: Mapping[str, Mapping[str, names.Pair]] = {
    "samples": {"laboratory": ("the laboratory", "实验室")},
    "report": {
        "reference": ("the number of the report", "报告编号"),
        "conforms": ("whether the sample conforms", "样品是否合格"),
    },
    "conclude": {"outcome": ("what follows", "处理结果")},
    "doubt": {"reason": ("why it is looked at again", "重新查验的理由")},
    "issue": {
        "code": ("the kind of the certificate", "证书种类"),
        "certificate": ("the number of the certificate", "证书编号"),
    },
}
"""What a form must state, by what it asks for, and what that is called."""
ONE_OF: Mapping[str, Collection[str]] = {"conforms": ("yes", "no"), "outcome": actions.OUTCOMES}
"""What an officer decides: nothing else is a decision, and none is taken for somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One form. `picture` is its photo, which is kept already."""

    dossier: int
    key: TrackKey
    actor: Actor
    at: datetime
    sent: Mapping[str, str]
    picture: Picture | None = None

    def text(self, name: str, most: int = LONGEST) -> str:
        return self.sent.get(name, "").strip()[: most + 1]

    @property
    def happened(self) -> datetime:
        """When it was done at the site: the phone says how many seconds ago."""
        return self.at - timedelta(seconds=min(legible.number(self.sent.get("age", ""), DIGITS), A_DAY))


def _begin(one: Asked) -> None:
    actions.begin(
        one.dossier,
        one.key,
        second_officer=one.text("second", 20),
        present=one.text("present_name", 35) or one.text("present", 35),
        absence=one.text("absence", 20),
        occurred_at=one.happened,
        actor=one.actor,
        at=one.at,
    )


def _photo(one: Asked) -> None:
    assert one.picture is not None, "the view has kept it before"
    evidence.add_photo(
        one.dossier,
        one.key,
        one.picture,
        line=legible.number(one.sent.get("line", ""), DIGITS),
        note=one.text("note", 200),
        shown="shown" in one.sent,
        actor=one.actor,
        at=one.at,
    )


def _seal(one: Asked) -> None:
    seal = Sealed(one.text("container", 35), one.text("taken_off", 40), one.text("put_on", 40))
    evidence.add_seals(one.dossier, one.key, [seal], actor=one.actor, at=one.at)


def _samples(one: Asked) -> None:
    wanted = [Wanted(line, authority, seal) for authority, line, seal in _places(one, "seal")]
    actions.take_samples(
        one.dossier,
        one.key,
        wanted,
        laboratory=one.text("laboratory", 35),
        occurred_at=one.happened,
        actor=one.actor,
        at=one.at,
    )


def _found(one: Asked) -> list[Found]:
    return [
        Found(line, authority, finding, one.text(f"note-{authority}-{line}"))
        for authority, line, finding in _places(one, "found")
    ]


def _record(one: Asked) -> None:
    actions.record(one.dossier, one.key, _found(one), actor=one.actor, at=one.at)


def _results(one: Asked) -> None:
    actions.enter_results(
        one.dossier, one.key, _found(one), occurred_at=one.happened, actor=one.actor, at=one.at
    )


def _report(one: Asked) -> None:
    actions.report(
        one.dossier,
        legible.number(one.sent.get("sample", ""), DIGITS),
        reference=one.text("reference", 64),
        conforms=one.sent["conforms"] == "yes",
        text=one.text("text"),
        actor=one.actor,
        at=one.at,
    )


def _conclude(one: Asked) -> None:
    actions.conclude(one.dossier, one.key, outcome=one.sent["outcome"], actor=one.actor, at=one.at)


def _show(one: Asked) -> None:
    evidence.show_photo(
        one.dossier, legible.number(one.sent.get("photo", ""), DIGITS), actor=one.actor, at=one.at
    )


def _issue(one: Asked) -> None:
    proofs.issue(
        one.dossier,
        code=one.text("code", 8),
        number=one.text("certificate", 40),
        text=one.text("text"),
        holder=cover_of(one.dossier).trader,
        actor=one.actor,
        at=one.at,
    )


def must_be_filled(do: str, sent: Mapping[str, str]) -> None:
    """Raises Refused: the form lacks what it must state."""
    said = {name: sent.get(name, "").strip() for name in NEEDS.get(do, ())}
    lacks = [name for name, one in said.items() if not one or one not in ONE_OF.get(name, (one,))]
    if lacks:
        called = {name: NEEDS[do][name] for name in lacks}
        told = {name: {"name": pair[0], "name_zh": pair[1]} for name, pair in called.items()}
        raise Refused(Finding(NEEDED, f"/{name}", one) for name, one in told.items())


VERBS: Mapping[str, Callable[[Asked], object]] = {
    "begin": _begin,
    "photo": _photo,
    "seal": _seal,
    "samples": _samples,
    "record": _record,
    "results": _results,
    "report": _report,
    "sign": lambda one: evidence.sign(one.dossier, one.key, actor=one.actor, at=one.at),
    "conclude": _conclude,
    "doubt": lambda one: actions.doubt(
        one.dossier, one.key, reason=one.text("reason"), actor=one.actor, at=one.at
    ),
    "miss": lambda one: actions.miss(one.dossier, one.key, actor=one.actor, at=one.at),
    "show": _show,
    "issue": _issue,
}


def _places(one: Asked, name: str) -> Iterator[tuple[str, int, str]]:
    """What is stated for each authority and line, `seal-quarantine-2` and the like; blanks are not."""
    for field in one.sent:
        first, _, rest = field.partition("-")
        authority, _, line = rest.partition("-")
        if first == name and authority and (text := one.text(field, 40)):
            yield authority, legible.number(line, DIGITS), text
