"""What a criterion, a risk group and a credit level are, as rows of a book."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Self

from tongguan.law.faults import Fault, neither, not_whole
from tongguan.law.rulebook import Rulebook
from tongguan.law.tables import Columns, number, one_of, required
from tongguan.law.targeting.condition_reader import BadCondition, parse
from tongguan.law.targeting.conditions import (
    Among,
    Compared,
    Field,
    Joined,
    Node,
    Not,
    Product,
    Quantified,
    Sum,
)

AUTHORITIES = ("customs", "quarantine")
PLACES = ("port", "other_site", "destination")
METHODS = ("documents", "machine", "opening", "sample", "treatment")


@dataclass(frozen=True, slots=True)
class Measure:
    """What a criterion orders: who looks, where and how. `whole` orders it for the whole consignment, else
    for the containers that hold the lines concerned."""

    authority: str
    place: str
    method: str
    whole: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        """From `customs port opening`, with `whole` behind it where meant. Raises ValueError."""
        words = text.split()
        whole = words[3:] == ["whole"]
        if len(words) != 3 + whole:
            raise Fault(
                "orders",
                "{text!r} is not `authority place method [whole]`",
                "“{text}”不是“authority place method [whole]”的形式",
                text=text.strip(),
            )
        for word, known in zip(words, (AUTHORITIES, PLACES, METHODS), strict=False):
            if word not in known:
                raise neither("orders", word, *known)
        return cls(words[0], words[1], words[2], whole)


@dataclass(frozen=True, slots=True)
class Criterion:
    """One row of table `criterion`.

    `weight` counts towards the score of the declaration, which other criteria may name. `share` is the part
    of the declarations it meets for which its measures are ordered. A `mandatory` criterion is scaled by
    nobody's credit: the bans, and the random share that everybody bears.
    """

    en: str
    zh: str
    condition: Node
    weight: int
    measures: tuple[Measure, ...]
    share: Decimal
    mandatory: bool

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        try:
            condition = parse(required(columns, "condition"))
        except BadCondition as wrong:
            raise Fault("condition", "{told}", "条件无法识别（{told}）", told=wrong) from wrong
        weight, share = columns.get("weight", "") or "0", columns.get("share", "") or "1"
        if not (weight.isascii() and weight.isdigit()):
            raise not_whole("weight", weight)
        read = cls(
            required(columns, "en"),
            required(columns, "zh"),
            condition,
            int(weight),
            tuple(Measure.read(one) for one in columns.get("orders", "").split(";") if one.strip()),
            number(share, "share"),
            one_of(columns, "mandatory", "yes", "no") == "yes",
        )
        if not 0 <= read.share <= 1:
            raise Fault("share", "{text} does not lie between 0 and 1", "{text}不在0和1之间", text=share)
        if not read.measures and not read.weight:
            raise Fault(
                "orders, weight",
                "a criterion must order something or weigh something",
                "布控规则应有指令或权重",
            )
        if read.weight and uses_score(condition):
            raise Fault(
                "weight",
                "a criterion that asks for the score cannot add to it",
                "引用风险分值的规则不得再计权重",
            )
        return read


@dataclass(frozen=True, slots=True)
class RiskGroup:
    """A named set of codes (countries, offices, commodities) that conditions refer to as `@name`."""

    members: frozenset[str]

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        return cls(frozenset(required(columns, "members").split()))


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit level. A criterion that is not mandatory is drawn with its share times `factor`, at most
    with certainty. `guarantee_free` levels may be let off a guarantee; `consolidated` ones may pay by the
    month."""

    en: str
    zh: str
    factor: Decimal
    guarantee_free: bool
    consolidated: bool

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        factor = number(required(columns, "factor"), "factor")
        if factor < 0:
            raise Fault("factor", "must not be less than zero", "不得小于零")
        return cls(
            required(columns, "en"),
            required(columns, "zh"),
            factor,
            one_of(columns, "guarantee_free", "yes", "no") == "yes",
            one_of(columns, "consolidated", "yes", "no") == "yes",
        )


@dataclass(frozen=True, slots=True)
class Salt:
    """The secret under which random selection is drawn from a day on (hexadecimal, 16 bytes or more)."""

    value: bytes

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        try:
            value = bytes.fromhex(required(columns, "hex"))
        except ValueError as wrong:
            raise Fault(
                "hex", "must be hexadecimal digits, two for each byte", "应为十六进制数字，每字节两位"
            ) from wrong
        if len(value) < 16:
            raise Fault("hex", "a salt has at least 16 bytes", "随机密钥不少于16字节")
        return cls(value)


def walk(node: Node) -> tuple[Node | Field | Sum, ...]:
    """The node and everything in it, fields and sums included."""
    found: list[Node | Field | Sum] = [node]
    match node:
        case Not(of) | Quantified(_, _, of):
            found += walk(of)
        case Joined(_, many):
            found += (one for part in many for one in walk(part))
    sides = {Compared: ("left", "right"), Among: ("left",)}.get(type(node), ())
    for name in sides:
        side = getattr(node, name)
        side = side.of if isinstance(side, Product) else side
        if isinstance(side, Field | Sum):
            found.append(side)
        if isinstance(side, Sum) and side.where is not None:
            found += walk(side.where)
    return tuple(found)


def uses_score(condition: Node) -> bool:
    """Whether the condition asks for the score, and so must be tried after those that give it."""
    return any(isinstance(one, Field) and one.path == ("score",) for one in walk(condition))


def groups_named(condition: Node) -> frozenset[str]:
    """The risk groups that the condition refers to."""
    return frozenset(one.group for one in walk(condition) if isinstance(one, Among) and one.group)


def contradictions(book: Rulebook) -> tuple[tuple[str, str, date], ...]:
    """What is wrong with the criteria of a book taken together: the criterion, the group that it names, and
    the day on which no row explains that, the first of the criterion or a later one of it on which the group
    ends. Asked before an edition is published; a lodging must not be the first to notice."""
    return tuple(
        (key, group, day)
        for key in book.keys("criterion")
        for row in book.history("criterion", key)
        if row.value is not None
        for group in sorted(groups_named(row.value.condition))
        for day in sorted({row.valid_from, *(one.valid_from for one in book.history("risk_group", group))})
        if book.row("criterion", key, day, (row.scope,)) is row and book.get("risk_group", group, day) is None
    )
