"""Who may do what, as plain predicates. Days are the day of acting, at the office."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.db.models import Q, QuerySet

from tongguan.desk.people.models import (
    Absence,
    CreditChange,
    Enterprise,
    Office,
    Person,
    Role,
)
from tongguan.desk.texts import is_text
from tongguan.law.kernel.case import Actor

OWN, BROKER = "own", "broker"
LODGING = ("trader", "broker")
ADMINISTRATOR, MANAGER, RULES_OFFICER = "administrator", "manager", "rules_officer"


@lru_cache(maxsize=4096)  # an office keeps its number for ever
def office_number(code: str) -> int:
    """The small integer of an office. Raises Office.DoesNotExist."""
    return Office.objects.values_list("number", flat=True).get(code=code)


def is_office(code: str) -> bool:
    """Whether an office of this code is served here."""
    try:
        return code.isalnum() and office_number(code) is not None
    except Office.DoesNotExist:
        return False


def enterprise(identifier: str) -> Enterprise | None:
    """The enterprise of an identifier as somebody typed it, whatever the text."""
    return Enterprise.objects.filter(identifier=identifier).first() if is_text(identifier) else None


def credit_of(identifier: str, *, on: date) -> str:
    """The credit level of an enterprise on a day; "general" for one that is not known here."""
    changes = CreditChange.objects.filter(enterprise__identifier=identifier, valid_from__lte=on)
    level = changes.order_by("-valid_from").values_list("level", flat=True).first()
    if level is None:
        level = Enterprise.objects.filter(identifier=identifier).values_list("credit", flat=True).first()
    return level or "general"


def may_publish(username: str, *, jurisdiction: str, on: date) -> bool:
    """Whether somebody may prepare or approve rules on a day: an open account of this name, that is rules
    officer at an office of the jurisdiction. The books beside it (`cn-criteria`) are its own too."""
    me = Person.objects.filter(username=username, is_active=True).values_list("pk", flat=True).first()
    if me is None:
        return False
    roles = roles_of(me, on=on).filter(capacity=RULES_OFFICER, office__isnull=False)
    whose = set(roles.values_list("office__jurisdiction", flat=True))
    return any(jurisdiction == one or jurisdiction.startswith(f"{one}-") for one in whose)


def on_day(on: date) -> Q:
    """What is valid on a day: of rows with `valid_from` and `valid_until`."""
    return Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))


def people_behind(person: int | str, *, on: date) -> set[int]:
    """The person, and everybody who is away that day and whose deputy the person is. A deputy of a deputy is
    nobody's, and an account that was closed is no person any more."""
    if not Person.objects.filter(pk=_number(person), is_active=True).exists():
        return set()
    away = Absence.objects.filter(deputy=_number(person), valid_from__lte=on, valid_until__gte=on)
    return {_number(person), *away.values_list("person", flat=True)}


def _number(person: int | str) -> int:
    """A person's id; the system's own name is no person's."""
    return int(person) if str(person).isdecimal() else 0


def roles_of(person: int | str, *, on: date) -> "QuerySet[Role]":
    """The roles that a person has on a day, or has for somebody who is away. An account that was closed has
    none."""
    return Role.objects.filter(
        on_day(on),
        person__in=people_behind(person, on=on),
        person__is_active=True,
    )


def roles_on(on: date) -> "QuerySet[Role]":
    """Every role that somebody holds on a day, in the order in which they were given."""
    return Role.objects.filter(on_day(on), person__is_active=True).order_by("pk")


def acts_as(actor: Actor, *, on: date) -> bool:
    """Whether a role proves that the actor's person has that capacity on a day, at that office or for that
    enterprise, held or deputised."""
    there = Q(office__code=actor.behalf) | Q(enterprise__identifier=actor.behalf)
    return roles_of(actor.person, on=on).filter(there, capacity=actor.capacity).exists()


def acts_as_bank(identifier: str, *, on: date) -> bool:
    """Whether somebody acts as a bank for this enterprise on a day."""
    if not is_text(identifier):
        return False
    banks = Role.objects.filter(on_day(on), enterprise__identifier=identifier, capacity="bank")
    return banks.filter(person__is_active=True).exists()


def banks(*, on: date) -> list[Enterprise]:
    """The enterprises for which somebody acts as a bank on a day, by name."""
    roles = Role.objects.filter(on_day(on), capacity="bank", person__is_active=True)
    return list(Enterprise.objects.filter(pk__in=roles.values("enterprise")).order_by("name", "pk"))


