"""Keys of an enterprise's programs: made by its manager, shown once, revoked at once."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.people import keys as desk
from tongguan.desk.people import words as why
from tongguan.desk.people.models import Enterprise
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.replies import done, told
from tongguan.doors.people.asking import AT, at_fields, last_day, place_of
from tongguan.law.findings import Refused

MANAGING = ("manager", "administrator")
AT_KEYS = {**AT, why.PAST: "until", why.NOT_LODGING: "scopes"}
OWN = "keys of their own enterprise or office"


@may(*MANAGING, methods=("GET", "POST"), own=OWN)
def keys(request: Asked) -> HttpResponse:
    """The keys there are; a new one is shown on the page that made it, and never again."""
    place, made = place_of(request), ""
    until, errors = last_day(request)
    if request.method == "POST" and not errors:
        try:
            made = desk.make_key(
                person=request.user,
                place=place,
                name=request.POST.get("name", ""),
                scopes=request.POST.getlist("scopes"),
                until=until,
                actor=actor(request),
                at=request.at,
                today=request.on,
            )
        except Refused as refused:
            errors = at_fields(refused, request.language, AT_KEYS)
    scopes = desk.scopes_for(desk.held_at(request.user.pk, place, on=request.on))
    words = [(name, desk.SCOPES[name][request.language == "zh"]) for name in scopes]
    less = isinstance(place, Enterprise) and len(scopes) < len(desk.SCOPES)
    sent = request.POST if errors else {}
    shown = {
        "keys": desk.keys_of(place)[:200],
        "scopes": words,
        "less": less,
        "made": made,
        "sent": sent,
        "chosen": request.POST.getlist("scopes") if errors else (),
        "errors": errors,
    }
    return render(request, "people/keys.html", shown, status=422 if errors else 200)


@may(*MANAGING, methods=("POST",), own=OWN)
def revoke(request: Asked, number: int) -> HttpResponse:
    """The key proves nobody any more."""
    found = desk.keys_of(place_of(request)).filter(pk=number).first()
    if found is None:
        raise Http404
    try:
        desk.revoke_key(found, actor=actor(request), at=request.at, today=request.on)
        done(request, "The key is revoked.", "密钥已撤销。")
    except Refused as refused:
        told(request, refused)
    return redirect("people:keys")
