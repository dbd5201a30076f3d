"""How templates say things in the reader's language: `{% load look %}`.

{% t "Lodge" "申报" %}                 one of two texts
{% t "{n} open" "{n}件" n=count %}     with arguments by name
{{ finding|said:language }}            a finding (or anything with code and arguments) in words
{{ amount|money }}                     12,345.60
{{ instant|at:language }}              an absolute time with the relative one beside it
{{ seconds|span:language }}            1 h 5 min
{% error_at "number" %}                what is wrong with the field of this id, of the page's `errors`
<input id="number"{% described "number" help="number-help" %}>   where that and the help are read
<fieldset{% group "scopes" %}>         the same for a group of choices, each {% invalid "scopes" %}
{% problems form as errors %}          the `errors` of a form of Django's
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from tongguan.desk.people import naming
from tongguan.doors.clock import ZONE
from tongguan.doors.look.asked import Hat
from tongguan.doors.look.hats import examples
from tongguan.doors.look.language import TAGS, pick
from tongguan.doors.look.nav import entries
from tongguan.doors.look.times import roughly
from tongguan.law.kernel import flow_words
from tongguan.law.money import in_money
from tongguan.law.words import say

register = template.Library()
ALERT = '<svg class="shape" aria-hidden="true"><use href="#alert"/></svg>'


@register.simple_tag(takes_context=True)
def t(context: template.Context, en: str, zh: str, **arguments: object) -> SafeString:
    """One of two texts; what is put into it is escaped, it itself is ours."""
    safe = {name: conditional_escape(cast(Any, value)) for name, value in arguments.items()}
    return mark_safe(pick(_language(context), en, zh, **safe))


@register.simple_tag(takes_context=True)
def nav(context: template.Context) -> list[dict[str, object]]:
    """The entries of the head."""
    request = context["request"]
    return list(entries(request.hat.capacity, request.path))


@register.simple_tag(takes_context=True)
def hat_words(context: template.Context, hat: Any) -> str:
    """What a hat is called."""
    return str(hat.words(_language(context)))


@register.simple_tag(takes_context=True)
def firm_name(context: template.Context, firm: Any) -> str:
    """What an enterprise is called in the language of the page."""
    return naming.name(firm, _language(context))


@register.simple_tag(takes_context=True)
def demo_people(context: template.Context) -> list[tuple[str, Hat]]:
    """Whom a visitor of a demonstration can be; nobody elsewhere."""
    return examples(on=context["request"].on) if settings.MODE == "demo" and settings.DEMO_PASSWORD else []


@register.simple_tag
def demo_password() -> str:
    return settings.DEMO_PASSWORD


@register.simple_tag(takes_context=True)
def html_lang(context: template.Context) -> str:
    """What HTML calls the language of the page."""
    return TAGS[_language(context)]


@register.filter
def said(finding: Any, language: str) -> str:
    """A finding in words."""
    return say(finding.code, finding.arguments, language)


@register.filter
def money(amount: Decimal | None) -> str:
    return "" if amount is None else in_money(amount)


@register.filter
def figure(quantity: Decimal | None) -> str:
    """A quantity without needless noughts: `1,234.5`."""
    if quantity is None:
        return ""
    whole, _, rest = f"{quantity:,.5f}".partition(".")
    return f"{whole}.{rest}".rstrip("0").rstrip(".")


@register.filter
def cents(hundredths: int) -> str:
    """An amount that is kept in hundredths."""
    return in_money(Decimal(hundredths) / 100)


@register.simple_tag(takes_context=True)
def at(context: template.Context, instant: datetime | None) -> str:
    """An instant to the minute in local time, and beside it how long ago or how soon."""
    if instant is None:
        return ""
    request = context["request"]
    language, here = request.language, instant.astimezone(ZONE)
    seconds = (request.at - instant).total_seconds()
    length = roughly(abs(seconds), language)
    relative = (
        pick(language, "{n} ago", "{n}前", n=length)
        if seconds >= 0
        else pick(language, "in {n}", "{n}后", n=length)
    )
    day = "" if here.date() == request.on else here.strftime("%Y-%m-%d ")
    return format_html(
        '<time datetime="{}">{}{}</time> <span class="quiet">{}</span>',
        instant.isoformat(timespec="seconds"),
        day,
        here.strftime("%H:%M"),
        relative,
    )


@register.filter
def span(seconds: float, language: str) -> str:
    return flow_words.span(int(seconds), language)


@register.simple_tag(takes_context=True)
def flow(context: template.Context, kind: str, *names: str) -> str:
    """The name of a track, gate, whose, ending or step; or of a stage: `{% flow "stage" track state %}`."""
    return str(getattr(flow_words, kind)(*names, _language(context)))


@register.simple_tag(takes_context=True)
def error_at(context: template.Context, field: str) -> str:
    """What is wrong with a field, by its id: the sentences that the error summary links to it."""
    said = _wrong(context, field)
    if not said:
        return ""
    lines = format_html_join(mark_safe("<br>"), "{}", ((one,) for one in said))
    return format_html('<p class="error" id="{}_error">{}{}</p>', field, mark_safe(ALERT), lines)


@register.simple_tag(takes_context=True)
def described(context: template.Context, field: str, help: str = "") -> str:
    """The attributes of a field by which a reader's machine finds its help (an id) and what is wrong with
    it."""
    return _described(field, help, bool(_wrong(context, field))) + invalid(context, field)


@register.simple_tag(takes_context=True)
def group(context: template.Context, field: str, help: str = "") -> str:
    """The attributes of a group of choices that the error summary may lead to; the choices are `invalid`."""
    named = _described(field, help, bool(_wrong(context, field)))
    return format_html(' id="{}" tabindex="-1"{}', field, named)


@register.simple_tag(takes_context=True)
def invalid(context: template.Context, field: str) -> str:
    """The attribute of a choice that belongs to a group of this id."""
    return mark_safe(' aria-invalid="true"') if _wrong(context, field) else SafeString()


@register.simple_tag(takes_context=True)
def problems(context: template.Context, form: Any, whole: str = "") -> list[tuple[str, str]]:
    """What is wrong with a form, as the error summary takes it; `whole` is the id of the field at which that
    is told which is about no field."""
    told, colon = [(whole, str(sentence)) for sentence in form.non_field_errors()], ": "
    if _language(context) == "zh":
        colon = "："
    for one in form:
        told += [(one.auto_id, f"{str(one.label).rstrip(':：')}{colon}{sentence}") for sentence in one.errors]
    return told


def _described(field: str, help: str, wrong: bool) -> SafeString:
    ids = [*([help] if help else []), *([f"{field}_error"] if wrong else [])]
    return format_html(' aria-describedby="{}"', " ".join(ids)) if ids else SafeString()


def _wrong(context: template.Context, field: str) -> list[str]:
    return [str(sentence) for at, sentence in context.get("errors") or () if at == field]


def _language(context: template.Context) -> str:
    request = context.get("request")
    return getattr(request, "language", "en")
