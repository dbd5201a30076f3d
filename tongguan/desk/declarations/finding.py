"""How an enterprise finds its own declarations again: by entry number, its own reference, bill or container.

What is another's is not found, and costs the same time as what does not exist."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from tongguan.desk.cargo import names
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.declarations.models import Claim
from tongguan.desk.dossiers import theirs
from tongguan.desk.dossiers.theirs import begins
from tongguan.desk.people.models import BrokerAuthority
from tongguan.desk.texts import wrong

SHORTEST = 3
"""Of how many characters at least a search is, and ..."""
BEGINNING = 7
"""... from how many on the beginning of a bill or container is enough: four letters say whose box it is."""
MOST = 50


def find(enterprise: str, text: str) -> list[theirs.Theirs]:
    """The enterprise's dossiers that are called so, or begin so, the newest first, at most `MOST`. Nothing
    for a text that is too short or is none."""
    sought = " ".join(text.split())
    if not SHORTEST <= len(sought) <= names.LONGEST or any(wrong("", sought)):
        return []
    found = dict.fromkeys(theirs.called(enterprise, sought, MOST))
    found.update(dict.fromkeys(_by_local_reference(enterprise, sought)))
    found.update(dict.fromkeys(_by_cargo(enterprise, names.bill(sought))))
    return theirs.of(enterprise, found)[:MOST]


def named(enterprise: str, reference: str) -> theirs.Theirs | None:
    """The enterprise's dossier of this entry number or, if it lodged it itself, of its own reference."""
    if any(wrong("", reference)):
        return None
    found = theirs.own(enterprise, reference)
    if found is None:
        claims = Claim.objects.filter(declarant=enterprise, reference=reference)
        found = next(iter(theirs.of(enterprise, claims.values_list("dossier", flat=True))), None)
    return found


def _by_local_reference(enterprise: str, sought: str) -> Iterator[int]:
    """References are their declarant's: the enterprise's own, or a broker's that holds or held its
    authority."""
    brokers = BrokerAuthority.objects.filter(trader__identifier=enterprise)
    declarants = {enterprise, *brokers.values_list("broker__identifier", flat=True)}
    rows = Claim.objects.filter(begins("reference", sought), declarant__in=declarants)
    mine = Q(declarant=enterprise) | Q(reference=sought)  # of a broker's others, only what is named whole
    yield from rows.filter(mine).order_by("reference").values_list("dossier", flat=True)[:MOST]


def _by_cargo(enterprise: str, sought: str) -> Iterator[int]:
    """By bill, and by container, which is what a dossier divides into."""
    for rows in of_cargo(sought):
        yield from _mine(rows, enterprise)


def of_cargo(sought: str) -> "tuple[QuerySet[Expectation], QuerySet[Expectation]]":
    """What is expected under this bill, and of parts that are this container; from `BEGINNING` characters on,
    under those that begin so."""
    beginning = len(sought) >= BEGINNING
    bills = Expectation.objects.filter(
        begins("key", sought) if beginning else Q(key=sought), about=names.BILL
    )
    boxes = Expectation.objects.filter(begins("part", sought) if beginning else Q(part=sought))
    return bills, boxes.extra(where=["cargo_expectation.part > ''"])  # as the index says it, word by word


def _mine(rows: "QuerySet[Expectation]", enterprise: str) -> "QuerySet[Expectation, int]":
    own = Q(dossier__trader=enterprise) | Q(dossier__declarant=enterprise)
    return rows.filter(own).order_by("-dossier_id").values_list("dossier_id", flat=True)[:MOST]
