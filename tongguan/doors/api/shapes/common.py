"""What the shapes of all answers share. Every amount and number of goods is a text; instants are ISO 8601 in
UTC."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

Instant = Annotated[str, WithJsonSchema({"type": "string", "format": "date-time"})]
IsoDay = Annotated[str, WithJsonSchema({"type": "string", "format": "date"})]
Amount = Annotated[str, Field(pattern=r"^-?[0-9]{1,17}(\.[0-9]{1,5})?$", examples=["96428.80"])]
Declared = Annotated[dict[str, Any], WithJsonSchema({"x-schema": "Declared"})]
"""A declaration, whose schema is the book's: `document` puts it there."""
Kind = Literal["import", "export"]


class Told(BaseModel):
    """Nothing that is not written down here is ever answered."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Messages(Told):
    """A sentence in both languages."""

    en: str
    zh: str


class Finding(Told):
    """One thing that is wrong, or to be looked at. `pointer` names the element, lines counted from 1."""

    code: str = Field(examples=["D004"])
    pointer: str = Field(examples=["/items/1/commodity_code"])
    severity: Literal["error", "warning"]
    message: str
    messages: Messages


class Problem(Told):
    """RFC 9457. `findings` say all that is wrong at once."""

    type: str
    title: str
    status: int
    findings: list[Finding]


class Warned(Told):
    """A finding beside an answer, in the language asked for."""

    code: str
    pointer: str
    severity: Literal["error", "warning"]
    message: str
