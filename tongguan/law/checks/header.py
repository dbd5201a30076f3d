"""What the elements of the header say of one another (filing rules, GACC Ann. 2019 No. 18)."""

import re
from collections.abc import Iterable

from tongguan.law.checks.subject import Spot, Subject, both, check, numbered, plain
from tongguan.law.checks.when import conveyed

_SEVERAL = re.compile(r"[,;，；、]")


@check("H001", zh="净重{net}千克大于毛重{gross}千克")
def net_over_gross(s: Subject) -> Iterable[Spot]:
    """the net weight {net} kg is more than the gross weight {gross} kg"""
    net, gross = s.declaration.net_weight, s.declaration.gross_weight
    if net is not None and gross is not None and net > gross:
        yield "/net_weight", {"net": plain(net), "gross": plain(gross)}


@check("H002", zh="重量{weight}千克：不足1千克的申报为1")
def weight_below_one(s: Subject) -> Iterable[Spot]:
    """a weight of {weight} kg: what weighs less than one kilogram is declared as 1"""
    for name in ("gross_weight", "net_weight"):
        weight = getattr(s.declaration, name)
        if weight is not None and weight < 1:
            yield f"/{name}", {"weight": plain(weight)}


@check("H003", zh="件数须大于零")
def no_packages(s: Subject) -> Iterable[Spot]:
    """the number of packages must be more than zero"""
    if s.declaration.packages == 0:
        yield "/packages", {}


@check("H004", zh="散装货物（包装种类{type}）的件数申报为1，不能是{count}")
def bulk_is_one(s: Subject) -> Iterable[Spot]:
    """goods in bulk (packing {type}) are declared as 1 package, not {count}"""
    d = s.declaration
    if d.package_type in s.values("H004") and d.packages not in (None, 0, 1):
        yield "/packages", {"type": d.package_type or "", "count": str(d.packages)}


@check("H005", of="bill", zh="一份报关单只允许填报一个提运单号：{bill}")
def one_bill(s: Subject) -> Iterable[Spot]:
    """a declaration covers one bill only: {bill}"""
    bill = s.declaration.bill
    if bill is not None and _SEVERAL.search(bill):
        yield "/bill", {"bill": bill}


@check(
    "H006",
    of="levy_nature",
    zh="监管方式{mode}的征免性质须为{nature}，凭减免税证明申报的除外；申报的是{stated}",
)
def levy_nature_of_mode(s: Subject) -> Iterable[Spot]:
    """supervision mode {mode} goes with levy nature {nature} unless goods are exempt by a certificate, not
    with {stated}"""
    d = s.declaration
    if d.levy_nature is None or (d.ledger_number or "").startswith("Z"):
        return
    for pair in s.values("H006"):
        mode, _, nature = pair.partition(":")
        if d.supervision_mode == mode and d.levy_nature not in nature.split(","):
            yield "/levy_nature", {"mode": mode, "nature": nature, "stated": d.levy_nature}


@check("H007", of="levy_nature", zh="征免性质{nature}须凭减免税证明（备案号首位为Z）申报")
def exemption_certificate(s: Subject) -> Iterable[Spot]:
    """levy nature {nature} rests on an exemption certificate, whose number (Z...) is the ledger number"""
    d = s.declaration
    if d.levy_nature in s.values("H007") and not (d.ledger_number or "").startswith("Z"):
        yield "/ledger_number", {"nature": d.levy_nature or ""}


@check("H008", of="ledger_number", zh="备案号{number}应为12位，首位为{letters}之一")
def ledger_form(s: Subject) -> Iterable[Spot]:
    """a ledger number has 12 characters and begins with one of {letters}, unlike {number}"""
    number, letters = s.declaration.ledger_number, s.values("H008")
    if number is not None and (len(number) != 12 or number[0] not in letters):
        yield "/ledger_number", {"number": number, "letters": " ".join(letters)}


@check("H009", of="price_influence", zh="未确认特殊关系，却确认特殊关系影响价格")
def influence_without_relation(s: Subject) -> Iterable[Spot]:
    """an influence of the relationship on the price is confirmed, but no special relationship"""
    if s.declaration.price_influence == "1" and s.declaration.related_parties != "1":
        yield "/price_influence", {}


@check("H010", of="related_parties price_influence royalties", zh="{value}应为1（是）、0（否）或9（未填）")
def promise_values(s: Subject) -> Iterable[Spot]:
    """{value} should be 1 (yes), 0 (no) or 9 (left empty)"""
    for name in ("related_parties", "price_influence", "royalties"):
        value = getattr(s.declaration, name)
        if value is not None and value not in ("0", "1", "9"):
            yield f"/{name}", {"value": value}


@check("H011", of="related_parties price_influence royalties", zh="出口货物免予填报价格说明")
def promises_on_export(s: Subject) -> Iterable[Spot]:
    """exports need no confirmation of relationship, price influence or royalties"""
    if not s.imports:
        for name in ("related_parties", "price_influence", "royalties"):
            if getattr(s.declaration, name) in ("0", "1"):
                yield f"/{name}", {}


@check(
    "H012",
    of="related_parties price_influence royalties",
    zh="特殊关系、价格影响和特许权使用费须确认为是或否，不能留空",
)
def promises_left_empty(s: Subject) -> Iterable[Spot]:
    """relationship, price influence and royalties of imports in general trade are confirmed with yes or no"""
    if s.imports and s.declaration.supervision_mode in s.listed("general_trade"):
        for name in ("related_parties", "price_influence", "royalties"):
            if getattr(s.declaration, name) == "9":
                yield f"/{name}", {}


