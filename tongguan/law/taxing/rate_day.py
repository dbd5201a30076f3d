"""The day whose rates and exchange rates apply to a declaration."""

from datetime import date

from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook


def legal_day(declaration: Declaration, book: Rulebook, on: date, facts: Facts) -> tuple[date, bool]:
    """The day whose rates and exchange rates apply, and whether that is still provisional.

    `on` is the day of acceptance. Regulations on Import and Export Duties art. 15: the rates of that day;
    goods declared before they arrive have those of the day on which the conveyance declares entry. Which
    rule a kind of declaration follows stands in the parameters `rate_day/...`: accepted, entered, summary,
    or arrived (accepted, unless a conveyance of the modes `entry_modes` enters later).
    """
    direction = "I" if declaration.direction == "import" else "E"
    row = book.get("parameter", f"rate_day/{direction}/{declaration.kind}", on)
    rule = (row or book.need("parameter", f"rate_day/{direction}", on)).text
    if rule == "entered":
        return facts.entered_on or on, facts.entered_on is None
    if rule == "summary":
        return facts.summary_accepted_on or on, facts.summary_accepted_on is None
    modes = book.get("parameter", "entry_modes", on) if rule == "arrived" else None
    if modes is not None and declaration.transport_mode in modes.text.split():
        return max(on, facts.entered_on or on), facts.entered_on is None
    return on, False