def capacities_of(
    person: int | str, *, on: date, office: str | None = None, enterprise: str | None = None
) -> frozenset[str]:
    """In which capacities a person may act on a day: at an office (its code), for an enterprise (its
    identifier), or anywhere."""
    roles = roles_of(person, on=on)
    if office is not None:
        roles = roles.filter(office__code=office)
    if enterprise is not None:
        roles = roles.filter(enterprise__identifier=enterprise)
    return frozenset(roles.values_list("capacity", flat=True))


def offices_of(person: int | str, *, on: date) -> set[str]:
    """The codes of the offices at which a person acts on a day."""
    return set(roles_of(person, on=on).filter(office__isnull=False).values_list("office__code", flat=True))


def enterprises_of(person: int | str, *, on: date) -> set[str]:
    """The identifiers of the enterprises for which a person acts on a day."""
    found = roles_of(person, on=on).filter(enterprise__isnull=False)
    return set(found.values_list("enterprise__identifier", flat=True))


def may_lodge(
    person: int | str,
    *,
    declarant: str,
    trader: str,
    on: date,
    direction: str = "",
    office: str = "",
) -> str:
    """On what ground a person may lodge for a trader: "own", where the declarant is the trader itself;
    "broker", where the declarant holds the trader's authority, valid that day, not revoked, within its
    limits of direction and office; "" where there is none, or where the person does not act for the
    declarant (Customs Law art. 9, 10)."""
    if not capacities_of(person, on=on, enterprise=declarant) & {*LODGING}:
        return ""
    return ground(declarant, trader, on, direction, office)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a lodging must know of people: the `ground` of `may_lodge`, the credit level of each enterprise
    that is known, and who is not known."""

    ground: str
    credit: Mapping[str, str]
    unknown: tuple[str, ...]


_LODGES = """
SELECT 'person', CAST(COUNT(*) AS varchar(20)), '' FROM people_role r
JOIN people_person p ON p.id = r.person_id JOIN people_enterprise e ON e.id = r.enterprise_id
WHERE e.identifier = %s AND r.capacity IN ('trader', 'broker') AND p.is_active
AND EXISTS (SELECT 1 FROM people_person me WHERE me.id = %s AND me.is_active)
AND r.valid_from <= %s AND (r.valid_until IS NULL OR r.valid_until >= %s)
AND (r.person_id = %s OR r.person_id IN (SELECT a.person_id FROM people_absence a
     WHERE a.deputy_id = %s AND a.valid_from <= %s AND a.valid_until >= %s))
"""
_AUTHORITIES = """
SELECT a.offices FROM people_brokerauthority a
JOIN people_enterprise b ON b.id = a.broker_id JOIN people_enterprise t ON t.id = a.trader_id
WHERE b.identifier = %s AND t.identifier = %s AND a.direction IN ('', %s) AND a.valid_from <= %s
AND (a.valid_until IS NULL OR a.valid_until >= %s) AND (a.revoked_from IS NULL OR a.revoked_from > %s)
"""
_CREDIT = """
SELECT 'enterprise', e.identifier, COALESCE((SELECT c.level FROM people_creditchange c
  WHERE c.enterprise_id = e.id AND c.valid_from <= %s ORDER BY c.valid_from DESC LIMIT 1), e.credit)
FROM people_enterprise e WHERE e.identifier IN ({marks})
"""


def standing(
    person: int | str,
    *,
    declarant: str,
    trader: str,
    others: Iterable[str] = (),
    on: date,
    direction: str = "",
    office: str = "",
) -> Standing:
    """All that a lodging asks of this room, in one query where nobody needs a broker's authority. Says what
    `may_lodge` and `credit_of` say."""
    named = tuple(dict.fromkeys(one for one in (declarant, trader, *others) if one))
    marks = ", ".join(["%s"] * len(named)) or "NULL"
    day, me = on.isoformat(), _number(person)
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_LODGES} UNION ALL {_CREDIT.format(marks=marks)}",
            [declarant, me, day, day, me, me, day, day, day, *named],
        )
        (_, acts_for, _), *found = sorted(cursor.fetchall(), key=lambda row: row[0] != "person")
    credit = {identifier: level for _, identifier, level in found}
    held = ground(declarant, trader, on, direction, office) if acts_for != "0" else ""
    return Standing(held, credit, tuple(one for one in named if one not in credit))


def ground(declarant: str, trader: str, on: date, direction: str, office: str) -> str:
    """The ground of `may_lodge` for whoever is known to act for the declarant."""
    if declarant == trader:
        return OWN
    return BROKER if _authorised(declarant, trader, on, direction, office) else ""


def _authorised(broker: str, trader: str, on: date, direction: str, office: str) -> bool:
    day = on.isoformat()
    with connection.cursor() as cursor:
        cursor.execute(_AUTHORITIES, [broker, trader, direction, day, day, day])
        return any(not offices or office in offices.split(",") for (offices,) in cursor.fetchall())
