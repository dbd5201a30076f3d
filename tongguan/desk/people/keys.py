"""Keys of programs: who makes and revokes them, whom one proves, how often it is used.

A key says `tg_<prefix>_<secret>`. It proves what its person's roles prove that day and never more: for the
one enterprise (or at the one office) that it was made for, and within its scopes. The instants here are the
door's; `today` is their local day.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex

from django.db.models import Case, F, Q, QuerySet, Value, When

from tongguan.desk.people import words
from tongguan.desk.people.models import ApiKey, Enterprise, KeyUse, Office, Person
from tongguan.desk.people.queries import ADMINISTRATOR, LODGING, MANAGER, acts_as, capacities_of
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused
from tongguan.law.kernel.case import SYSTEM, Actor

SCOPES: Mapping[str, tuple[str, str]] = {
    "declarations:read": (
        "read declarations, their timelines, inspections and events",
        "查询报关单、时间线、查验和事件",
    ),
    "declarations:write": (
        "lodge, answer, amend, withdraw and book inspections",
        "申报、答复、修改、撤销和预约查验",
    ),
    "charges:read": ("read charges and guarantees", "查询税费和担保"),
    "charges:write": ("order payments and let guarantees stand", "发起缴款和以担保放行"),
    "documents:read": ("list and download documents", "查询和下载随附单证"),
    "documents:write": ("upload documents", "上传随附单证"),
    "assess": ("work out charges without lodging", "试算税费"),
    "reference": ("read reference data", "查询参数数据"),
    "webhooks:read": (
        "read the webhook and what was sent to it",
        "查询推送设置和推送记录",
    ),
    "webhooks:write": (
        "set and end the webhook (managers), send something once more",
        "设置和停止推送（仅限企业管理员）、重新推送",
    ),
}
"""What a key may be for, in words."""
AT_OFFICES = ("assess", "reference")
"""What any key may be for, and all that a key of an office may be for: an officer's own work is done by
people, who sign in."""
MANAGERS = (*AT_OFFICES, "webhooks:read", "webhooks:write")
"""What a key may be for whose person manages an enterprise, and does not declare for it."""
MINUTE = timedelta(minutes=1)
_TOKEN = re.compile(r"tg_([0-9a-f]{12})_([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a key proves: the person, for the enterprise (its identifier; or at the office, by its code), in
    the capacities that the person has there today. `capacities` is empty where the last role has ended."""

    key: int
    prefix: str
    person: str
    behalf: str
    scopes: frozenset[str]
    capacities: frozenset[str]


def make_key(
    *,
    person: Person,
    place: Enterprise | Office,
    name: str,
    scopes: Iterable[str],
    actor: Actor,
    at: datetime,
    today: date,
    until: date | None = None,
) -> str:
    """A new key; what is returned is shown once and kept nowhere. The manager of an enterprise makes it for
    himself, the administrator of an office likewise, and the program for anybody; it is for nothing that the
    person's roles there are not for (`scopes_for`). Raises Refused."""
    wanted = sorted(set(scopes))
    office = place if isinstance(place, Office) else None
    _must(actor == SYSTEM or (actor.person == str(person.pk) and _manages(actor, place, today)))
    must_fit(ApiKey, name=name)
    if not name.strip():
        raise refused(words.NO_KEY_NAME)
    for scope in wanted:
        if scope not in (AT_OFFICES if office else SCOPES):
            raise refused(words.NO_SCOPE, scope=scope[:40])
    if not wanted:
        raise refused(words.NO_SCOPE, scope="-")
    held = held_at(person.pk, place, on=today)
    if not held:
        raise refused(words.NO_ROLE_THERE)
    if missing := [scope for scope in wanted if scope not in scopes_for(held)]:
        raise refused(words.NOT_LODGING, scopes=", ".join(missing))
    if until is not None and until < today:
        raise refused(words.PAST)
    prefix, secret = token_hex(6), token_hex(32)
    ApiKey.objects.create(
        prefix=prefix,
        digest=_digest(secret),
        name=name,
        person=person,
        office=office,
        enterprise=place if isinstance(place, Enterprise) else None,
        scopes=" ".join(wanted),
        made_at=at,
        made_by_id=None if actor == SYSTEM else int(actor.person),
        valid_until=until,
    )
    return f"tg_{prefix}_{secret}"


