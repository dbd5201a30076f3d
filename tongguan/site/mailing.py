"""Which server takes our letters, from one line in the environment."""

from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Mail(NamedTuple):
    """How letters leave: `works` says whether they do. To a server of this machine no TLS is asked for."""

    works: bool
    backend: str
    folder: str | None = None
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False


def mailing(address: str, folder: Path | None) -> Mail:
    """`smtp://user:password@host:port` (with STARTTLS) or `smtps://...` (TLS from the start); without an
    address letters are files in the folder, and without a folder there are none. Raises
    ImproperlyConfigured."""
    if not address:
        if folder is None:
            return Mail(False, "django.core.mail.backends.dummy.EmailBackend")
        return Mail(True, "django.core.mail.backends.filebased.EmailBackend", str(folder))
    wrong = ImproperlyConfigured("TONGGUAN_MAIL: must be like smtp://user:password@host:587")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise wrong
    tls = parts.scheme == "smtps"
    return Mail(
        True,
        "django.core.mail.backends.smtp.EmailBackend",
        host=parts.hostname,
        port=port or (465 if tls else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=not tls and parts.hostname not in LOOPBACK,
        tls=tls,
    )
