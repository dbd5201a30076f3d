"""What tests of the officers' counters share: people at their offices, and cases of the played day."""

from typing import Any

from tests.doors.played import some_rows
from tests.doors.signed_in import somebody
from tests.pages import text

EVERY = 12
"""Each so many-th declaration of the day is played, and all with a story."""


def office(code: str = "0908") -> Any:
    from tongguan.desk.people.models import Office

    return Office.objects.get(code=code)


def signed_in(capacity: str, code: str = "0908", **how: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(somebody(capacity, office(code), **how))
    return client


def reference_of(story: str) -> str:
    from tongguan.desk.declarations.models import Claim
    from tongguan.desk.dossiers.models import Dossier

    local = next(row["reference"] for row in some_rows(EVERY) if row["story"] == story)
    return str(Dossier.objects.get(pk=Claim.objects.get(reference=local).dossier).reference)


def case(reference: str) -> str:
    return f"/office/cases/{reference}/"


def seq_of(reference: str) -> int:
    from tongguan.desk.dossiers.models import Dossier

    return int(Dossier.objects.get(reference=reference).seq)


def reviewed(web: Any, count: int = 1) -> list[str]:
    """So many declarations that an officer has taken up again."""
    from tongguan.desk.dossiers.models import Dossier, Track

    cleared = Track.objects.filter(track="documents", state="cleared", office="0908")
    ids = list(cleared.order_by("dossier_id").values_list("dossier_id", flat=True)[:count])
    found = [str(one) for one in Dossier.objects.filter(pk__in=ids).values_list("reference", flat=True)]
    for one in found:
        answer = web.post(f"{case(one)}review_again/", {"seq": seq_of(one), "number": 1, "part": ""})
        assert answer.status_code == 302, text(answer)
    return found