def held_at(person: int, place: Enterprise | Office, *, on: date) -> frozenset[str]:
    """In which capacities a person may act there on a day."""
    return capacities_of(person, on=on, **_where(place))


def scopes_for(capacities: Collection[str]) -> tuple[str, ...]:
    """What a key may be for whose person has these capacities at its place: what the person may do on pages,
    and never more. Who declares for an enterprise reads all that is sent to its system; who manages it only,
    sees no declarations."""
    if {*capacities} & {*LODGING}:
        return tuple(SCOPES)
    if MANAGER in capacities:
        return MANAGERS
    return AT_OFFICES if capacities else ()


def revoke_key(key: ApiKey, *, actor: Actor, at: datetime, today: date) -> None:
    """From now on the key proves nobody. Any manager of the enterprise (administrator of the office) revokes
    it, or the person whose it is. Raises Refused."""
    place = key.office or key.enterprise
    assert place is not None  # by a constraint
    own = actor.person == str(key.person_id) and acts_as(actor, on=today)
    _must(actor == SYSTEM or own or _manages(actor, place, today))
    by = None if actor == SYSTEM else int(actor.person)
    ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at, revoked_by_id=by)


def keys_of(place: Enterprise | Office) -> "QuerySet[ApiKey]":
    """Every key that was made for a place, the newest first, with whose it is and when it was last used."""
    where = {"office": place} if isinstance(place, Office) else {"enterprise": place}
    return ApiKey.objects.filter(**where).select_related("person", "use").order_by("-made_at", "-pk")


def bearer(token: str, *, today: date) -> Bearer | None:
    """Whom a key proves on a day. None for what is no key of ours, is revoked, has ended, or whose account
    was closed; which of them it was, nobody is told."""
    said = _TOKEN.fullmatch(token)
    if said is None:
        return None
    valid = Q(valid_until=None) | Q(valid_until__gte=today)
    found = ApiKey.objects.filter(valid, prefix=said[1], revoked_at=None, person__is_active=True)
    asked = ("pk", "digest", "person", "scopes", "office__code", "enterprise__identifier")
    for key, digest, person, scopes, office, firm in found.values_list(*asked):  # one: a prefix is unique
        if compare_digest(digest, _digest(said[2])):
            held = capacities_of(person, on=today, office=office, enterprise=firm)
            return Bearer(key, said[1], str(person), office or firm, frozenset(scopes.split()), held)
    return None


def count_call(key: int, *, at: datetime, limit: int) -> int:
    """Counts a call in its minute, to be called inside a transaction: 0 where there are not more than `limit`
    of them, else the seconds until the next minute."""
    minute = at.replace(second=0, microsecond=0)
    again = Case(When(minute=minute, then=F("calls") + 1), default=Value(1))
    if not KeyUse.objects.filter(key=key).update(calls=again, minute=minute):
        _, new = KeyUse.objects.get_or_create(key_id=key, defaults={"minute": minute, "calls": 1})
        if not new:  # somebody else's first call came first
            KeyUse.objects.filter(key=key).update(calls=again, minute=minute)
    calls = KeyUse.objects.values_list("calls", flat=True).get(key=key)
    return 0 if calls <= limit else max(1, -((at - minute - MINUTE) // timedelta(seconds=1)))


def _must(may: bool) -> None:
    if not may:
        raise refused(words.NOT_YOURS)


def _manages(actor: Actor, place: Enterprise | Office, today: date) -> bool:
    capacity = ADMINISTRATOR if isinstance(place, Office) else MANAGER
    (behalf,) = _where(place).values()
    return (actor.capacity, actor.behalf) == (capacity, behalf) and acts_as(actor, on=today)


def _where(place: Enterprise | Office) -> dict[str, str]:
    return {"office": place.code} if isinstance(place, Office) else {"enterprise": place.identifier}


def _digest(secret: str) -> str:
    """Of 256 random bits nobody needs a slow digest."""
    return sha256(secret.encode()).hexdigest()