@check("H013", of="self_assessed", zh="自报自缴须逐项申报自行计算的税款")
def self_assessed_without_taxes(s: Subject) -> Iterable[Spot]:
    """self-assessment and self-payment: the taxes of this line must be stated as you worked them out"""
    # GACC Ann. 2016 No. 62: the amounts are confirmed and submitted together with the declaration.
    if s.declaration.self_assessed == "1":
        for place, item in numbered(s.items):
            if not any(tax.assessed is not None and tax.assessed.amount is not None for tax in item.taxes):
                yield f"/items/{place}/taxes", {}


@check("H014", of="items/*/taxes", zh="申报了税款，但未选择自报自缴")
def taxes_without_self_assessment(s: Subject) -> Iterable[Spot]:
    """taxes are stated without self-assessment; they are not taken into account"""
    if s.declaration.self_assessed != "1":
        for place, item in numbered(s.items):
            if item.taxes:
                yield f"/items/{place}/taxes", {}


@check("H015", of="form_type", zh="单据类型{form_type}为自报自缴，与自报自缴标志不符")
def form_type_of_self_assessment(s: Subject) -> Iterable[Spot]:
    """form type {form_type} and the mark of self-assessment do not agree"""
    d, signs = s.declaration, s.values("H015")
    if signs and d.form_type is not None and d.form_type.startswith(signs) != (d.self_assessed == "1"):
        yield "/self_assessed", {"form_type": d.form_type}


@check("H016", zh="货物以运输方式{mode}进出，并未实际进出境，启运国（运抵国）应为本国，不能是{country}")
def inland_country(s: Subject) -> Iterable[Spot]:
    """goods moved by transport mode {mode} do not cross the border: the country is this one, not {country}"""
    d, home = s.declaration, s.listed("home")
    if home and d.transport_mode in s.values("H016") and d.country not in (None, *home):
        yield "/country", {"mode": d.transport_mode or "", "country": d.country or ""}


@check("H017", zh="货物实际进出境，启运国（运抵国）却为本国")
def border_but_home(s: Subject) -> Iterable[Spot]:
    """the goods cross the border, but the country of departure or arrival is this one"""
    if s.declaration.country in s.listed("home") and conveyed(s):
        yield "/country", {}


@check("H018", of="kind", zh="申报方式{kind}不是{kinds}之一")
def way_of_declaring(s: Subject) -> Iterable[Spot]:
    """the way of declaring is one of {kinds}, not {kind}"""
    kind = s.declaration.kind
    if kind is not None and kind not in s.values("H018"):
        kinds = s.values("H018")
        yield "/kind", {"kind": kind, **both("kinds", ", ".join(kinds), "、".join(kinds))}


@check("H019", of="certificates", zh="申请了证书，但正本和副本数量均为零")
def certificate_without_copies(s: Subject) -> Iterable[Spot]:
    """a certificate is requested in no original and no copy"""
    for place, wanted in numbered(s.declaration.certificates):
        if not wanted.originals and not wanted.copies:
            yield f"/certificates/{place}/originals", {}


@check("H020", of="certificates", zh="证书{code}重复申请")
def certificate_twice(s: Subject) -> Iterable[Spot]:
    """certificate {code} is requested twice"""
    codes = [wanted.code for wanted in s.declaration.certificates]
    for place, code in numbered(codes):
        if code is not None and code in codes[: place - 1]:
            yield f"/certificates/{place}/code", {"code": code}


_PAIRS = (("user_contact", "user_phone"), ("related_inspection", "relation_reason"))


@check(
    "H021",
    of="user_contact user_phone related_inspection relation_reason",
    zh="使用单位联系人与电话、关联号码与关联理由须同时申报",
)
def pairs(s: Subject) -> Iterable[Spot]:
    """a contact goes with a telephone number, a related inspection with its reason; one is missing"""
    for names in _PAIRS:
        missing = [name for name in names if getattr(s.declaration, name) is None]
        if len(missing) == 1:
            yield f"/{missing[0]}", {}


@check("H022", of="other_packages", zh="其他包装{type}与包装种类或另一项其他包装重复")
def packing_twice(s: Subject) -> Iterable[Spot]:
    """packing {type} is stated twice"""
    types = [s.declaration.package_type, *(other.type for other in s.declaration.other_packages)]
    for place, kind in enumerate(types):
        if kind is not None and kind in types[:place]:
            yield f"/other_packages/{place}/type", {"type": kind}


@check(
    "H023",
    of="self_assessed original_containers containers items/*/dangerous",
    zh="{value}既不是1（是）也不是0（否）",
)
def flags(s: Subject) -> Iterable[Spot]:
    """{value} is neither 1 (yes) nor 0 (no)"""
    d = s.declaration
    stated = [("/self_assessed", d.self_assessed), ("/original_containers", d.original_containers)]
    stated += [(f"/containers/{place}/shared", held.shared) for place, held in numbered(d.containers)]
    for place, item in numbered(s.items):
        if item.dangerous is not None:
            stated.append((f"/items/{place}/dangerous/not_dangerous", item.dangerous.not_dangerous))
    for pointer, value in stated:
        if value is not None and value not in ("0", "1"):
            yield pointer, {"value": value}
