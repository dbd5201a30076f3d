"""Who may lodge for whom."""

from collections.abc import Iterable

from tongguan.law.checks.subject import Spot, Subject, check


@check("A001", zh="您无权以{declarant}的名义申报")
def authority(s: Subject) -> Iterable[Spot]:
    """you may not lodge in the name of {declarant}"""
    # Customs Law art. 9 and 11: the trader itself, or a broker whom it has authorised.
    if not s.facts.authority:
        declarant = s.declaration.declarant
        yield "/declarant/identifier", {"declarant": (declarant and declarant.identifier) or "-"}


@check("A002", zh="{identifier}不是已备案的企业")
def unknown_enterprise(s: Subject) -> Iterable[Spot]:
    """no enterprise is registered under {identifier}"""
    for name, party in s.parties if s.facts.unknown else ():
        if party.identifier in s.facts.unknown:
            yield f"/{name}/identifier", {"identifier": party.identifier or ""}


@check("A003", of="form_type", zh="该信用等级的企业不得采用汇总征税（单据类型{form_type}）")
def consolidated_payment(s: Subject) -> Iterable[Spot]:
    """an enterprise of this credit level may not pay consolidated (form type {form_type})"""
    # GACC Ann. 2017 No. 45: every registered enterprise except those of level discredited, as the row says.
    form_type = s.declaration.form_type
    level = s.book.get("credit", s.facts.credit, s.on) if form_type in s.values("A003") else None
    if level is not None and not level.consolidated:
        yield "/form_type", {"form_type": form_type or ""}
