"""The shapes of what is asked: bodies and queries. Whatever is not written down here is refused."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from tongguan.doors.api.shapes.common import Declared

_DAY = r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
_INSTANT = (
    r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]"
    r":[0-5][0-9](Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])$"
)
TEXT = 4000


def _day(given: Any) -> date:
    if not isinstance(given, str) or not re.fullmatch(_DAY, given):
        raise ValueError("a day")
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError("a day") from None


def _instant(given: Any) -> datetime:
    if not isinstance(given, str) or not re.fullmatch(_INSTANT, given):
        raise ValueError("an instant")
    try:
        return datetime.fromisoformat(given).astimezone(UTC)
    except ValueError:
        raise ValueError("an instant") from None


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("a word")
    return text


def _between(least: int, most: int) -> Callable[[Any], int]:
    """Reads a whole number of a query, which comes as text; of anything else the range is told."""

    def read(given: Any) -> int:
        text = str(given)
        if not re.fullmatch(rf"[0-9]{{1,{len(str(most))}}}", text) or not least <= int(text) <= most:
            raise PydanticCustomError("between", "a whole number of a range", {"ge": least, "le": most})
        return int(text)

    return read


Day = Annotated[
    date,
    BeforeValidator(_day),
    WithJsonSchema({"type": "string", "format": "date", "pattern": _DAY, "examples": ["2020-09-15"]}),
]
At = Annotated[
    datetime,
    BeforeValidator(_instant),
    WithJsonSchema(
        {"type": "string", "format": "date-time", "pattern": _INSTANT, "examples": ["2020-09-16T01:00:00Z"]}
    ),
]
Text = Annotated[
    str, Field(min_length=1, max_length=TEXT, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$"), AfterValidator(_said)
]
Code = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9_.-]+$")]
Count = Annotated[int, BeforeValidator(_between(1, 100)), Field(ge=1, le=100)]
Days = Annotated[int, BeforeValidator(_between(1, 30)), Field(ge=1, le=30)]


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Answer(Asked):
    """The answer to what customs asked."""

    text: Text = Field(examples=["The contract price includes the insurance; see clause 7."])


class Withdrawal(Asked):
    """Why a declaration is to be withdrawn: a cause of table `amendment_cause`, and what supports it."""

    cause: Code = Field(examples=["clerical_error"])
    evidence: Text = Field(examples=["the contract, clause 3"])


class Amendment(Withdrawal):
    """The whole declaration as it should read, and why."""

    declaration: Declared


class Step(Asked):
    """A step that the declaration offers now, and what is said with it."""

    step: Code = Field(examples=["take_back_amendment"])
    part: Annotated[str, Field(max_length=35, pattern=r"^[A-Za-z0-9_./-]*$")] = ""
    text: Text | None = None


class Payment(Asked):
    """Which debt is to be paid, and by which bank (its identifier)."""

    bank: Annotated[str, Field(min_length=1, max_length=35, pattern=r"^[A-Za-z0-9_.-]+$")]
    debt: Annotated[int, Field(ge=1, le=9999)] = 1


class Security(Asked):
    """Which guarantee is to stand for which debt; "" asks to be let off one, by credit level. `monthly`: with
    the taxes of the month (consolidated)."""

    guarantee: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = Field(examples=["BH-AGENT"])
    debt: Annotated[int, Field(ge=1, le=9999)] = 1
    monthly: bool = False


class Booking(Asked):
    """Where and when the goods are to be looked at."""

    site: Code = Field(examples=["YARD"])
    starts_at: At

    occurred_at: At | None = None


class Hooked(Asked):
    """Where the enterprise's system hears: over TLS, at a host of the public network, without a password."""

    url: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[!-~]+$")] = Field(
        examples=["https://erp.example.com/tongguan"]
    )


class Nothing(Asked):
    """Nothing more is to be said: `{}`."""


class Filters(Asked):
    """Which declarations are listed."""

    kind: Literal["import", "export"] | None = None
    fate: Annotated[
        Literal["open", "finished"] | None, Field(description="finished: every part has come to its end")
    ] = None
    accepted_since: Annotated[Day | None, Field(description="accepted on this local day or later")] = None
    accepted_until: Annotated[Day | None, Field(description="accepted on this local day or earlier")] = None
    after: Annotated[str | None, Field(pattern=r"^[0-9]{1,16}-[0-9]{1,18}$", description="the cursor")] = None
    limit: Count = 25


class Since(Asked):
    """Where to go on."""

    after: Annotated[str, Field(pattern=r"^[0-9]{1,15}$", description="the cursor; 0 is the beginning")] = "0"
    limit: Count = 100


class Sent(Asked):
    """Which deliveries are listed."""

    after: Annotated[str | None, Field(pattern=r"^[0-9a-f]{32}$", description="the cursor")] = None
    limit: Count = 25


class OnDay(Asked):
    """The day of which is asked; today where it is left out."""

    on: Day | None = None


class RowsOn(OnDay):
    """Which rows are listed."""

    key: Annotated[str | None, Field(max_length=60, description="keys that begin so")] = None
    after: Annotated[str | None, Field(max_length=200, description="the cursor")] = None
    limit: Count = 100


class SlotsOn(Asked):
    """For how many days, from today."""

    days: Days = 7


class Presence(Asked):
    """The goods stand at the site now. `operator`: the site's operator is authorised to be present for the
    trader."""

    operator: bool = False


class InspectionStep(Asked):
    """A step that an inspection offers now, and what is said with it: the record of a treatment, or what is
    disputed in the result."""

    step: Literal["finish_treatment", "ask_to_repeat"] = Field(examples=["ask_to_repeat"])
    text: Text
