"""Who acts for an office or an enterprise, as what, and who is away."""

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.people import actions, words
from tongguan.desk.people.models import Absence, Office, Person, Role
from tongguan.desk.people.queries import on_day
from tongguan.doors.look.access import SIGNED_IN, may
from tongguan.doors.look.accounts import first_link
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import done, not_done, told
from tongguan.doors.people.asking import at_fields, day, place_of
from tongguan.doors.people.forms import Asking, Giving, Registering
from tongguan.law.findings import Refused
from tongguan.law.kernel import names

MANAGING = ("administrator", "manager")
OWN = "the people of their own office or enterprise"
SHOWN = 500
AT_ABSENCE = {words.PAST: "since", words.ENDS_FIRST: "until", words.NO_DEPUTY: "deputy"}


@may(*MANAGING, own=OWN)
def members(request: Asked) -> HttpResponse:
    """Everybody of the place, with their roles and absences."""
    return _page(request)


def _page(request: Asked, wrong: Asking | None = None) -> HttpResponse:
    """The page, with the form that was refused as it was sent."""
    place, capacities = place_of(request), _capacities(request)
    where = {"office": place} if isinstance(place, Office) else {"enterprise": place}
    later = Role.objects.filter(**where).exclude(valid_until__lt=request.on)
    roles = list(later.select_related("person").order_by("person__username", "pk")[:SHOWN])
    away = Absence.objects.filter(person__in={role.person_id for role in roles}, valid_until__gte=request.on)
    chinese = request.language == "zh"
    empty = (None, request.language, capacities)
    shown = {
        "roles": [(role, names.name(names.CAPACITIES, role.capacity)[chinese]) for role in roles],
        "away": away.select_related("person", "deputy").order_by("valid_from"),
        "registering": wrong if isinstance(wrong, Registering) else Registering(*empty),
        "giving": wrong if isinstance(wrong, Giving) else Giving(*empty),
        "errors": wrong.told() if wrong else [],
        "people": sorted({role.person for role in roles}, key=lambda person: person.username),
    }
    return render(request, "people/members.html", shown, status=422 if wrong else 200)


def _capacities(request: Asked) -> list[tuple[str, str]]:
    given = actions.OF_OFFICES if request.hat.office else actions.OWN
    return [(name, names.name(names.CAPACITIES, name)[request.language == "zh"]) for name in given]


@may(*MANAGING, methods=("GET", "POST"), own=OWN)
def register(request: Asked) -> HttpResponse:
    """A new account with its first role; the link by which a password is chosen is shown once. Opened like a
    page, as after a refusal, it leads to its form."""
    if request.method != "POST":
        return redirect("people:list")
    form = Registering(request.POST, request.language, _capacities(request))
    if not form.is_valid():
        return _page(request, form)
    try:
        with transaction.atomic():  # nobody is registered without a role
            person = actions.register_person(
                username=form.cleaned_data["username"],
                name=form.cleaned_data["name"],
                actor=actor(request),
                today=request.on,
            )
            _give(request, person, form)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, form)
    return _show_link(request, person)


@may(*MANAGING, methods=("GET", "POST"), own=OWN)
def give(request: Asked) -> HttpResponse:
    """Another role for somebody who has an account. Opened like a page it leads to its form."""
    if request.method != "POST":
        return redirect("people:list")
    form = Giving(request.POST, request.language, _capacities(request))
    if not form.is_valid():
        return _page(request, form)
    person = Person.objects.filter(username=form.cleaned_data["username"]).first()
    if person is None:
        form.add_error("username", pick(request.language, "Nobody has this name.", "没有该用户。"))
        return _page(request, form)
    try:
        _give(request, person, form)
    except Refused as refused:
        form.refuse(refused)
        return _page(request, form)
    done(request, "The role is given.", "已授予身份。")
    return redirect("people:list")


def _give(request: Asked, person: Person, form: Asking) -> None:
    actions.give_role(
        person=person,
        capacity=form.cleaned_data["capacity"],
        place=place_of(request),
        on=day(request, "since", request.on) or request.on,
        until=form.cleaned_data.get("until"),
        actor=actor(request),
        today=request.on,
    )


@may(*MANAGING, methods=("POST",), own=OWN)
def end(request: Asked, number: int) -> HttpResponse:
    """The last day of a role: today."""
    try:
        actions.end_role(_role(request, number), last=request.on, actor=actor(request), today=request.on)
        done(request, "The role ends today.", "该身份于今日终止。")
    except Refused as refused:
        told(request, refused)
    return redirect("people:list")


@may(*MANAGING, methods=("POST",), own=OWN)
def link(request: Asked, number: int) -> HttpResponse:
    """A new link for somebody of the place who never chose a password."""
    person = _role(request, number).person
    if person.has_usable_password():
        not_done(request, "A password is chosen already.", "该人员已设置密码。")
        return redirect("people:list")
    return _show_link(request, person)


def _show_link(request: Asked, person: Person) -> HttpResponse:
    address = request.build_absolute_uri(first_link(person))
    return render(request, "people/link.html", {"person": person, "address": address})


def _role(request: Asked, number: int) -> Role:
    place = place_of(request)
    where = {"office": place} if isinstance(place, Office) else {"enterprise": place}
    found = Role.objects.filter(pk=number, **where).select_related("person", "office", "enterprise").first()
    if found is None:
        raise Http404
    return found


@may(SIGNED_IN, methods=("GET", "POST"), own="their own absence; a manager's and an administrator's people")
def away(request: Asked) -> HttpResponse:
    """When somebody is away, and who does their work meanwhile."""
    errors = _go_away(request) if request.method == "POST" else []
    if request.method == "POST" and not errors:
        done(request, "Noted.", "已登记。")
        return redirect("people:away")
    mine = Absence.objects.filter(person=request.user, valid_until__gte=request.on)
    place = place_of(request) if request.hat.capacity else None
    where = {"office": place} if isinstance(place, Office) else {"enterprise": place}
    roles = Role.objects.filter(on_day(request.on), **where).exclude(person=request.user) if place else ()
    colleagues = sorted({(role.person.username, str(role.person)) for role in roles[:SHOWN]}) if place else []
    given = {
        "mine": mine.select_related("deputy").order_by("valid_from"),
        "colleagues": colleagues,
        "manages": request.hat.capacity in MANAGING,
        "sent": request.POST,
        "errors": errors,
    }
    return render(request, "people/away.html", given, status=422 if errors else 200)


def _go_away(request: Asked) -> list[tuple[str, str]]:
    """Notes an absence; what kept it from being noted, each at its field."""
    found: dict[str, Person | None] = {}
    errors: list[tuple[str, str]] = []
    for name in ("username", "deputy"):
        said = request.POST.get(name, "")[:150]
        found[name] = Person.objects.filter(username=said).first() if said else None
        if said and found[name] is None:
            errors.append((name, pick(request.language, "Nobody is called so.", "没有该用户。")))
    since, until = day(request, "since"), day(request, "until")
    for name, stated in (("since", since), ("until", until)):
        if stated is None:
            errors.append((name, pick(request.language, "State the day.", "请填写日期。")))
    if errors or since is None or until is None:
        return errors
    try:
        actions.go_away(
            person=found["username"] or request.user,
            since=since,
            until=until,
            deputy=found["deputy"],
            actor=actor(request),
            today=request.on,
        )
    except Refused as refused:
        return at_fields(refused, request.language, AT_ABSENCE)
    return []
