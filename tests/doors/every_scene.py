"""The scenes in which forms are shown: who is signed in, and the path to which a form is sent."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.doors.signed_in import somebody
from tests.harbour import (
    ANN,
    BEA,
    BO,
    DONG,
    FORESTRY,
    INA,
    KARL,
    LIN,
    MEAT_FIRM,
    MEI,
    ORE_FIRM,
    RUI,
    TESS,
    Harbour,
    licence,
)
from tests.journeys.story import Story
from tests.stating import example
from tongguan.desk.revenue import actions as revenue
from tongguan.law.kernel.case import Actor

__all__ = ("FORESTRY", "ORE_FIRM")

PLAIN = {"/contract": "PLAIN"}
Signed = tuple[Any, str]
WORD = "a long enough word"


@dataclass(frozen=True)
class World:
    """The harbour of a test, and the settings of the pages."""

    harbour: Harbour
    settings: Any

    def client(self, who: Actor | Any) -> Any:
        from django.test import Client

        from tongguan.desk.people.models import Person

        client = Client()
        person = Person.objects.get(pk=int(who.person)) if isinstance(who, Actor) else who
        client.force_login(person)
        self.settings.CLOCK_STANDS = self.harbour.at
        return client

    def pork(self, stated: dict[str, Any] | None = None) -> Story:
        licence("7", "20-AB-100001", MEAT_FIRM, quantity=Decimal(100_000), unit="035")
        return Story(self.harbour, self.harbour.lodge("import-pork", stated, by=BO))

    def a_person(self, capacity: str, place: str = "0908") -> Any:
        from tongguan.desk.people.models import Enterprise, Office

        office = Office.objects.filter(code=place).first()
        return somebody(capacity, office or Enterprise.objects.get(identifier=place))


# accounts


def stranger(world: World) -> Signed:
    from django.test import Client

    return Client(), "/account/login/"


def forgetful(world: World) -> Signed:
    return stranger(world)[0], "/account/password/reset/"


def with_password(world: World) -> tuple[Any, Any]:
    """Somebody who has just signed in by a password."""
    person = world.a_person("monitor")
    person.set_password(WORD)
    person.save()
    client, login = stranger(world)
    assert client.post(login, {"login": person.username, "password": WORD}).status_code == 302
    return client, person


def own_account(path: str) -> Callable[[World], Signed]:
    def scene(world: World) -> Signed:
        client, _ = with_password(world)
        client.post("/account/reauthenticate/", {"password": WORD})
        return client, f"/account/{path}/"

    return scene


def reauthenticating(world: World) -> Signed:
    return with_password(world)[0], "/account/reauthenticate/"


def without_password(world: World) -> Signed:
    person = world.a_person("monitor")
    person.set_unusable_password()
    person.save()
    return world.client(person), "/account/password/set/"


def first_link(world: World) -> Signed:
    from tongguan.doors.look.accounts import first_link

    client, _ = stranger(world)
    person = world.a_person("monitor")
    person.set_unusable_password()
    person.save()
    return client, client.get(first_link(person))["Location"]


def second_factor(world: World) -> Signed:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    client, person = with_password(world)
    client.logout()
    TOTP.activate(person, generate_totp_secret())
    client.post("/account/login/", {"login": person.username, "password": WORD})
    return client, "/account/2fa/authenticate/"


def second_factor_again(world: World) -> Signed:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    client, person = with_password(world)
    TOTP.activate(person, generate_totp_secret())
    return client, "/account/2fa/reauthenticate/"


# counters


def question(world: World) -> Signed:
    pork = world.pork(PLAIN)
    return world.client(DONG), f"/office/cases/{pork.reference}/ask/"


def order(world: World) -> Signed:
    pork = world.pork(PLAIN)
    return world.client(INA), f"/office/cases/{pork.reference}/order_port_inspection/"


def write_off(world: World) -> Signed:
    pork = world.pork({**PLAIN, "/containers": []})
    return world.client(DONG), f"/office/cases/{pork.reference}/write_off/"


def debts(world: World) -> Signed:
    pork = world.pork(PLAIN)
    return world.client(RUI), f"/revenue/cases/{pork.reference}/"


def overpaid(world: World) -> Signed:
    harbour, here = world.harbour, {"/border_date": "2020-09-16"}
    licence("7", "20-AA-200031", ORE_FIRM, quantity=Decimal(200_000), unit="070")
    ore = Story(harbour, harbour.lodge("import-ore", here, by=MEI))
    ore.after(minutes=2)
    harbour.ring()
    ore.after(days=1).arrives(("2", "PACIFIC LOTUS", "2009"), "PLDLC2009A")
    ore.do(revenue.pay, amount=ore.left(), currency="CNY", reference="EPAY-1", by=BEA)
    cheaper = example(
        "import-ore", {**here, "/items/1/unit_price": "82.2000", "/items/1/total": "14097300.00"}
    )
    ore.ask_to_amend(cheaper, by=MEI)
    ore.grant_amendment(cheaper, by=DONG)
    return world.client(RUI), f"/revenue/cases/{ore.reference}/"


def firm(world: World) -> Signed:
    return world.client(world.a_person("administrator")), f"/revenue/firms/{MEAT_FIRM}/"


def guarantee(world: World) -> Signed:
    return world.client(BEA), "/revenue/guarantees/BH-MEAT/"


def letters(world: World) -> Signed:
    return world.client(BEA), "/revenue/letters/"


def manager(path: str) -> Callable[[World], Signed]:
    return lambda world: (world.client(world.a_person("manager", MEAT_FIRM)), f"/{path}")


def document(world: World) -> Signed:
    return world.client(DONG), "/certificates/new/"


CORRECTION = {
    "reference": "090820201090000001",
    "code": "7",
    "number": "20-AB-100001",
    "line": "2",
    "quantity": "many",
    "reason": "",
}
CORRECTED = ("quantity-090820201090000001-2", "reason-090820201090000001-2")


def correction(world: World) -> Signed:
    pork = world.pork({**PLAIN})
    assert pork.write_off(by=DONG) == ()
    assert pork.reference == CORRECTION["reference"]
    return world.client(DONG), "/certificates/correct/"


def revocation(world: World) -> Signed:
    world.pork(PLAIN)
    return world.client(ANN), "/certificates/revoke/"


# the hall


def hall(path: str) -> Callable[[World], Signed]:
    return lambda world: (world.client(DONG), f"/{path}")


def at_the_window(world: World) -> Signed:
    from tongguan.desk.hall.models import Visit

    client = world.client(DONG)
    client.post("/hall/number/", {"service": "money"})
    client.post("/hall/next/", {"window": "4"})
    return client, f"/hall/visits/{Visit.objects.get().pk}/"


# carriers, rules, traders


def terminal(world: World) -> Signed:
    pork = world.pork(PLAIN)
    pork.harbour.conveyance_enters("2", "UN9074729", "020E")
    return world.client(TESS), "/cargo/"


def carrier(world: World) -> Signed:
    return world.client(KARL), "/cargo/manifest/"


def rules(path: str) -> Callable[[World], Signed]:
    return lambda world: (world.client(world.a_person("rules_officer")), f"/{path}")


def rule_draft(world: World) -> Signed:
    client, begin = rules("rules/drafts/new/")(world)
    return client, client.post(begin, {"table": "currency"})["Location"]


def trading(path: str) -> Callable[[World], Signed]:
    return lambda world: (world.client(LIN), f"/trade/{path}")


def draft(world: World) -> Signed:
    client = world.client(LIN)
    return client, client.post("/trade/drafts/start/", {"direction": "import"})["Location"]


def amendment(world: World) -> Signed:
    pork, client = world.pork(PLAIN), world.client(BO)
    begun = client.post(f"/trade/declarations/{pork.reference}/amend/")["Location"]
    client.post(begun, {"gross_weight": "80100", "base": "1", "window": "a", "do": "save"})
    return client, f"{begun}amendment/"
