"""The search: by entry number, bill, container or enterprise, among what the office may see."""

from django.http import HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.declarations import searching
from tongguan.desk.people import naming
from tongguan.doors.look.access import OFFICERS, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import offices
from tongguan.doors.officer.seen import EVERYWHERE


@may(*OFFICERS, own="cases in which the office holds or held a track; monitors all, without hits")
def search(request: Asked) -> HttpResponse:
    """What is sought, and the newest of what it may mean; what is called exactly so opens at once."""
    sought = request.GET.get("q", "").strip()
    everywhere = request.hat.capacity in EVERYWHERE
    found = searching.search(sought, offices=None if everywhere else offices(request)) if sought else []
    if len(found) == 1 and found[0].reference == sought:
        return redirect("officer:case", sought)
    firms = naming.firms({one.trader for one in found})
    rows = [
        {
            "one": one,
            "trader": naming.called(firms, one.trader, request.language),
        }
        for one in found
    ]
    context = {"sought": sought, "rows": rows, "most": len(found) == searching.MOST}
    return render(request, "officer/work/search.html", context)
