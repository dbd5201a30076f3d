"""Which database: SQLite in one file, or PostgreSQL by an address in the environment."""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

# FULL, because NORMAL may lose the last commits when the power fails. Without recursive_triggers a REPLACE
# would delete rows of the past without asking the triggers that keep them.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
    "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456"
)


def database(address: str, var: Path) -> dict[str, Any]:
    """Django's settings of one database. `address` is "" (SQLite in `var`), `sqlite:///path`, or
    `postgresql://user:password@host:port/name?option=value` (a socket's folder as `?host=/folder`).
    Raises ValueError for any other address."""
    parts = urlsplit(address or f"sqlite:///{var / 'tongguan.sqlite3'}")
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")))
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql(address)
    raise ValueError(f"TONGGUAN_DATABASE: no database is called {parts.scheme!r}")


def _sqlite(name: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {"init_command": SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": 20},
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Django switches prepared statements off; they save a third of a write.
        "OPTIONS": {"prepare_threshold": 1, **options},
    }
