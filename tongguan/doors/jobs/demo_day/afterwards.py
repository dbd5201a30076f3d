"""What follows a release: it is withdrawn while the goods are there, and what was promised is brought."""

from datetime import datetime

from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Told
from tongguan.desk.declarations import changes
from tongguan.doors.jobs.demo_day.port import File, Look, Port
from tongguan.doors.jobs.demo_day.quay import tell
from tongguan.doors.jobs.demo_day.timetable import HOURS, at_work, minutes
from tongguan.law.kernel.case import At, Case, TrackKey


def recall(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """An officer asks the terminal, once, to keep back goods that are released already."""
    if file.notes.get("recalled"):
        return True
    if not case.is_open("released", key.part):
        return False
    file.notes["recalled"] = True
    _take(port, file, "ask_stop", key, at, now, "recall", data=file.parcel.row["note"])
    return True


def stop(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The terminal answers that they are still there."""
    site = port.cast.one("terminal", port.terminal(file))
    there = now + minutes(file.chance, "stop")
    name = names.container(file.parcel.bill, key.part) if key.part else names.bill(file.parcel.bill)
    told = [Told("stopped", names.CONTAINER if key.part else names.BILL, name, there)]
    port.later(file, there, key, at, lambda t: tell(port, told, site, f"stopped-{name}"[:64], t))
    return True


def withdraw_release(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    _take(port, file, "withdraw_release", key, at, now, "decision", data=file.parcel.row["note"])
    return True


def lift(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The hold that came of a withdrawn release is lifted when all is well; others end by their own story."""
    if file.parcel.story == "recall":
        _take(port, file, "lift_documents_hold", key, at, now, "recall", data="answered")
    return True


def _take(
    port: Port, file: File, step: str, key: TrackKey, at: At, now: datetime, work: str, *, data: str
) -> None:
    officer, ready = port.queue("document_officer", port.office(file)).turn(now, minutes(file.chance, work))
    port.later(
        file,
        ready,
        key,
        at,
        lambda t: changes.take(file.id, step, part=key.part, actor=officer, at=t, data=data[:200]),
    )


def bring(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    """The courier has brought the document; who lodged hands it in."""
    ready = at_work(now + minutes(file.chance, "courier"), HOURS["broker"])
    port.later(
        file, ready, key, at, lambda t: changes.take(file.id, "deliver", actor=file.lodger, at=t, data="sent")
    )
    return True


def find_kept(port: Port, file: File, case: Case, key: TrackKey, at: At, now: datetime) -> bool:
    _take(port, file, "find_kept", key, at, now, "decision", data="")
    return True


PLAYS: dict[tuple[str, str], Look] = {
    ("exit", "stop_asked"): stop,
    ("exit", "stopped"): withdraw_release,
    ("hold", "held_documents"): lift,
    ("commitment", "promised"): bring,
    ("commitment", "delivered"): find_kept,
}
