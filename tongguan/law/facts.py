"""What was asked of other rooms before a declaration is judged, so that the judgement is a pure function."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """A supervision document as its issuer gave it to us. `quantity` is what is left, in `unit`; None: no
    limit."""

    code: str
    number: str
    holder: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    commodities: tuple[str, ...] = ()
    quantity: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A declaration of the same trader and direction that stands (neither withdrawn nor refused, its goods
    not short-landed) and is not this very one. `entry` is its entry number; "" where whoever lodges may not
    know it, for another declarant lodged it, or where there is none yet, for it came in the same message:
    then `reference` is its declarant's own. `lines` are the places of the goods lines of which it has the
    same commodity and quantity under the same bill on the same voyage, `containers` those that both of them
    state on that voyage, unless either says that the container is shared."""

    entry: str = ""
    reference: str = ""
    lines: tuple[int, ...] = ()
    containers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`authority` says on what ground the person lodges: `own` enterprise, `broker` with authority, or ""
    for none. `unknown` are the identifiers on the declaration that no enterprise here has. `credit` is
    the trader's level (advanced, certified, general, discredited). `entered_on` is the day on which the
    conveyance declared entry, None until it has; `summary_accepted_on` the day on which the first of two
    steps was accepted. `licences` are keyed by (code, number); a code listed in
    `issuers` is one whose documents reach us, so that a document of it which is not in `licences` does
    not exist. `offices` says by place (port, other_site, destination) which office has the goods before it
    there, where that is another than the one lodged at. `identity` is what random draws are bound to where
    the declaration stands in the place of another, "" where it is bound to itself. `withdrawn_on` is the day
    on which that other one was withdrawn, from which the days for declaring count anew; None where they do
    not. `earlier` are the declarations that may be of the same goods, those that have most in common
    first."""

    authority: str = "own"
    unknown: tuple[str, ...] = ()
    credit: str = "general"
    entered_on: date | None = None
    summary_accepted_on: date | None = None
    licences: Mapping[tuple[str, str], Licence] = field(default_factory=dict)
    issuers: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()
    offices: Mapping[str, str] = field(default_factory=dict)
    identity: str = ""
    withdrawn_on: date | None = None
    earlier: tuple[Earlier, ...] = ()
