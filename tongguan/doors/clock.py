"""The time at the doors. Each reads it once for a request and hands it on; nothing below has a clock.

Under demo and test settings it may run beside the world's: `CLOCK_AHEAD` seconds of it (a demonstration goes
on where its day ended), or stand still at `CLOCK_STANDS`.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

ZONE = ZoneInfo("Asia/Shanghai")
"""In which times are shown and days are counted; what is stored is UTC."""


def now() -> datetime:
    """The present instant, in UTC."""
    if settings.MODE != "production":
        if settings.CLOCK_STANDS is not None:
            return settings.CLOCK_STANDS
        return datetime.now(UTC) + timedelta(seconds=settings.CLOCK_AHEAD)
    return datetime.now(UTC)


def day(at: datetime) -> date:
    """The local day of an instant."""
    return at.astimezone(ZONE).date()
