"""How the form is divided: which elements stand together, by the first step of their paths."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A section of the form: its name in the address, what it is called, and what stands in it, in order."""

    name: str
    en: str
    zh: str
    holds: tuple[str, ...]


PLACES = (
    Place("parties", "Who", "当事人", ("trader", "overseas", "end_user", "declarant", "people")),
    Place(
        "way",
        "How the goods come or go",
        "运输与口岸",
        (
            *("office", "border_office", "kind", "transport_mode", "conveyance", "bill", "border_date"),
            *("country", "trading_country", "port_of_call", "loading_port", "entry_port", "storage_place"),
            *("departure_date", "discharged_on", "delivery_order", "yard", "bonded_site"),
        ),
    ),
    Place(
        "terms",
        "Contract and terms",
        "合同与成交",
        (
            *("contract", "supervision_mode", "levy_nature", "ledger_number", "licence", "deal_terms"),
            *("freight", "insurance", "other_costs", "related_parties", "price_influence", "royalties"),
            *("self_assessed", "options", "form_type", "entry_type", "related_entry", "related_ledger"),
        ),
    ),
    Place(
        "packing",
        "Packing and weight",
        "包装与重量",
        (
            *("packages", "package_type", "other_packages", "gross_weight", "net_weight", "marks"),
            *("remarks", "original_containers"),
        ),
    ),
    Place("goods", "Goods", "商品", ("items",)),
    Place("boxes", "Containers", "集装箱", ("containers",)),
    Place(
        "inspection",
        "Inspection and quarantine",
        "检验检疫",
        (
            *("inspection_office", "certificate_office", "port_inspection_office", "destination_office"),
            *("qualifications", "certificates", "related_inspection", "relation_reason", "user_contact"),
            *("user_phone", "special_flags"),
        ),
    ),
    Place("licences", "Supervision documents", "监管证件", ("documents",)),
    Place("papers", "Papers", "随附单据", ("attachments",)),
    Place("rest", "Reference", "编号", ("reference",)),
)
"""What a book has beyond these comes into the last one."""

OFTEN = frozenset({"contract", "border_date"})
"""What may be left away, but seldom is: asked with what must be stated."""
SELDOM = frozenset({"items/*/taxes", "items/*/vehicles"})
"""Lists that are offered where they must have entries, and else hidden."""
FOLLOWS = {
    "trading_country": ("country",),
    "loading_port": ("port_of_call",),
    "price_influence": ("related_parties",),
    "items/*/unit": ("items/*/commodity_code",),
    "items/*/first_unit": ("items/*/commodity_code",),
    "items/*/first_quantity": ("items/*/commodity_code", "items/*/quantity"),
    "items/*/total": ("items/*/quantity", "items/*/unit_price"),
    "items/*/origin_country": ("country",),
    "items/*/destination_country": ("country",),
    "items/*/inspection_name": ("items/*/name",),
}
"""What will be worked out once others are stated: not asked before."""
YES_NO = frozenset(
    {
        *("related_parties", "price_influence", "royalties", "self_assessed", "original_containers"),
        *("containers/*/shared", "items/*/dangerous/not_dangerous"),
    }
)
WAYS = {
    "normal": ("after arrival", "到货后申报"),
    "advance": ("in advance", "提前申报"),
    "summary": ("two steps: summary", "两步申报：概要申报"),
    "complete": ("two steps: complete", "两步申报：完整申报"),
}
"""Ways of declaring (check H018 lists which the book has)."""
NEW = {
    "items": ("Add a line", "添加商品"),
    "containers": ("Add a container", "添加集装箱"),
    "documents": ("Add a document", "添加监管证件"),
    "other_packages": ("Add other packing", "添加其他包装"),
    "qualifications": ("Add a qualification", "添加企业资质"),
    "certificates": ("Ask for a certificate", "添加所需单证"),
    "items/*/licences": ("Add a product licence", "添加产品资质"),
    "items/*/vehicles": ("Add a vehicle", "添加车辆"),
    "items/*/taxes": ("Add a tax", "添加税款"),
}
ONE = {
    "items": ("Line", "商品"),
    "containers": ("Container", "集装箱"),
    "documents": ("Document", "监管证件"),
    "attachments": ("Paper", "单据"),
}
MANY = 5
"""From so many entries on each is folded until it is asked for."""
FEW_CODES = 30
"""A table of at most so many codes is offered as a list, a larger one is searched."""
