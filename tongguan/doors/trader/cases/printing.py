"""The release note and the payment note of a declaration, for those whose it is."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongguan.desk.monitor.board import assessed
from tongguan.desk.monitor.seen import Seen
from tongguan.desk.people.naming import Pair, firms, offices
from tongguan.desk.revenue.models import CHARGES
from tongguan.desk.revenue.queries import debts, postings
from tongguan.doors.clock import ZONE
from tongguan.doors.look import workings
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.trader.cases import cells
from tongguan.doors.trader.cases.own_case import Mine, mine
from tongguan.doors.trader.papers import printed
from tongguan.law.calendar import local_day
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import Event
from tongguan.law.money import in_money
from tongguan.law.taxing.fees import called

OWN = "their enterprise's own declarations"
NOTED = ("due", "overdue", "paying", "secured", "paid")
"""The states of charges that are final: only of them there is a note."""
WHOLE = ("the whole", "整批")


@may(*TRADING, own=OWN)
def paper(request: Asked, reference: str, name: str) -> HttpResponse:
    """A paper as PDF; 409 before there is anything to print on it."""
    if name not in PAPERS:
        raise Http404
    it = mine(request, reference)
    if name not in papers_of(it.seen):
        row = cells.row(it.seen, request.language)
        return render(request, "trader/cases/not_now.html", {"row": row}, status=409)
    made = HttpResponse(printed(name, PAPERS[name](it)), content_type="application/pdf")
    made["Content-Disposition"] = f'attachment; filename="{name}-{reference}.pdf"'
    return made


def papers_of(seen: Seen) -> list[str]:
    """The papers that there are of a declaration now."""
    found = ["release"] if released(seen) else []
    if any(at.state in NOTED for key, at in seen.case.tracks.items() if key.track == "charges"):
        found.append("tax")
    return found


def released(seen: Seen) -> list[Event]:
    """The lines by which gates stand open, a release that was withdrawn left out."""
    opened = {(line.gate, line.part, line.cycle): line for line in seen.lines if line.gate == line.name}
    return [line for key, line in opened.items() if key in seen.case.open_gates and _now(seen, line)]


def _now(seen: Seen, line: Event) -> bool:
    return seen.case.cycle(line.part) == line.cycle


def _release(it: Mine) -> dict[str, Any]:
    seen, stated = it.seen, it.seen.stated
    goods = [
        {
            "line": str(line.get("number", place)),
            "code": str(line.get("commodity_code", "")),
            "name": " ".join(filter(None, (line.get("name"), line.get("name_en")))),
            "quantity": f"{line.get('quantity', '')} {_unit(it, line.get('unit', ''))}".strip(),
        }
        for place, line in enumerate(stated.get("items", ()), 1)
    ]
    conveyance = stated.get("conveyance") or {}
    carried = " ".join(filter(None, (conveyance.get("name"), conveyance.get("voyage"))))
    return {
        **_frame(seen, ("Release note", "放行通知书")),
        "facts": [
            *_parties(it),
            _fact(("conveyance", "运输工具"), carried),
            _fact(("bill", "提运单号"), stated.get("bill", "")),
            _fact(("packages", "件数"), _packages(it)),
            _fact(("gross weight, kg", "毛重（千克）"), str(stated.get("gross_weight", ""))),
            _fact(("net weight, kg", "净重（千克）"), str(stated.get("net_weight", ""))),
        ],
        "goods_words": ("Goods", "商品"),
        "goods_heads": [("no.", "项号"), ("code", "商品编号"), ("name", "名称"), ("quantity", "数量")],
        "goods": goods,
        "released_words": ("Released", "放行情况"),
        "released_heads": [
            ("container or part", "集装箱或部分"),
            ("what is allowed", "事项"),
            ("when", "时间"),
        ],
        "released": [
            {"part": line.part or " ".join(WHOLE), "gate": _gate(line.gate), "at": _time(line.recorded_at)}
            for line in released(seen)
        ],
    }


def _tax(it: Mine) -> dict[str, Any]:
    seen, (worth, owed), bills = it.seen, assessed(it.id, it.book), debts(it.id)
    by_tax: dict[str, int] = {}
    for one in postings(it.id):
        if one.kind in CHARGES:
            by_tax[one.tax] = by_tax.get(one.tax, 0) + one.cents
    on = local_day(seen.cover.opened_at, it.book)
    total, paid, left = (
        in_money(sum((getattr(debt, name) for debt in bills), Decimal(0)))
        for name in ("charged", "paid", "left")
    )
    currency, until = bills[0].currency if bills else "", _until(it)
    return {
        **_frame(seen, ("Customs duty payment note", "海关税费缴款书")),
        "facts": [
            *_parties(it),
            _fact(
                ("customs value", "完税价格"), f"{in_money(Decimal(worth.value))} {currency}" if worth else ""
            ),
            *([_fact(("to be paid until", "缴款期限"), until)] if until else []),
            *(_fact(("paid", "缴款"), one) for one in _payments(it)),
        ],
        "sums_words": ("What is owed", "应缴税费"),
        "sums": [
            {"name": called(tax, it.book, on), "amount": in_money(Decimal(cents) / 100)}
            for tax, cents in by_tax.items()
            if cents
        ],
        "total_words": (f"total, {currency}", "合计"),
        "total": total,
        "paid_words": ("paid", "已缴"),
        "paid": paid,
        "left_words": ("left to pay", "未缴"),
        "left": left,
        "charges_words": ("How it was worked out", "计算过程"),
        "charges_heads": [("line", "项号"), ("tax", "税种"), ("amount", "金额"), ("how", "计算")],
        "charges": [
            {
                "line": one.line,
                "tax": one.tax,
                "amount": in_money(Decimal(one.amount)),
                "how": (workings.how(one.how, "en"), workings.how(one.how, "zh")),
            }
            for one in owed
        ],
    }


PAPERS = {"release": _release, "tax": _tax}


def _frame(seen: Seen, title: Pair) -> dict[str, Any]:
    footer = ("Printed from the electronic file, which alone is valid.", "据电子数据打印，以电子数据为准。")
    return {
        "title": title,
        "reference": seen.cover.reference,
        "number_words": ("entry number", "海关编号"),
        "footer": footer,
    }


def _parties(it: Mine) -> list[dict[str, Any]]:
    seen, stated = it.seen, it.seen.stated
    on = local_day(seen.cover.opened_at, it.book)
    row = it.book.get("customs_office", seen.cover.office, on)
    named = offices([seen.cover.office]).get(seen.cover.office) or ((row.en, row.zh) if row else ())
    called = " ".join(dict.fromkeys(reversed(named)))
    trader = stated.get("trader") or {}
    declarant = stated.get("declarant") or trader
    registered = firms({str(one.get("identifier", "")) for one in (trader, declarant)})
    return [
        _fact(("reference", "企业编号"), str(stated.get("reference", ""))),
        _fact(("customs office", "申报地海关"), f"{seen.cover.office} {called}".strip()),
        _fact(("trader", "收发货人"), _party(trader, registered)),
        _fact(("declarant", "申报单位"), _party(declarant, registered)),
        _fact(("accepted", "接受申报"), _time(seen.cover.opened_at)),
    ]


def _fact(name: Pair, value: str) -> dict[str, Any]:
    return {"name": name, "value": value or "–"}


def _party(named: Mapping[str, Any], registered: Mapping[str, Pair]) -> str:
    """Both names and the identifier."""
    words = (*reversed(cells.party(named, registered)), str(named.get("identifier", "")))
    return "  ".join(dict.fromkeys(filter(None, words)))


def _packages(it: Mine) -> str:
    stated, on = it.seen.stated, local_day(it.seen.cover.opened_at, it.book)
    kind = it.book.get("package_type", str(stated.get("package_type", "")), on)
    return f"{stated.get('packages', '')} {f'{kind.zh} {kind.en}' if kind else ''}".strip()


def _payments(it: Mine) -> list[str]:
    """When money came, through which bank, and by what reference of the bank."""
    paid = [one for one in postings(it.id) if one.kind == "payment"]
    banks = {one.debt: it.seen.bank_of(one.debt) for one in paid}
    called = firms(set(filter(None, banks.values())))
    found = []
    for one in paid:
        bank = banks[one.debt]
        through = " ".join(dict.fromkeys(reversed(called.get(bank, (bank,)))))
        found.append("  ".join(filter(None, (_time(one.when), through, one.reference))))
    return list(dict.fromkeys(found))


def _until(it: Mine) -> str:
    tracks = it.seen.case.tracks
    found = [it.seen.latest(key, at, it.book) for key, at in tracks.items() if key.track == "charges"]
    return max((_time(one) for one in found if one), default="")


def _unit(it: Mine, code: str) -> str:
    row = it.book.get("unit", code, local_day(it.seen.cover.opened_at, it.book))
    return f"{row.zh} {row.en}" if row else code


def _gate(name: str) -> Pair:
    return flow_words.gate(name, "en"), flow_words.gate(name, "zh")


def _time(at: datetime) -> str:
    return at.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")
