"""Calling an enterprise's system: over TLS, at an address of the public network, within seconds, and once.

The name is looked up here and the connection made to the very address that was looked at, so that a name
which changes in between leads nowhere else. No redirect is followed and no answer read beyond its status.
"""

import socket
import ssl
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer

from tongguan.desk.notices.hooks import called, may_be_called
from tongguan.desk.notices.sendings import Came
from tongguan.law.findings import Refused
from tongguan.law.words import say

SECONDS = 10.0
"""For each wait; the whole call is cut off after twice as many."""
NOT_PUBLIC = "the name leads to no address of the public network"
GONE = 410


class _Pinned(HTTPConnection):
    """Connects to the address that was looked at, whatever the name says by now."""

    address = ""

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _PinnedTLS(HTTPSConnection):
    """The same; the certificate must be that of the name."""

    address = ""

    def connect(self) -> None:
        plain = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


def post(url: str, *, headers: dict[str, str], body: bytes, inside: bool) -> Came:
    """Sends a body; what came of it. Arrived is what is answered 2xx; 410 says never to come again. `inside`:
    addresses of this machine and plain http are called too, for a demonstration."""
    try:
        parts = called(url, inside=inside)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = _looked_up(host, port, inside=inside)
    except Refused as refused:
        first = refused.findings[0]
        return Came(say(first.code, first.arguments, "en"))
    except (OSError, UnicodeError):
        return Came("the name of the host leads nowhere")
    if not address:
        return Came(NOT_PUBLIC)
    kind = _PinnedTLS if parts.scheme == "https" else _Pinned
    line = kind(host, port, timeout=SECONDS)
    line.address = address
    cut = Timer(2 * SECONDS, lambda: _cut(line))
    cut.daemon = True
    cut.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request("POST", target, body, {**headers, "Content-Type": "application/json"})
        status = line.getresponse().status
    except (OSError, HTTPException, ValueError) as wrong:
        return Came(type(wrong).__name__)
    finally:
        cut.cancel()
        line.close()
    if 200 <= status < 300:
        return Came(answer=status)
    return Came(f"HTTP {status}", status, gone=status == GONE)


def _looked_up(host: str, port: int, *, inside: bool) -> str:
    """The first address of a host, if all of them may be called; else ""."""
    found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not all(may_be_called(one, inside=inside) for one in found):
        return ""
    return found[0] if found else ""


def _cut(line: HTTPConnection) -> None:
    with suppress(OSError):
        if line.sock is not None:
            line.sock.shutdown(socket.SHUT_RDWR)
