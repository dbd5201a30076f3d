"""What the XML parser and the schema complain of, in words of ours, in both languages."""

import re
from collections.abc import Mapping
from typing import Any

from tongguan.law.findings import Finding
from tongguan.law.words import register

EXPLAINED: Mapping[int, tuple[str, str]] = {
    0: ("the parser could not go on", "解析无法继续"),
    4: ("there is no element", "没有任何元素"),
    5: ("something stands after the end", "结束之后仍有内容"),
    8: ("a reference to a character that XML does not know", "引用了XML不允许的字符"),
    9: ("a character that XML does not allow", "含有XML不允许的字符"),
    23: ("a reference without its semicolon", "引用缺少分号"),
    26: ("an entity that is not declared", "引用了未声明的实体"),
    33: ("a value without quotation marks", "值缺少引号"),
    38: ("a < inside an attribute", "属性值中含有<"),
    39: ("an attribute without quotation marks", "属性值缺少引号"),
    40: ("an attribute that does not end", "属性值没有结束"),
    41: ("an attribute without a value", "属性没有值"),
    42: ("an attribute that stands twice", "属性重复"),
    45: ("a comment that does not end", "注释没有结束"),
    63: ("a CDATA section that does not end", "CDATA区段没有结束"),
    64: ("an XML declaration that does not stand first", "XML声明不在开头"),
    65: ("a space is missing", "缺少空格"),
    68: ("a name is missing", "缺少名称"),
    72: ("a < is missing", "缺少<"),
    73: ("a > is missing", "缺少>"),
    74: ("an element that is not closed", "元素未闭合"),
    76: ("an element closed by another's name", "元素的结束标签与开始标签不符"),
    77: ("the message ends before its elements do", "报文在元素结束之前中断"),
    80: ("two hyphens inside a comment", "注释中含有连续两个连字符"),
    81: ("bytes that are not of its encoding", "含有不符合编码的字节"),
    86: ("something stands after the last element", "最后一个元素之后仍有内容"),
    89: ("entities that hold each other", "实体循环引用"),
    110: ("a name that is too long", "名称过长"),
    114: ("it asks for more than the parser gives", "超出解析器的资源限制"),
    201: ("a prefix without its namespace", "前缀没有对应的命名空间"),
    203: ("an attribute that stands twice", "属性重复"),
}
"""What the parser's codes mean; 0 stands for all others."""

UNEXPECTED = register(
    "X020",
    "line {line}, column {column}: {name} is not expected here; the schema wants {expected}",
    "第{line}行第{column}列：此处不应出现{name}；按模式应为{expected}",
)
MISSING = register(
    "X021",
    "line {line}, column {column}: {name} is not complete; the schema wants {expected}",
    "第{line}行第{column}列：{name}不完整；按模式还应有{expected}",
)
LONG = register(
    "X022",
    "line {line}, column {column}: {name} has {length} characters, the schema allows {most}",
    "第{line}行第{column}列：{name}有{length}个字符，模式最多允许{most}个",
)
FORM = register(
    "X023",
    "line {line}, column {column}: {name} does not have the form that the schema wants",
    "第{line}行第{column}列：{name}不符合模式规定的格式",
)
ATTRIBUTE = register(
    "X024",
    "line {line}, column {column}: an attribute of {name} is not allowed, or missing",
    "第{line}行第{column}列：{name}的属性不允许出现或缺失",
)
CONTENT = register(
    "X025",
    "line {line}, column {column}: {name} holds text or elements where the schema wants none",
    "第{line}行第{column}列：{name}含有模式不允许的文字或元素",
)
OTHER = register(
    "X029",
    "line {line}, column {column}: {name} does not follow the schema",
    "第{line}行第{column}列：{name}不符合模式",
)

_ELEMENT = re.compile(r"Element '(?:\{[^}]*\})?([^']+)'(?:, attribute '(?:\{[^}]*\})?([^']+)')?")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( (.*)\)", re.DOTALL)
_LENGTHS = re.compile(r"length of '(\d+)'.* length of '(\d+)'")
_CODES = {
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_1": ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_3_2_2": ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_4": ATTRIBUTE,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_2": CONTENT,
    "SCHEMAV_CVC_COMPLEX_TYPE_2_3": CONTENT,
    "SCHEMAV_CVC_TYPE_3_1_2": CONTENT,
    "SCHEMAV_CVC_PATTERN_VALID": FORM,
    "SCHEMAV_CVC_ENUMERATION_VALID": FORM,
    "SCHEMAV_CVC_DATATYPE_VALID_1_2_1": FORM,
    "SCHEMAV_CVC_TOTALDIGITS_VALID": FORM,
    "SCHEMAV_CVC_FRACTIONDIGITS_VALID": FORM,
}


def schema_finding(entry: Any, column: int, pointer: str) -> Finding:
    """The finding of one entry of the schema's log."""
    said, kind = entry.message, entry.type_name
    found = _ELEMENT.match(said)
    name = f"{found[1]}/@{found[2]}" if found and found[2] else found[1] if found else ""
    told = {"line": str(entry.line), "column": str(column), "name": name}
    lengths = _LENGTHS.search(said)
    if lengths and kind == "SCHEMAV_CVC_MAXLENGTH_VALID":
        return Finding(LONG, pointer, {**told, "length": lengths[1], "most": lengths[2]})
    if kind == "SCHEMAV_ELEMENT_CONTENT":
        wanted = _EXPECTED.search(said)
        names = re.findall(r"(?:\{[^}]*\})?([\w*]+)[,\s]", wanted[1]) if wanted else []
        code = MISSING if "Missing child" in said else UNEXPECTED
        expected = {"expected": ", ".join(names[:6]) or "-", "expected_zh": "、".join(names[:6]) or "-"}
        return Finding(code, pointer, {**told, **expected})
    return Finding(_CODES.get(kind, FORM if "FACET" in kind or "LENGTH" in kind else OTHER), pointer, told)
