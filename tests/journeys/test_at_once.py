"""Several who want the same thing at the same moment: one gets it, and the others are told why not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

from django.db import connection

from tests.harbour import BEA, BO, DAN, DONG, MEI, ORE_FIRM, Harbour, licence
from tests.journeys.story import Story
from tests.stating import example
from tongguan.desk.declarations.models import Claim, Content, Refusal
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.revenue import actions as revenue
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered

MANY = 5


def at_once(work: Callable[[int], object]) -> list[object]:
    """What came of the work of several threads that start together; a refusal is its reason."""
    start = Barrier(MANY)

    def one(n: int) -> object:
        start.wait()
        try:
            return work(n)
        except NotOffered as refused:
            return refused.reason
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def ore(harbour: Harbour) -> Story:
    licence("7", "20-AA-200031", ORE_FIRM)
    return Story(harbour, harbour.lodge("import-ore", by=MEI))


def test_of_amendments_asked_for_at_once_one_is_taken(harbour: Harbour) -> None:
    one = ore(harbour)
    tree = example("import-ore", {"/remarks": "更正"})
    done = at_once(lambda n: one.ask_to_amend(tree, by=MEI))
    assert sorted(map(str, done)) == ["2", *["nothing_asked"] * (MANY - 1)]
    assert Content.objects.filter(dossier=one.id).count() == 2
    one.ends_well()


def test_an_amendment_and_a_withdrawal_do_not_cross(harbour: Harbour) -> None:
    one = ore(harbour)
    tree = example("import-ore", {"/remarks": "更正"})

    def ask(n: int) -> object:
        return one.ask_to_withdraw(by=MEI) if n % 2 else one.ask_to_amend(tree, by=MEI)

    done = at_once(ask)
    assert done.count("nothing_asked") == MANY - 1
    one.ends_well()


def test_two_officers_do_not_both_decide(harbour: Harbour) -> None:
    one = ore(harbour)
    one.ask_to_withdraw(by=MEI)

    def decide(n: int) -> object:
        return one.grant_withdrawal(by=DONG) if n % 2 else one.take(DAN, "refuse_withdrawal")

    done = at_once(decide)
    assert done.count(None) == 1, done
    one.ends_well()


def test_the_same_reference_is_lodged_once(harbour: Harbour) -> None:
    """The same content gets one number; of different contents one is accepted, the others name it."""
    same = example("import-pork")
    receipts = at_once(lambda n: harbour.answer(same, BO))
    assert {one.reference for one in receipts if isinstance(one, Receipt)} == {
        Dossier.objects.get().reference
    }
    assert sum(not one.repeated for one in receipts if isinstance(one, Receipt)) == 1

    different = at_once(
        lambda n: harbour.answer(example("import-pork", {"/reference": "X", "/marks": f"N{n}"}), BO)
    )
    (first,) = [one for one in different if isinstance(one, Receipt)]
    for one in different:
        if isinstance(one, Refused):
            assert [(f.code, f.arguments["first"]) for f in one.findings] == [("L001", first.reference)]
    assert (Dossier.objects.count(), Claim.objects.count(), Refusal.objects.count()) == (2, 2, MANY - 1)
    Story(harbour, first).ends_well()


def test_payments_and_an_amendment_meet(harbour: Harbour) -> None:
    """Whichever comes first, nothing is owed twice and nothing is lost."""
    one = ore(harbour)
    harbour.conveyance_enters("2", "PACIFIC LOTUS", "2009")
    tree = example("import-ore", {"/freight/amount": "7.6"})
    one.ask_to_amend(tree, by=MEI)

    def meet(n: int) -> object:
        if n:
            pay = {"amount": Decimal(1000), "currency": "CNY", "reference": f"EPAY-{n}"}
            return one.do(revenue.pay, by=BEA, **pay)
        return one.grant_amendment(tree, by=DONG)

    before = one.left()
    at_once(meet)
    charged = sum(Decimal(charge["amount"]) for charge in one.assessment["charges"])
    assert charged > before and one.left() == charged - 1000 * (MANY - 1)
    one.ends_well()
