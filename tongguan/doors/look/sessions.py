"""How long somebody stays signed in: until an hour without a request, and never longer than half a day. By
the clock of the world, whatever that of a demonstration says."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest

SINCE, SEEN = "since", "seen"
NOTED = 300
"""Seconds after which it is noted again that somebody is still there: reading a page writes nothing."""

POLL = "X-Poll"
"""The header by which a page that asks by itself says so: nobody need be in front of it."""


def keep_or_end(request: HttpRequest) -> None:
    """Ends the session of a request where it has lasted too long; else prolongs it."""
    if not request.user.is_authenticated:
        return
    now, session = int(time.time()), request.session
    if now - session.setdefault(SINCE, now) > settings.SESSION_LASTS:
        logout(request)
    elif now - session.get(SEEN, 0) > NOTED and POLL not in request.headers:
        session[SEEN] = now  # saving it moves its end
