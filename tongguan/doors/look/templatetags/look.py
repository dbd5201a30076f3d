"""How templates say things in the reader's language: `{% load look %}`.

{% t "Lodge" "申报" %}                 one of two texts
{% t "{n} open" "{n}件" n=count %}     with arguments by name
{{ finding|said:language }}            a finding (or anything with code and arguments) in words
{{ amount|money }}                     12,345.60
{{ instant|at:language }}              an absolute time with the relative one beside it
{{ seconds|span:language }}            1 h 5 min
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from django import template
from django.conf import settings
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

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
    """What an enterprise is called: in English by its foreign name, where it has one."""
    return str(firm.name if _language(context) == "zh" else firm.name_foreign or firm.name)


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


def _language(context: template.Context) -> str:
    request = context.get("request")
    return getattr(request, "language", "en")
