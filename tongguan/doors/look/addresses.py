"""Every address that is served, with the rule of its view: for the table of `docs/access.md`, and for
the walk that tries each of them as everybody."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import URLPattern, URLResolver, get_resolver

from tongguan.doors.look.access import Rule, rule_of


class Address(NamedTuple):
    """`path` as it is written down (`/trader/cases/<str:reference>/`), `name` for `reverse`."""

    path: str
    name: str
    view: Callable[..., Any]
    rule: Rule | None


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return list(_below(get_resolver(), "/", ""))


def _below(resolver: URLResolver, prefix: str, space: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            view = entry.callback
            yield Address(path, f"{space}{entry.name or ''}", view, rule_of(view))
        else:
            inside = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _below(entry, path, inside)
