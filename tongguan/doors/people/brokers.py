"""Which brokers may lodge for an enterprise, within which limits, until when; for whom it lodges itself."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.people import actions, naming
from tongguan.desk.people.models import BrokerAuthority, Enterprise, Office
from tongguan.desk.people.queries import enterprise
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, done, told
from tongguan.doors.people.asking import at_fields, day, firm_of, last_day
from tongguan.law.findings import Refused

OWN = "authorities that their enterprise gave or holds"


@may("manager", "trader", "broker", methods=("GET", "POST"), own=OWN)
def brokers(request: Asked) -> HttpResponse:
    """The authorities given and held; the manager gives more."""
    firm = firm_of(request)
    errors = _authorise(request, firm) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        return redirect("people:brokers")
    over = Q(valid_until__lt=request.on) | Q(revoked_from__lte=request.on)
    both = BrokerAuthority.objects.exclude(over).select_related("broker", "trader").order_by("-pk")
    given = {
        "given": both.filter(trader=firm)[:500],
        "held": both.filter(broker=firm)[:500],
        "offices": Office.objects.order_by("code"),
        "sent": request.POST,
        "chosen": request.POST.getlist("offices"),
        "errors": errors,
    }
    return render(request, "people/brokers.html", given, status=422 if errors else 200)


def _authorise(request: Asked, firm: Enterprise) -> Errors:
    """Gives an authority; what kept it from being given, each at its field."""
    broker = enterprise(request.POST.get("broker", "").strip())
    until, errors = last_day(request)
    if broker is None:
        nobody = ("No enterprise has this identifier.", "没有使用该统一社会信用代码的企业。")
        errors.insert(0, ("broker", pick(request.language, *nobody)))
    if errors or broker is None:
        return errors
    direction = request.POST.get("direction", "")
    known = set(Office.objects.values_list("code", flat=True))
    try:
        actions.authorise(
            broker=broker,
            trader=firm,
            on=day(request, "since", request.on) or request.on,
            until=until,
            direction=direction if direction in ("import", "export") else "",
            offices=sorted(known & set(request.POST.getlist("offices"))),
            actor=actor(request),
            today=request.on,
        )
        done(
            request,
            "{name} may lodge for you.",
            "已委托{name}代理报关。",
            name=naming.name(broker, request.language),
        )
    except Refused as refused:
        return at_fields(refused, request.language)
    return []


@may("manager", methods=("POST",), own=OWN)
def revoke(request: Asked, number: int) -> HttpResponse:
    """The authority ends today."""
    firm = firm_of(request)
    found = BrokerAuthority.objects.filter(Q(trader=firm) | Q(broker=firm), pk=number).first()
    if found is None:
        raise Http404
    try:
        actions.revoke(found, on=request.on, actor=actor(request), today=request.on)
        done(request, "The authority has ended.", "委托已终止。")
    except Refused as refused:
        told(request, refused)
    return redirect("people:brokers")
