"""What is worked out without a database: the assessment beside the same arithmetic in bare Decimal, compiled
criteria beside one function written by hand."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import partial
from importlib.util import module_from_spec, spec_from_file_location
from typing import Any

from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.doors.codecs import jsonform
from tongguan.doors.jobs.bench import sample
from tongguan.doors.jobs.bench.figures import Effort, Figure, in_turns, skipped
from tongguan.doors.jobs.demo_day import parcels, tables
from tongguan.law.assess import assess
from tongguan.law.declaration import Declaration
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook
from tongguan.law.select import in_force
from tongguan.law.targeting.compiling import Known

MICRO = 1e6
NOWHERE = "no database"
ON = date(2020, 9, 15)
PARCELS = 60
BY_HAND = SHIPPED.parent / "tests" / "law" / "criteria_by_hand.py"
FEN, HUNDRED = Decimal("0.01"), Decimal(100)


def figures(effort: Effort) -> Iterator[Figure]:
    """Assessment and criteria, by the shipped rules."""
    law = _shipped("cn")
    yield _assessment(law, effort.laws)
    yield _criteria(law, effort.laws)


def _shipped(folder: str) -> Rulebook:
    rows, problems = load(SHIPPED / folder)
    assert not problems, problems
    return Rulebook("cn", 1, rows)


def _assessment(law: Rulebook, rounds: int) -> Figure:
    made, _ = jsonform.decode(sample.message("ASSESSED"))
    stated, _ = read(made, law, ON)
    assert stated is not None
    facts = Facts()
    amounts = [charge.amount for charge in assess(stated, law, ON, facts).charges]
    assert amounts == by_hand(), "the floor is the same arithmetic"
    each = in_turns(10 * rounds, lambda: assess(stated, law, ON, facts), by_hand)
    return Figure(
        name="assessment of 3 items",
        where=NOWHERE,
        measured=each[0] * MICRO,
        floor=each[1] * MICRO,
        unit="us",
        bound="at most",
        target=8,
        note="9 charges with their explanations; floor: the same amounts in bare Decimal",
    )


RATE = Decimal("6.9168")
FREIGHT, INSURANCE = Decimal(850), Decimal("0.3")
LINES = tuple(
    (Decimal(total), Decimal(quantity), Decimal(duty))
    for total, quantity, duty in ((104000, 40, 8), (190000, 100, 10), (105000, 60, 15))
)
CONSUMPTION, DEAR, VAT, THRESHOLD = Decimal(20), Decimal(10000), Decimal(13), Decimal(50)


def by_hand() -> list[Decimal]:
    """The amounts that the sample owes, worked out as somebody would who needs nothing else: price, freight
    and insurance into values without a fen lost, then duty, consumption tax and value-added tax."""
    prices = [total * RATE for total, _, _ in LINES]
    goods = sum(prices)
    carried = goods + FREIGHT * RATE
    costs = carried - goods + carried * INSURANCE / (HUNDRED - INSURANCE)
    exact = [price + costs * price / goods for price in prices]
    values = [_fen(value) for value in exact]
    left = _fen(sum(exact, Decimal(0))) - sum(values)
    for line in sorted(range(len(values)), key=lambda at: values[at] - exact[at], reverse=left < 0):
        if not left:
            break
        values[line] += FEN if left > 0 else -FEN
        left -= FEN if left > 0 else -FEN
    duties, consumed, added = [], [], []
    for value, (_, quantity, percent) in zip(values, LINES, strict=True):
        duties.append(_fen(value * percent / HUNDRED))
        base = value + duties[-1]
        share = CONSUMPTION if base / quantity >= DEAR else Decimal(0)
        consumed.append(_fen(base / (1 - share / HUNDRED) * share / HUNDRED))
        added.append(_fen((base + consumed[-1]) * VAT / HUNDRED))
    owed = [taxes if sum(taxes) > THRESHOLD else [Decimal(0)] * 3 for taxes in (duties, consumed, added)]
    return [amount for taxes in owed for amount in taxes]


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(FEN, ROUND_HALF_UP)


def _criteria(law: Rulebook, rounds: int) -> Figure:
    name = "criteria of a declaration"
    if not BY_HAND.exists():
        return skipped(name, NOWHERE, f"{BY_HAND.name} comes with the tests")
    met, compiled = _by_hand(), in_force(_shipped("demo-criteria"), ON)
    known = [(one, Known(credit="general", assessed_value=Decimal(90000))) for one in _day(law)]
    ours, floor = 0.0, 0.0
    for one in known:
        taken = in_turns(rounds, partial(compiled.first, *one), partial(met, *one))
        ours, floor = ours + taken[0], floor + taken[1]
    return Figure(
        name=name,
        where=NOWHERE,
        measured=ours / len(known) * MICRO,
        floor=floor / len(known) * MICRO,
        unit="us",
        bound="at least",
        target=0.3,
        note=f"{len(compiled.keys)} criteria, {len(known)} declarations of the demo day; "
        "floor: the same conditions in one function",
    )


def _day(law: Rulebook) -> list[Declaration]:
    made = (read(parcel.tree, law, ON)[0] for parcel in parcels.parcels(tables.day(), 1, PARCELS))
    return [one for one in made if one is not None]


def _by_hand() -> Callable[[Declaration, Known], set[str]]:
    spec = spec_from_file_location("criteria_by_hand", BY_HAND)
    assert spec is not None and spec.loader is not None
    module: Any = module_from_spec(spec)
    spec.loader.exec_module(module)
    found: Callable[[Declaration, Known], set[str]] = module.met
    return found
