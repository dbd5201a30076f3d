"""The shapes of answers about documents that were given."""

from pydantic import Field

from tongguan.doors.api.shapes.common import Instant, Told


class Paper(Told):
    """A document, called by the SHA-256 of its bytes."""

    document: str = Field(pattern="^[0-9a-f]{64}$")
    name: str
    kind: str | None = None
    number: str | None = None
    trader: str
    media: str
    bytes: int
    given_at: Instant


class Papers(Told):
    """The documents of a declaration, in the order in which they were given."""

    reference: str
    documents: list[Paper]
