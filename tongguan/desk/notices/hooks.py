"""Webhooks of enterprises: where their systems hear, what proves that it was us, and which addresses we call.

The signature is that of Standard Webhooks: HMAC-SHA256, keyed by the secret, over `id.timestamp.body`.
"""

from base64 import b64decode, b64encode
from datetime import date, datetime
from hashlib import sha256
from hmac import new as hmac
from ipaddress import IPv6Address, ip_address
from secrets import token_hex
from urllib.parse import SplitResult, urlsplit

from django.utils.crypto import salted_hmac

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.notices import words
from tongguan.desk.notices.models import Hook, Sending
from tongguan.desk.people.models import Enterprise
from tongguan.desk.people.queries import MANAGER, acts_as
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor

NAT64 = 0x64FF9B << 64
"""The first 96 bits of the IPv6 addresses that lead to IPv4 ones (RFC 6052)."""


def set_hook(
    *, enterprise: Enterprise, url: str, actor: Actor, at: datetime, today: date, inside: bool
) -> str:
    """An enterprise's system hears at `url` from now on, instead of at the one before; decided by its
    manager. Returns the secret, which is shown once. `inside`: addresses of this machine and plain http are
    taken too, for a demonstration. Raises Refused."""
    _must_manage(actor, enterprise, today)
    must_fit(Hook, url=url)
    called(url, inside=inside)
    hook = Hook(enterprise=enterprise, url=url, nonce=token_hex(32), made_at=at, made_by_id=int(actor.person))

    def write() -> None:
        _end(enterprise, at)
        hook.pk = None
        hook.save(force_insert=True)

    transact(write)
    return secret_of(hook.nonce)


def end_hook(*, enterprise: Enterprise, actor: Actor, at: datetime, today: date) -> None:
    """Nothing is sent to the enterprise's system any more; what was waiting is given up. Raises Refused."""
    _must_manage(actor, enterprise, today)
    transact(lambda: _end(enterprise, at))


def _end(enterprise: Enterprise, at: datetime) -> None:
    Sending.objects.filter(hook__enterprise=enterprise, due__isnull=False).update(due=None)
    Hook.objects.filter(enterprise=enterprise, ended_at=None).update(ended_at=at)


def hook_of(identifier: str) -> Hook | None:
    """The webhook of an enterprise, if it has one."""
    return Hook.objects.filter(enterprise__identifier=identifier, ended_at=None).first()


def _must_manage(actor: Actor, enterprise: Enterprise, today: date) -> None:
    mine = (actor.capacity, actor.behalf) == (MANAGER, enterprise.identifier)
    if not (mine and acts_as(actor, on=today)):
        raise refused(words.NOT_YOURS)


def secret_of(nonce: str) -> str:
    """The secret of a hook, as its owner was shown it: `whsec_` and 32 bytes in base64."""
    key = salted_hmac("tongguan.webhook", nonce, algorithm="sha256").digest()
    return f"whsec_{b64encode(key).decode('ascii')}"


def headers(secret: str, *, token: str, at: datetime, body: bytes) -> dict[str, str]:
    """What proves to the receiver who sent a body, and when (Standard Webhooks 1.0). `token` stays the same
    when a notice is sent again; `at` is the instant of the sending."""
    stamp = str(int(at.timestamp()))
    signed = hmac(b64decode(secret.removeprefix("whsec_")), f"{token}.{stamp}.".encode() + body, sha256)
    signature = b64encode(signed.digest()).decode("ascii")
    return {"webhook-id": token, "webhook-timestamp": stamp, "webhook-signature": f"v1,{signature}"}


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
    if inside:
        return parts
    if parts.scheme != "https":
        raise refused(words.NOT_HTTPS)
    try:
        public = is_public(host)
    except ValueError:  # a name; what it stands for is asked when it is called
        public = _is_public_name(host.rstrip("."))
    if not public:
        raise refused(words.NOT_PUBLIC, host=host)
    return parts


def _is_public_name(name: str) -> bool:
    """Whether a name may be one of the public network. What ends in a figure is an address in disguise."""
    last = name.rpartition(".")[2]
    return "." in name and last not in ("local", "localhost", "internal") and not last[:1].isdigit()


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public network, also where an IPv6 address wraps an IPv4 one.
    Raises ValueError for what is no address."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        wrapped = found.ipv4_mapped or found.sixtofour or (found.teredo and found.teredo[1])
        if wrapped:
            return wrapped.is_global and not wrapped.is_multicast
        if int(found) >> 32 == NAT64:
            return False
    return found.is_global and not found.is_multicast
