"""The payment note, from whose issue the days of a debt count, and the period that ends with them (Customs
Law art. 60)."""

from collections.abc import Sequence
from datetime import datetime

PAYMENT, ENFORCEMENT = "tax_payment", "tax_enforcement"
"""The clock of the period in which a debt is paid in time, and that at whose end customs may enforce it."""


def noted_at(moves: Sequence[tuple[str, datetime]], since: datetime) -> datetime:
    """When the payment note was issued of a debt that came to be due at `since`. `moves` are the states that
    it came to, and when: all until then, or all before. A payment that fails issues no new note; what a
    guarantee covered is noted when it falls due again."""
    last, note, before = ("due", since), None, ""
    for state, at in moves if tuple(moves[-1:]) == (last,) else (*moves, last):
        if state == "secured":
            note = None
        elif state == "due" and (note is None or before != "paying"):
            note = at
        before = state
    return note or since


def last_noted_at(moves: Sequence[tuple[str, datetime]]) -> datetime | None:
    """When the payment note was issued on which a debt was due at last, whatever it has come to since; None
    of one that never was due."""
    dues = [place for place, (state, _) in enumerate(moves) if state == "due"]
    return noted_at(moves[: dues[-1] + 1], moves[dues[-1]][1]) if dues else None
