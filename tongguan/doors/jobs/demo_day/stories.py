"""What happens to some declarations of the day besides the usual: the column `story`."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal

from tongguan.desk.cargo.queries import entered_at
from tongguan.desk.declarations import asking, changes
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.declarations.openings import expected
from tongguan.desk.inspections import actions as inspections
from tongguan.doors.jobs.demo_day.parcels import as_json
from tongguan.doors.jobs.demo_day.port import File, Look, Port
from tongguan.doors.jobs.demo_day.tables import DAY
from tongguan.doors.jobs.demo_day.timetable import HOURS, at_work, minutes
from tongguan.doors.jobs.demo_day.trade import Tree
from tongguan.law import select
from tongguan.law.calendar import local_day
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.kernel.case import Actor, At, Case, TrackKey

Story = Callable[[Port, File, datetime], None]


def _order(method: str) -> Story:
    """An inspector on duty orders a visit at once, on a hint."""

    def order(port: Port, file: File, now: datetime) -> None:
        inspector = port.cast.all("inspector", port.office(file))[-1]
        part = file.parcel.containers[-1] if file.parcel.containers else ""
        wanted = [select.Order(authority="quarantine", place="port", method="opening", part=part)]
        if method == "sample":
            wanted.append(select.Order(authority="quarantine", place="port", method="sample", part=part))
        port.at(
            now + timedelta(seconds=20),
            lambda t: port.act(
                file, lambda at: inspections.order(file.id, wanted, actor=inspector, at=at), t
            ),
        )

    return order


def _hold(step: str, lift: str, *, after: timedelta) -> Story:
    """A document officer holds the goods, and lifts the hold some hours later."""

    def hold(port: Port, file: File, now: datetime) -> None:
        officer = port.cast.one("document_officer", port.office(file))
        begun = now + after
        ended = begun + minutes(file.chance, "hold")
        why = file.parcel.row["note"]
        port.at(begun, lambda t: port.act(file, _taking(file, step, officer, why), t))
        port.at(ended, lambda t: port.act(file, _taking(file, lift, officer, "answered"), t))

    return hold


def _taking(file: File, step: str, actor: Actor, data: str) -> Callable[[datetime], object]:
    return lambda at: changes.take(file.id, step, actor=actor, at=at, data=data[:200])


def _amend(change: Callable[[Tree], None], cause: str) -> Story:
    """The declarant asks, with evidence, that a slip of the pen be put right."""

    def amend(port: Port, file: File, now: datetime) -> None:
        tree = deepcopy(file.parcel.tree)
        change(tree)
        raw = as_json(tree)
        declaration, findings = read(tree, port.books.law, DAY)
        assert declaration is not None and not findings
        lodging = Lodging(declaration=declaration, media="json", raw=raw)
        asked = at_work(now + minutes(file.chance, "ask"), HOURS["broker"])

        def ask(at: datetime) -> None:
            changes.request_amendment(
                file.id,
                lodging,
                cause=cause,
                evidence="packing list",
                books=port.books,
                on=DAY,
                facts=_facts(port, file, tree),
                actor=file.lodger,
                at=at,
            )

        file.notes["amended"] = tree
        port.at(asked, lambda t: port.act(file, ask, t))

    return amend


def _facts(port: Port, file: File, tree: Tree) -> Facts:
    declaration, _ = read(tree, port.books.law, DAY)
    assert declaration is not None
    question = asking.Question(file.lodger.person, DAY, port.books.law)
    entered = entered_at(expected(declaration))
    return asking.facts(
        declaration, question, entered_on=local_day(entered, port.books.law) if entered else None
    )


def _lighter(tree: Tree) -> None:
    tree["net_weight"] = f"{Decimal(tree['net_weight']) - 180:f}"
    tree["remarks"] = "净重更正，见装箱单"


def _fewer(tree: Tree) -> None:
    item = tree["items"][0]
    half = (Decimal(item["quantity"]) / 2).quantize(Decimal(1))
    scale = half / Decimal(item["quantity"])
    item["quantity"] = f"{half:f}"
    item["total"] = f"{half * Decimal(item['unit_price']):.2f}"
    for name in ("first_quantity", "second_quantity"):
        if name in item:
            item[name] = f"{(Decimal(item[name]) * scale):.2f}"
    for name in ("net_weight", "gross_weight"):
        tree[name] = f"{(Decimal(tree[name]) * scale):.2f}"
    tree["packages"] = str(max(1, int(int(tree["packages"]) * scale)))
    for box in tree.get("containers", ()):
        box["cargo_weight"] = f"{(Decimal(box['cargo_weight']) * scale):.0f}"


def withdraw(port: Port, file: File, now: datetime) -> None:
    asked = at_work(now + minutes(file.chance, "ask"), HOURS["broker"])

    def ask(at: datetime) -> None:
        changes.request_withdrawal(
            file.id,
            cause="clerical_error",
            evidence="contract",
            books=port.books,
            on=DAY,
            actor=file.lodger,
            at=at,
        )

    port.at(asked, lambda t: port.act(file, ask, t))


def promise(port: Port, file: File, now: datetime) -> None:
    """A document officer accepts the promise to bring a document later."""
    officer = port.cast.one("document_officer", port.office(file))
    accepted = now + minutes(file.chance, "promise")
    take = _taking(file, "accept_promise", officer, file.parcel.row["note"])
    port.at(accepted, lambda t: port.act(file, take, t))


STORIES: dict[str, Sequence[Story]] = {
    "seize": (_order("opening"),),
    "destroy": (_order("sample"),),
    "treat": (_order("opening"),),
    "return": (_order("opening"),),
    "laboratory": (_order("sample"),),
    "question": (),
    "hold": (_hold("hold_for_documents", "lift_documents_hold", after=timedelta(minutes=12)),),
    "covert": (_hold("hold_covertly", "lift_covert_hold", after=timedelta(seconds=30)),),
    "amend": (_amend(_lighter, "clerical_error"),),
    "short": (_amend(_fewer, "transport_difference"),),
    "withdraw": (withdraw,),
    "promise": (promise,),
}


def tell(port: Port, file: File, now: datetime) -> None:
    """Begins the story of a dossier that was just lodged."""
    for story in STORIES.get(file.parcel.story, ()):
        story(port, file, now)


def begin_question(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """An officer takes the documents up before the system clears them."""
    if file.parcel.story != "question":
        return True
    officer = port.cast.one("document_officer", port.office(file))
    port.later(
        file,
        now + timedelta(seconds=35),
        key,
        at,
        lambda t: changes.take(file.id, "take_up", actor=officer, at=t),
    )
    return True


def decide(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """A document officer grants what the declarant asked for, once no inspection is open any more. What
    somebody has asked for through the pages, somebody decides there."""
    if key.track == "amendment" and "amended" not in file.notes:
        return False
    if any(
        k.track.endswith("_inspection") and t.state not in ("passed", "closed")
        for k, t in case.tracks.items()
    ):
        return False
    queue = port.queue("document_officer", port.office(file))
    officer, then = queue.turn(now, minutes(file.chance, "decision"))

    def grant(t: datetime) -> None:
        if key.track == "amendment":
            facts = _facts(port, file, file.notes["amended"])
            changes.grant_amendment(file.id, books=port.books, facts=facts, actor=officer, at=t)
        else:
            changes.grant_withdrawal(file.id, actor=officer, at=t)

    port.later(file, then, key, at, grant)
    return True


def dispose(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """Goods are loaded back on board, or destroyed before an inspector's eyes."""
    returning = at.state == "returning"
    actor = (
        port.cast.one("terminal", port.terminal(file))
        if returning
        else port.cast.one("inspector", port.office(file))
    )
    step = "confirm_return" if returning else "confirm_destruction"
    then = now + minutes(file.chance, "return" if returning else "destruction")
    port.later(file, then, key, at, lambda t: changes.take(file.id, step, part=key.part, actor=actor, at=t))
    return True


def investigate(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The anti-smuggling bureau seizes what was found."""
    police = port.cast.people["police.ma"]
    then = at_work(now + minutes(file.chance, "police"), HOURS["authority"])
    port.later(
        file, then, key, at, lambda t: changes.take(file.id, "seize", part=key.part, actor=police, at=t)
    )
    return True


PLAYS: dict[tuple[str, str], Look] = {
    ("documents", "checking"): begin_question,
    ("amendment", "requested"): decide,
    ("withdrawal", "requested"): decide,
    ("disposal", "returning"): dispose,
    ("disposal", "destroying"): dispose,
    ("offence", "investigated"): investigate,
}
