"""The digests that make published rules tamper-evident."""

from collections.abc import Iterable
from hashlib import sha256

from tongguan.desk.rulebooks.models import Edition, Rule


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over texts, each preceded by its length, so that no two lists look alike."""
    found = sha256()
    for part in parts:
        content = part.encode()
        found.update(b"%d:" % len(content))
        found.update(content)
    return found.hexdigest()


def of_rule(jurisdiction: str, number: int, rule: Rule) -> str:
    """The digest of one rule of edition `number`."""
    return digest(
        (
            jurisdiction,
            str(number),
            rule.table,
            rule.key,
            rule.scope,
            rule.valid_from.isoformat(),
            rule.end,
            rule.value,
            rule.source,
            "yes" if rule.verified else "no",
        )
    )


def of_edition(before: str, edition: Edition, rules: Iterable[str]) -> str:
    """The digest of an edition: the digest of the one `before` it ("" for the first), its own line, and the
    digests of its rules in the order of their texts."""
    line = (
        before,
        edition.jurisdiction,
        str(edition.number),
        edition.published_at.isoformat(timespec="microseconds"),
        edition.by,
        edition.approved_by,
    )
    return digest((*line, *sorted(rules)))
