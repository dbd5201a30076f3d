"""The chain of a guarantee: each movement carries a digest over the one before it and over all that is
written of it, who moved it and why included; the first stands on the guarantee's own terms. It is made as
that of a dossier's events is (`dossiers.chain`). Movements of an older program carry none; the first one that
does stands on all of them as they were then."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from typing import Any

from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.proof import Disagreement, Keys, read, respelt
from tongguan.desk.revenue.models import SIGNS, Guarantee, Movement
from tongguan.desk.revenue.proof import SEALED

Row = Mapping[str, Any]
TERMS, MOVED = ((*SEALED[model].key, *SEALED[model].columns) for model in (Guarantee, Movement))
"""What the chain is over. A column that is added later does not come in here: those of today must come out
the same."""
KEYS: Keys = (
    (Guarantee, "id", ("id",)),
    (Movement, "guarantee_id", ("guarantee_id", "number")),
)
GUARANTEE, MOVEMENT = Guarantee._meta.db_table, Movement._meta.db_table


def first(guarantee: Row) -> str:
    """The digest on which a guarantee's first movement stands."""
    return chain.digest("", chain.line(guarantee[name] for name in TERMS))


def after(before: str, movement: Row) -> str:
    """The digest of a movement that follows another digest."""
    return chain.digest(before, chain.line(movement[name] for name in MOVED))


def folded(guarantee: Guarantee, **where: Any) -> str:
    """The digest that the last of these movements of a guarantee has, or would have."""
    moved = Movement.objects.filter(guarantee=guarantee, **where).order_by("number").values(*MOVED)
    return reduce(after, moved, first(vars(guarantee)))


def heads(until: datetime) -> Mapping[int, str]:
    """The digest of each guarantee's last movement before an instant, by the guarantee's id: to be kept
    elsewhere, for a chain cannot show of itself that its tail was cut or made up."""
    rows = Movement.objects.filter(at__lt=until).order_by("guarantee_id", "number")
    last = dict(rows.values_list("guarantee_id", "digest").iterator(chunk_size=5000))
    return {one: digest or _folded_once(one, until) for one, digest in last.items()}


def _folded_once(guarantee: int, until: datetime) -> str:
    try:
        return folded(Guarantee.objects.get(pk=guarantee), at__lt=until)
    except Exception:  # gone, or a hand has made it unreadable: that is told by `replay`
        return ""


def replay() -> Iterator[Disagreement]:
    """Every guarantee, and every movement of one, that is not what its chain says, is gone, or came without
    a digest; every guarantee whose sums do not follow from its movements."""
    ids = {*Guarantee.objects.values_list("pk", flat=True)}
    for one in sorted(ids | {*Movement.objects.values_list("guarantee_id", flat=True).distinct()}):
        found = list(respelt(KEYS[:1], one)) + list(respelt(KEYS[1:], one))
        terms = [] if found else read(Guarantee.objects.filter(pk=one), ("id",), TERMS, found)
        of = Movement.objects.filter(guarantee_id=one).order_by("number")
        names = (*MOVED, "digest")
        rows = [] if found else read(of, ("guarantee_id", "number"), names, found)
        moved = [dict(zip(names, row, strict=True)) for row in rows]
        stated = [dict(zip(TERMS, row, strict=True)) for row in terms]
        yield from found or (*_sums(one, moved), *_chain(one, stated, moved))


def _sums(guarantee: int, moved: Sequence[Row]) -> Iterator[Disagreement]:
    total, blocked = 0, 0
    if not moved:
        yield Disagreement(GUARANTEE, str(guarantee), "id", "nothing", "a first movement")
    for place, row in enumerate(moved, 1):
        on_total, on_blocked = SIGNS.get(row["kind"], (0, 0))
        total, blocked = total + on_total * row["cents"], blocked + on_blocked * row["cents"]
        number, there = row["number"], (row["total"], row["blocked"])
        if (number, row["kind"] in SIGNS, there) != (place, True, (total, blocked)):
            columns, proven = "number, kind, cents, total, blocked", f"{place}: {total}, {blocked}"
            yield Disagreement(MOVEMENT, f"{guarantee}/{number}", columns, f"{number}: {there}", proven)
        total, blocked = there


def _chain(guarantee: int, stated: Sequence[Row], moved: Sequence[Row]) -> Iterator[Disagreement]:
    if not stated:
        yield Disagreement(GUARANTEE, str(guarantee), "id", "nothing", "a guarantee that has moved")
        return
    before, begun = first(stated[0]), False
    for row in moved:
        stored, proven = row["digest"], after(before, row)
        if stored != proven and (begun or stored is not None):
            yield Disagreement(
                MOVEMENT, f"{guarantee}/{row['number']}", ", ".join(MOVED[2:]), str(stored), proven
            )
            if not begun:  # it stands on the terms, and on what moved before: any may be what was changed
                yield Disagreement(GUARANTEE, str(guarantee), ", ".join(TERMS), "terms", "others")
        before, begun = stored or proven, begun or stored is not None
