"""Webhooks of enterprises: where their systems hear, what proves that it was us, and which addresses we call.

The signature is that of Standard Webhooks: HMAC-SHA256, keyed by the secret, over `id.timestamp.body`.
"""

from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from hmac import new as hmac
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from secrets import token_hex
from typing import TypeVar
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.db import IntegrityError
from django.utils.crypto import salted_hmac

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.notices import words
from tongguan.desk.notices.models import Hook, Sending
from tongguan.desk.people.models import Enterprise
from tongguan.desk.people.queries import MANAGER, acts_as
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor

UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that was given out so far; the rest is of a link, of a site, or leads to IPv4 (RFC 4291)."""
APART = (
    IPv6Network("2001::/23"),  # what protocols use among themselves, Teredo with it (RFC 2928)
    IPv6Network("2002::/16"),  # leads to IPv4 (RFC 3056)
    IPv6Network("3fff::/20"),  # documentation (RFC 9637)
    IPv4Network("192.0.0.0/24"),  # what protocols use among themselves (RFC 6890)
    IPv4Network("192.88.99.0/24"),  # leads to IPv6 (RFC 7526)
)
T = TypeVar("T")


def place_hook(
    *, enterprise: Enterprise, url: str, actor: Actor, at: datetime, today: date, inside: bool
) -> tuple[Hook, str]:
    """An enterprise's system hears at `url` from now on; decided by its manager. A webhook that is there
    moves: its secret, what was sent and what waits stay. The hook, and the secret where it is new, which is
    shown once, else "". `inside`: addresses of this machine and plain http are taken too, for a
    demonstration. Raises Refused, and Stale where somebody else came first."""
    _must_manage(actor, enterprise, today)
    must_fit(Hook, url=url)
    called(url, inside=inside)
    new = {"made_at": at, "made_by_id": int(actor.person)}

    def write() -> tuple[Hook, str]:
        found = hook_of(enterprise.identifier)
        if found is None:
            found = Hook.objects.create(enterprise=enterprise, url=url, nonce=token_hex(32), **new)
            return found, secret_of(found.nonce)
        if found.url != url:
            _change(found, actor, at, url=url)
        return found, ""

    return _written(write)


def roll_secret(*, enterprise: Enterprise, actor: Actor, at: datetime, today: date) -> tuple[Hook, str]:
    """The webhook signs with another secret from now on, what waits too; it is shown once. Raises Refused,
    LookupError where there is no webhook, and Stale where somebody else came first."""
    _must_manage(actor, enterprise, today)

    def write() -> tuple[Hook, str]:
        found = hook_of(enterprise.identifier)
        if found is None:
            raise LookupError(enterprise.identifier)
        _change(found, actor, at, nonce=token_hex(32))
        return found, secret_of(found.nonce)

    return transact(write)


def _change(hook: Hook, actor: Actor, at: datetime, **to: str) -> None:
    """Changes a hook. As it was it is kept as one that has ended, so that who set what, and when, is not
    lost."""
    was = Hook(
        enterprise_id=hook.enterprise_id, url=hook.url, nonce=hook.nonce,
        made_at=hook.made_at, made_by_id=hook.made_by_id, ended_at=at,
    )  # fmt: skip
    same = Hook.objects.filter(pk=hook.pk, url=hook.url, nonce=hook.nonce, ended_at=None)
    if not same.update(made_at=at, made_by_id=int(actor.person), **to):
        raise Stale
    was.save(force_insert=True)
    hook.refresh_from_db()


def _written(write: Callable[[], T]) -> T:
    """A webhook is one at a time: who comes second finds it there."""
    try:
        return transact(write)
    except IntegrityError:
        return transact(write)


def end_hook(*, enterprise: Enterprise, actor: Actor, at: datetime, today: date) -> None:
    """Nothing is sent to the enterprise's system any more; what was waiting is given up. Raises Refused."""
    _must_manage(actor, enterprise, today)

    def write() -> None:
        Sending.objects.filter(hook__enterprise=enterprise, due__isnull=False).update(due=None)
        Hook.objects.filter(enterprise=enterprise, ended_at=None).update(ended_at=at)

    transact(write)


def hook_of(identifier: str) -> Hook | None:
    """The webhook of an enterprise, if it has one."""
    return Hook.objects.filter(enterprise__identifier=identifier, ended_at=None).first()


def _must_manage(actor: Actor, enterprise: Enterprise, today: date) -> None:
    mine = (actor.capacity, actor.behalf) == (MANAGER, enterprise.identifier)
    if not (mine and acts_as(actor, on=today)):
        raise refused(words.NOT_YOURS)


def secret_of(nonce: str) -> str:
    """The secret of a hook, as its owner is shown it: `whsec_` and 32 bytes in base64."""
    return secrets_of(nonce)[0]


def secrets_of(nonce: str) -> tuple[str, ...]:
    """The same, and after it what it was under the keys that the house had before, as long as its settings
    still name them: whoever was shown the secret then goes on believing us."""
    house = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    keys = (salted_hmac("tongguan.webhook", nonce, secret=one, algorithm="sha256").digest() for one in house)
    return tuple(f"whsec_{b64encode(key).decode('ascii')}" for key in keys)


def headers(*secrets: str, token: str, at: datetime, body: bytes) -> dict[str, str]:
    """What proves to the receiver who sent a body, and when (Standard Webhooks 1.0): a signature by each
    secret, of which the receiver knows one. `token` stays the same when a notice is sent again; `at` is the
    instant of the sending."""
    stamp = str(int(at.timestamp()))
    keys = (b64decode(secret.removeprefix("whsec_")) for secret in secrets)
    signed = (hmac(key, f"{token}.{stamp}.".encode() + body, sha256).digest() for key in keys)
    signatures = " ".join(f"v1,{b64encode(one).decode('ascii')}" for one in signed)
    return {"webhook-id": token, "webhook-timestamp": stamp, "webhook-signature": signatures}


def called(url: str, *, inside: bool) -> SplitResult:
    """The parts of an address that may be called, as far as that can be told before its name is looked up.
    Raises Refused."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise refused(words.NO_ADDRESS) from None
    plain = url.isascii() and url.isprintable() and " " not in url
    if not (host and plain and parts.scheme in ("http", "https")):
        raise refused(words.NO_ADDRESS)
    if parts.username is not None or parts.password is not None:
        raise refused(words.NO_SECRETS)
    if parts.scheme != "https" and not inside:
        raise refused(words.NOT_HTTPS)
    try:
        good = may_be_called(host, inside=inside)
    except ValueError:  # a name; what it stands for is asked when it is called
        good = _is_public_name(host.rstrip("."), inside)
    if not good:
        raise refused(words.NOT_PUBLIC, host=host)
    return parts


def may_be_called(address: str, *, inside: bool) -> bool:
    """Whether we call an IP address: one of the public network; `inside`, one of this machine too. Raises
    ValueError for what is no address."""
    return is_public(address) or (inside and ip_address(address.partition("%")[0]).is_loopback)


def _is_public_name(name: str, inside: bool) -> bool:
    """Whether a name may be one of the public network. What ends in a figure is an address in disguise."""
    last = name.rpartition(".")[2]
    if last == "localhost":
        return inside
    return "." in name and last not in ("local", "internal") and not last[:1].isdigit()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network, also where an IPv6 address maps an IPv4 one; other
    ways from one to the other nobody's webhook needs. Raises ValueError for what is no address."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped:
            return is_public(str(found.ipv4_mapped))
        if found not in UNICAST:
            return False
    return found.is_global and not (found.is_multicast or any(found in net for net in APART))
