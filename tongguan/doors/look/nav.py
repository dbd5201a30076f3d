"""What the head of a page offers to each capacity: names of addresses, and what they are called."""

from collections.abc import Iterator

from django.urls import NoReverseMatch, reverse

from tongguan.doors.look.access import OFFICERS, TRADING

WORKING = ("document_officer", "inspector", "revenue_officer", "coordinator")
HOME = "trader:home"
ENTRIES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (HOME, "Home", "首页", TRADING),
    ("trader:drafts", "Lodge", "申报", TRADING),
    ("trader:list", "Declarations", "报关单", TRADING),
    ("trader:inspections", "Inspections", "查验", TRADING),
    ("trader:hall", "Hall", "大厅", TRADING),
    ("trader:settings", "Settings", "设置", (*TRADING, "manager")),
    ("officer:worklist", "Worklist", "待办", WORKING),
    ("officer:authority", "Worklist", "待办", ("authority",)),
    ("cargo:reports", "Cargo", "货物", ("carrier", "terminal", "port")),
    ("board", "Board", "看板", ("monitor", "coordinator", "port")),
    ("officer:search", "Search", "查询", OFFICERS),
    ("inspection:today", "Inspections", "查验", ("inspector", "terminal", "port")),
    (
        "certificates:find",
        "Documents",
        "监管证件",
        ("document_officer", "inspector", "coordinator", "authority"),
    ),
    ("hall:desk", "Hall", "大厅", WORKING),
    ("revenue:desk", "Revenue", "税费", ("revenue_officer",)),
    ("revenue:orders", "Orders", "扣款指令", ("bank",)),
    ("revenue:letters", "Letters", "保函", ("bank",)),
    ("rules:tables", "Rules", "规则", (*OFFICERS, "rules_officer", "administrator")),
    ("people:list", "People", "人员", ("administrator", "manager")),
    ("revenue:firms", "Enterprises", "企业", ("administrator",)),
    ("people:brokers", "Brokers", "报关委托", ("manager", *TRADING)),
    ("people:keys", "Keys", "密钥", ("administrator", "manager")),
)


def entries(capacity: str, path: str) -> Iterator[dict[str, object]]:
    """The entries for a capacity; the nearest one that the path lies below is current. Everything of a
    trader's lies below the first page, which is current by itself alone."""
    offered: dict[str, tuple[str, str]] = {}
    for name, en, zh, who in ENTRIES:
        if capacity in who:
            try:
                offered[reverse(name)] = (en, zh)
            except NoReverseMatch:
                continue
    nearest = max((address for address in offered if path.startswith(address)), key=len, default="")
    nearest = "" if nearest == reverse(HOME) != path else nearest
    for address, (en, zh) in offered.items():
        yield {"address": address, "en": en, "zh": zh, "here": address == nearest}


def home_of(capacity: str) -> str:
    """Where somebody of this capacity begins."""
    return next((str(entry["address"]) for entry in entries(capacity, "")), reverse("look:welcome"))
