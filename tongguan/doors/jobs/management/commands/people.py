"""`tongguan people ...`: offices, enterprises, accounts and first roles, entered by whoever installs."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from tongguan.desk.people import actions
from tongguan.desk.people.models import CREDIT_LEVELS, Enterprise, Office, Person
from tongguan.doors.jobs.arguments import day
from tongguan.doors.look import accounts
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM
from tongguan.law.words import say

DAYS = (("--from", "the first day (default: today)"), ("--until", "the last day (default: without end)"))


class Command(BaseCommand):
    help = (
        "Register an office, an enterprise or an account, or give a role. So an installation begins: "
        "once an office has an administrator and an enterprise a manager, they do the rest."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        whats = parser.add_subparsers(dest="what", required=True)
        office = whats.add_parser("office", help="register an office of customs")
        for name in ("code", "number", "jurisdiction", "name_en", "name_zh"):
            office.add_argument(name, type=int if name == "number" else str)
        enterprise = whats.add_parser("enterprise", help="register a company, bank, terminal or authority")
        enterprise.add_argument("identifier", help="its national number")
        enterprise.add_argument("name")
        enterprise.add_argument("--customs-code", default="")
        enterprise.add_argument("--name-foreign", default="")
        enterprise.add_argument("--credit", choices=CREDIT_LEVELS, default="general")
        person = whats.add_parser("person", help="open an account; `link` lets it sign in")
        person.add_argument("username")
        person.add_argument("name")
        link = whats.add_parser("link", help="print the link by which somebody chooses a password, once")
        link.add_argument("username")
        link.add_argument(
            "--anew", action="store_true", help="take away a lost password and second factor first"
        )
        mail = whats.add_parser("mail", help="enter a mail address as confirmed: you know that it is theirs")
        mail.add_argument("username")
        mail.add_argument("address")
        role = whats.add_parser("role", help="let a person act at an office or for an enterprise")
        role.add_argument("username")
        role.add_argument("capacity", choices=sorted({*actions.OF_OFFICES, *actions.OF_ENTERPRISES}))
        role.add_argument("place", help="the code of the office, or the identifier of the enterprise")
        authority = whats.add_parser("authority", help="let a broker lodge for a trader")
        authority.add_argument("broker", help="identifier")
        authority.add_argument("trader", help="identifier")
        for one in (role, authority):
            for name, told in DAYS:
                one.add_argument(name, dest=f"{name[2:]}_day", type=day, help=told)

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            told = getattr(self, f"_{what}")(options)
        except Refused as refused:
            raise CommandError("\n".join(say(f.code, f.arguments, "en") for f in refused.findings)) from None
        self.stdout.write(told if what == "link" else f"{told}.")

    def _office(self, given: dict[str, Any]) -> str:
        names = ("code", "number", "jurisdiction", "name_en", "name_zh")
        return f"Office {actions.register_office(**{n: given[n] for n in names}, actor=SYSTEM)}"

    def _enterprise(self, given: dict[str, Any]) -> str:
        names = ("identifier", "name", "customs_code", "name_foreign", "credit")
        stated = {name: given[name] for name in names}
        return f"Enterprise {actions.register_enterprise(**stated, on=_today(), actor=SYSTEM)}"

    def _person(self, given: dict[str, Any]) -> str:
        stated = {name: given[name] for name in ("username", "name")}
        made = actions.register_person(**stated, actor=SYSTEM, today=_today())
        return f"Account {made.username} of {made}"

    def _role(self, given: dict[str, Any]) -> str:
        person, place = _person(given["username"]), given["place"]
        where = Office.objects.filter(code=place).first() or _enterprise(place)
        actions.give_role(person=person, capacity=given["capacity"], place=where, **_days(given))
        return f"{person} is {given['capacity']} at {where}"

    def _link(self, given: dict[str, Any]) -> str:
        person = _person(given["username"])
        if given["anew"]:
            accounts.begin_anew(person)
        elif person.has_usable_password():
            raise CommandError(f"{person.username}: a password is chosen already (--anew takes it away)")
        return settings.ADDRESS + accounts.first_link(person)

    def _mail(self, given: dict[str, Any]) -> str:
        person, address = _person(given["username"]), given["address"]
        try:
            validate_email(address)
        except ValidationError:
            raise CommandError(f"{address}: is no mail address") from None
        if not accounts.confirm_mail(person, address):
            raise CommandError(f"{address}: is somebody else's")
        return f"{person} has the mail address {address}"

    def _authority(self, given: dict[str, Any]) -> str:
        broker, trader = _enterprise(given["broker"]), _enterprise(given["trader"])
        actions.authorise(broker=broker, trader=trader, **_days(given))
        return f"{broker} may lodge for {trader}"


def _today() -> Any:
    return datetime.now(UTC).date()


def _days(given: dict[str, Any]) -> dict[str, Any]:
    today = _today()
    on = given["from_day"] or today
    return {"on": on, "until": given["until_day"], "actor": SYSTEM, "today": today}


def _person(username: str) -> Person:
    found = Person.objects.filter(username=username).first()
    if found is None:
        raise CommandError(f"{username}: no person has this name")
    return found


def _enterprise(identifier: str) -> Enterprise:
    found = Enterprise.objects.filter(identifier=identifier).first()
    if found is None:
        raise CommandError(f"{identifier}: no office and no enterprise is registered under this")
    return found
