"""Notices on their way to people and systems: a round sends what is due."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from smtplib import SMTPException

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from tongguan.desk.dossiers.outbox import Letter
from tongguan.desk.notices import actions, sendings
from tongguan.desk.notices.hooks import headers, secrets_of
from tongguan.desk.notices.models import Notice, Sending
from tongguan.desk.notices.said import said
from tongguan.desk.notices.sendings import Came
from tongguan.doors import clock
from tongguan.doors.jobs.webhooks import post

AT_ONCE = 8
UNWANTED = Came("no longer wanted", gone=True)


def spread(letter: Letter) -> None:
    """A letter becomes a notice, if it is to a trader."""
    now = clock.now()
    actions.spread(letter, at=now, today=clock.day(now), mail=settings.MAIL.works)


def send_round(*, limit: int = 50) -> tuple[int, int]:
    """Sends what is due: mails one after another, webhooks side by side. How many arrived, how many not."""
    now = clock.now()
    claimed = sendings.claim(now, limit=limit)
    mails = [(one, _mail(one)) for one in claimed if one.hook_id is None]
    hooks = [one for one in claimed if one.hook_id is not None]
    calls = [_call(one.notice, one) for one in hooks]
    with ThreadPoolExecutor(AT_ONCE) as pool:  # nothing in here asks the database
        came = list(pool.map(lambda call: post(**call), calls))
    every = [*mails, *zip(hooks, came, strict=True)]
    sendings.note(now, every)
    failed = sum(bool(what.failure) for _, what in every)
    return len(every) - failed, failed


def payload(notice: Notice) -> bytes:
    """What a system is told: the letter, what it is about and when that happened."""
    told = {
        "type": f"declaration.{notice.kind}",
        "timestamp": notice.at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "data": json.loads(notice.body),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _call(notice: Notice, one: Sending) -> dict[str, object]:
    assert one.hook is not None
    body = payload(notice)
    signed = headers(*secrets_of(one.hook.nonce), token=notice.token, at=datetime.now(UTC), body=body)
    inside = settings.MODE in ("demo", "test")
    return {"url": one.hook.url, "headers": signed, "body": body, "inside": inside}


def _mail(one: Sending) -> Came:
    """Writes to the person's confirmed address, if they still want it and still act for the enterprise."""
    person = one.person
    assert person is not None
    confirmed = EmailAddress.objects.filter(user=person, verified=True).order_by("-primary", "pk").first()
    if confirmed is None or not sendings.still_wanted(one, today=clock.day(clock.now())):
        return UNWANTED
    zh = person.language.startswith("zh")
    told = said(one.notice.kind, one.notice.body, "zh" if zh else "en")
    subject = f"{told.reference}{'：' if zh else ': '}{told.sentence}"
    link = settings.ADDRESS + reverse("trader:case", args=(told.reference,))
    choose = settings.ADDRESS + reverse("trader:settings")
    text = (
        f"{subject}。\n\n查看：{link}\n\n如不再需要邮件通知，请在此更改：{choose}\n"
        if zh
        else f"{subject}.\n\nLook at it: {link}\n\nTo be told in another way: {choose}\n"
    )
    try:
        EmailMessage(" ".join(subject.split()), text, to=[confirmed.email]).send()
    except (SMTPException, OSError) as wrong:
        return Came(type(wrong).__name__)
    return Came()
