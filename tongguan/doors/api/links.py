"""Where to go on from an answer: the links of OpenAPI."""

from collections.abc import Mapping
from typing import Any

OF_A_DECLARATION: dict[str, tuple[str, dict[str, str]]] = {
    "read": ("readDeclaration", {}),
    "timeline": ("readTimeline", {}),
    "charges": ("readCharges", {}),
    "inspections": ("listInspections", {}),
    "answer": ("answer", {}),
    "amend": ("amend", {}),
    "withdraw": ("withdraw", {}),
    "step": ("takeStep", {}),
    "pay": ("orderPayment", {}),
    "secure": ("secure", {}),
    "documents": ("listDocuments", {}),
    "events": ("listEvents", {}),
}
"""What can be asked of a declaration, by the name of the link."""
WITHOUT = ("listEvents", "listTables", "listRows", "listDeliveries", "replayDelivery", "rollSecret")
"""Operations that have no `reference` in their path."""
LINKS: dict[tuple[str, str], dict[str, Any]] = {}
"""By the operation's name and the status."""


def links(
    operation: str,
    status: int,
    wanted: Mapping[str, tuple[str, Mapping[str, str]]],
    *,
    reference: str = "$response.body#/reference",
) -> None:
    """Writes down that from this answer one can go on there. Every operation that has a `reference` in its
    path is given it."""
    LINKS[operation, str(status)] = {
        name: {"operationId": target, "parameters": {**_own(target, reference), **more}}
        for name, (target, more) in wanted.items()
    }


def _own(target: str, reference: str) -> dict[str, str]:
    return {} if target in WITHOUT else {"reference": reference}
