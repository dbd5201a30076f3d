"""What the tables of the book are called."""

from collections.abc import Mapping

TABLES: Mapping[str, tuple[str, str]] = {
    "agreement": ("trade agreements", "优惠贸易协定"),
    "amendment_cause": ("causes of amendment and withdrawal", "修改和撤销事由"),
    "bonded_site": ("bonded sites", "保税场所"),
    "calendar": ("rest days and worked days", "节假日与调休"),
    "certificate_type": ("inspection certificates", "检验检疫证书"),
    "check": ("rule codes and how severe they are", "审核规则及严重程度"),
    "commodity": ("commodities of the tariff", "税则商品"),
    "condition": ("conditions of elements", "要素适用条件"),
    "container_specification": ("container specifications", "集装箱规格"),
    "conversion": ("conversions between units", "计量单位换算"),
    "cost_kind": ("kinds of costs", "费用种类"),
    "country": ("countries and regions", "国家（地区）"),
    "credit": ("credit levels", "企业信用等级"),
    "currency": ("currencies", "币制"),
    "customs_office": ("customs offices", "关区"),
    "danger_class": ("packing classes of dangerous goods", "危险货物包装类别"),
    "deadline": ("deadlines", "期限"),
    "deal_terms": ("deal terms", "成交方式"),
    "district": ("domestic districts", "国内地区"),
    "division": ("administrative divisions", "行政区划"),
    "document_group": ("groups of documents", "单据类别"),
    "document_kind": ("kinds of attached documents", "随附单据种类"),
    "domestic_port": ("domestic ports", "国内口岸"),
    "element": ("elements of the declaration", "申报要素"),
    "entry_type": ("types of entry", "报关单类型"),
    "exchange_rate": ("exchange rates", "汇率"),
    "fee_mark": ("marks of fees", "费用标志"),
    "form_type": ("types of form", "表单类型"),
    "goods_attribute": ("attributes of goods", "货物属性"),
    "hours": ("hours of halls and inspection bays", "大厅与查验场地开放时间"),
    "inspecting_office": ("which office inspects", "查验海关"),
    "inspection_office": ("inspection offices", "检验检疫机关"),
    "levy_mode": ("levy modes", "征免方式"),
    "levy_nature": ("natures of levy or exemption", "征免性质"),
    "measure": ("how clearance times are measured", "通关时间口径"),
    "origin_status": ("most-favoured-nation status", "最惠国待遇适用情况"),
    "package_type": ("types of packing", "包装种类"),
    "parameter": ("parameters", "参数"),
    "parity": ("parities of one day", "汇率中间价"),
    "phrase": ("prepared phrases", "常用语"),
    "port": ("foreign ports", "境外口岸"),
    "product_licence": ("product licences", "产品资质"),
    "proposal": ("what a form proposes", "表单默认值"),
    "purpose": ("uses of goods", "货物用途"),
    "qualification": ("qualifications of enterprises", "企业资质"),
    "rate": ("rates", "税率"),
    "rate_kind": ("kinds of rates", "税率种类"),
    "relation_reason": ("reasons of relation", "关联理由"),
    "relief": ("reliefs", "减免税"),
    "supervision_document": ("supervision documents", "监管证件"),
    "supervision_mode": ("supervision modes", "监管方式"),
    "tax": ("taxes", "税种"),
    "transport_mode": ("modes of transport", "运输方式"),
    "unit": ("units", "计量单位"),
    "valuation": ("valuation by deal terms", "成交方式与完税价格"),
    "yard": ("yards", "堆场"),
}
"""By name, in English and in Chinese; the secret ones are called nowhere."""


def called(name: str, language: str) -> str:
    """What a table is called; nothing for one that has no name of its own."""
    pair = TABLES.get(name)
    return pair[language == "zh"] if pair else ""
