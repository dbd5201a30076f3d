"""What would be found and owed, were a declaration lodged now. Nothing is written, nothing selected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongguan.desk.cargo.queries import entered_at, heard
from tongguan.desk.declarations import asking, changes
from tongguan.desk.declarations.actions import office_findings
from tongguan.desk.declarations.current import current
from tongguan.desk.declarations.openings import expected
from tongguan.law.assess import Assessment, assess
from tongguan.law.calendar import local_day
from tongguan.law.checks import check
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding, errors
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.selfassessed import further

COSTS_LACKING = ("V001", "V002", "V005", "V006")
"""The checks that miss a cost, or a part of one (`law.checks.costs`)."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Every finding at once, and what would be owed, None where that cannot be worked out."""

    findings: tuple[Finding, ...]
    assessment: Assessment | None

    @property
    def lacking(self) -> tuple[str, ...]:
        """The paths of the costs that the deal terms demand, and of what is missing of a cost that is stated:
        what is owed was worked out without them."""
        return tuple(one.pointer[1:] for one in self.findings if one.code in COSTS_LACKING)

    @property
    def passes(self) -> bool:
        """Whether it would be accepted now."""
        return not errors(self.findings)


def tried(
    stated: Declaration,
    already: Sequence[Finding],
    *,
    person: str,
    book: Rulebook,
    at: datetime,
    behalf: str = "",
    amends: int | None = None,
) -> Trial:
    """Asks, checks and assesses what a person states, as lodging it now would; or as amending the dossier
    `amends` by it would, on `behalf` of its trader. `already` is what reading it found. Selection never runs,
    so that trying tells nothing of it."""
    on = local_day(at, book)
    question = asking.Question(person, on, book, behalf)
    office = asking.office_of(stated, book, on)  # that it is missing or cannot be read is told by others
    before = (*already, *(office_findings(office) if office else ()))
    if amends is None:
        things = expected(stated)
        entered = entered_at(things) if heard(things) else None
        facts = asking.facts(stated, question, entered_on=local_day(entered, book) if entered else None)
    else:
        now = current(amends, book)
        on = now.accepted_on  # an amendment takes the place of what was accepted then
        facts = asking.facts(stated, question, entered_on=now.facts.entered_on)
        facts = changes.with_its_own(facts, amends)
        before = (*before, *changes.fixed(now.declaration, stated))
    findings = (*before, *check(stated, book, on, facts, already=before))
    if errors(already):  # of what could not be read nothing can be worked out
        return Trial(findings, None)
    assessment = assess(stated, book, on, facts)
    findings = (*findings, *further(findings, stated, assessment))
    return Trial(findings, None if errors(assessment.findings) else assessment)
