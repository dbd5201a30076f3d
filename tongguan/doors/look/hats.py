"""As whom a person acts: one of their roles at a time, chosen on the page and remembered in the session."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tongguan.desk.people import naming
from tongguan.desk.people import queries as people
from tongguan.desk.people.models import Role
from tongguan.doors.look.asked import Asked, Hat
from tongguan.law.kernel.case import Actor

CHOSEN = "hat"
FOUR_EYES = ("rules_officer", "inspector")
"""Where some steps take two people: rules are written and approved, visits made and written up."""
NOBODY = Hat(0, "", "", ("", ""), False)


def hats_of(person: int, *, on: date) -> list[Hat]:
    """Every role that a person holds or deputises on a day, in the order in which they were given."""
    roles = people.roles_of(person, on=on).select_related("office", "enterprise").order_by("pk")
    return [_hat(role) for role in roles]


def _hat(role: Role) -> Hat:
    if role.office is not None:
        at = (role.office.name_en, role.office.name_zh)
        return Hat(role.pk, role.capacity, role.office.code, at, True)
    firm = role.enterprise
    assert firm is not None, "the database holds a role to one place"
    at = naming.pair(firm.name, firm.name_foreign)
    return Hat(role.pk, role.capacity, firm.identifier, at, False)


def examples(*, on: date) -> list[tuple[str, Hat]]:
    """For each capacity the first person who has it, and a second where one must not do what the other did
    (`FOUR_EYES`): whom a visitor of a demonstration can be."""
    found: dict[str, dict[str, Hat]] = {}
    for role in people.roles_on(on).select_related("person", "office", "enterprise"):
        there = found.setdefault(role.capacity, {})
        if len(there) < (2 if role.capacity in FOUR_EYES else 1):
            there.setdefault(role.person.username, _hat(role))
    return [one for there in found.values() for one in there.items()]


def worn(hats: Sequence[Hat], chosen: object) -> Hat:
    """The hat that was chosen, if it is still theirs; else the first."""
    return next((hat for hat in hats if hat.role == chosen), hats[0] if hats else NOBODY)


def actor(request: Asked) -> Actor:
    """The signed-in person in the capacity in which they act now."""
    return Actor(str(request.user.pk), request.hat.capacity, request.hat.behalf)


def offices(request: Asked) -> tuple[str, ...]:
    """The offices at which the person acts in the capacity worn, the one of the hat first; none where that is
    an enterprise's."""
    if not request.hat.office:
        return ()
    same = [hat.behalf for hat in request.hats if hat.capacity == request.hat.capacity and hat.office]
    return tuple(dict.fromkeys((request.hat.behalf, *same)))


def now(request: Asked) -> dict[str, Any]:
    """Who acts and when, as most actions of the desk ask for it."""
    return {"actor": actor(request), "at": request.at, "today": request.on}
