"""Numbers that prove themselves: forms and check digits."""

import re
from collections.abc import Iterable
from functools import lru_cache
from operator import getitem, mul

from tongguan.law.checks.subject import Spot, Subject, check, numbered

_CREDIT_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_PLACES = tuple(
    {character: value * pow(3, place, 31) for value, character in enumerate(_CREDIT_CODE)}
    for place in range(17)
)
"""What each character counts in each place."""
_CREDIT_FORM = re.compile(rf"[{_CREDIT_CODE}]{{2}}[0-9]{{6}}[{_CREDIT_CODE}]{{10}}")
_CONTAINER_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGHIJKLMNOPQRSTUVWXYZ", (v for v in range(10, 39) if v % 11), strict=True)),
}
_POWERS_OF_TWO = tuple(2**place for place in range(10))
_CONTAINER_FORM = re.compile(r"[A-Z]{3}[UJZR][0-9]{7}")
_VESSEL = re.compile(r"(?:UN|IMO ?)?([0-9]{7})")
_WAYBILL = re.compile(r"[0-9]{3}-?([0-9]{8})(?:_.*)?")
_VIN_FORM = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VIN_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_CUSTOMS_CODE = re.compile(r"[0-9]{4}[0-9A-Z][0-9A-Z]{5}")
_INSPECTION_CODE = re.compile(r"[0-9]{10}")
_OPERATOR_CODE = re.compile(r"[A-Z]{2,3}[A-Z0-9]{5,17}")


@lru_cache(maxsize=4096)  # the same enterprises lodge every day
def credit_code_digit(code: str) -> str:
    """The check character of a unified social credit code, of its first 17 (GB 32100-2015)."""
    return _CREDIT_CODE[-sum(map(getitem, _CREDIT_PLACES, code)) % 31]


def container_digit(number: str) -> str:
    """The check digit of a container number, of its first 10 characters (ISO 6346): letters count from 10 on
    without the multiples of 11."""
    total = sum(map(mul, map(_CONTAINER_VALUES.__getitem__, number[:10]), _POWERS_OF_TWO))
    return str(total % 11 % 10)


def vessel_digit(number: str) -> str:
    """The check digit of an IMO vessel number, of its first six digits (IMO Resolution A.1117)."""
    return str(
        sum(int(digit) * weight for digit, weight in zip(number[:6], range(7, 1, -1), strict=True)) % 10
    )


def vehicle_digit(number: str) -> str:
    """The check character (ninth) of a vehicle identification number (GB 16735, 49 CFR 565)."""
    total = sum(
        (int(c) if c.isdigit() else _VIN_VALUES[c]) * weight
        for c, weight in zip(number, _VIN_WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11]


@check("D001", zh="{code}不是统一社会信用代码（18位，不含字母I、O、S、V、Z）")
def credit_code_form(s: Subject) -> Iterable[Spot]:
    """{code} is no unified social credit code (18 characters without the letters I, O, S, V, Z)"""
    for name, party in s.parties:
        code = party.identifier
        if code is not None and not _CREDIT_FORM.fullmatch(code) and code not in s.values("D001"):
            yield f"/{name}/identifier", {"code": code}


@check("D002", zh="统一社会信用代码{code}的校验码应为{digit}")
def credit_code_check(s: Subject) -> Iterable[Spot]:
    """the check character of the unified social credit code {code} should be {digit}"""
    for name, party in s.parties:
        code = party.identifier
        if code is None or not _CREDIT_FORM.fullmatch(code) or code in s.values("D001"):
            continue
        digit = credit_code_digit(code)
        if code[17] != digit:
            yield f"/{name}/identifier", {"code": code, "digit": digit}


@check("D003", of="containers", zh="{number}不是集装箱号（4个字母，末位为U、J、Z或R，后接7位数字）")
def container_form(s: Subject) -> Iterable[Spot]:
    """{number} is no container number (four letters, the fourth U, J, Z or R, then seven digits)"""
    for place, container in numbered(s.declaration.containers):
        if container.number is not None and not _CONTAINER_FORM.fullmatch(container.number):
            yield f"/containers/{place}/number", {"number": container.number}


@check("D004", of="containers", zh="集装箱号{number}的校验码应为{digit}")
def container_check(s: Subject) -> Iterable[Spot]:
    """the check digit of container {number} should be {digit}"""
    for place, container in numbered(s.declaration.containers):
        number = container.number
        if number and _CONTAINER_FORM.fullmatch(number) and number[10] != (digit := container_digit(number)):
            yield f"/containers/{place}/number", {"number": number, "digit": digit}


@check("D005", of="conveyance", zh="船舶编号{number}的校验码应为{digit}")
def vessel_check(s: Subject) -> Iterable[Spot]:
    """the check digit of vessel number {number} should be {digit}"""
    conveyance = s.declaration.conveyance
    if conveyance is None or conveyance.name is None or s.declaration.transport_mode not in s.listed("water"):
        return
    form = _VESSEL.fullmatch(conveyance.name)
    if form is not None and form[1][6] != (digit := vessel_digit(form[1])):
        yield "/conveyance/name", {"number": form[1], "digit": digit}


@check("D006", of="bill", zh="空运总运单号{bill}的校验码应为{digit}")
def waybill_check(s: Subject) -> Iterable[Spot]:
    """the check digit of air waybill {bill} should be {digit}"""
    # IATA Resolution 600a: the serial number modulo 7.
    bill = s.declaration.bill
    form = _WAYBILL.fullmatch(bill) if bill and s.declaration.transport_mode in s.values("D006") else None
    if form is not None and form[1][7] != (digit := str(int(form[1][:7]) % 7)):
        yield "/bill", {"bill": bill or "", "digit": digit}


@check("D007", of="items/*/vehicles", zh="{vin}不是车辆识别代码（17位，不含字母I、O、Q）")
def vin_form(s: Subject) -> Iterable[Spot]:
    """{vin} is no vehicle identification number (17 characters without the letters I, O, Q)"""
    for pointer, vin in _vins(s):
        if not _VIN_FORM.fullmatch(vin):
            yield pointer, {"vin": vin}


@check("D008", of="items/*/vehicles", zh="车辆识别代码{vin}的第9位校验码应为{digit}")
def vin_check(s: Subject) -> Iterable[Spot]:
    """the ninth character of vehicle identification number {vin} should be {digit}"""
    # Only some countries of manufacture use the check character: the row lists how their numbers begin.
    for pointer, vin in _vins(s):
        if _VIN_FORM.fullmatch(vin) and vin.startswith(s.values("D008") or ("\0",)):
            digit = vehicle_digit(vin)
            if vin[8] != digit:
                yield pointer, {"vin": vin, "digit": digit}


def _vins(s: Subject) -> Iterable[tuple[str, str]]:
    for place, item in numbered(s.items):
        for number, vehicle in numbered(item.vehicles):
            if vehicle.vin is not None:
                yield f"/items/{place}/vehicles/{number}/vin", vehicle.vin


@check("D009", zh="海关备案编码{code}应为10位，前4位为数字")
def customs_code_form(s: Subject) -> Iterable[Spot]:
    """a customs registration code has 10 characters, the first four digits, unlike {code}"""
    for name, party in s.parties:
        code = party.customs_code
        if code is not None and not _CUSTOMS_CODE.fullmatch(code) and code not in s.values("D009"):
            yield f"/{name}/customs_code", {"code": code}


@check("D010", zh="检验检疫备案编码{code}应为10位数字")
def inspection_code_form(s: Subject) -> Iterable[Spot]:
    """an inspection registration code has 10 digits, unlike {code}"""
    for name, party in s.parties:
        code = party.inspection_code
        if code is not None and not _INSPECTION_CODE.fullmatch(code):
            yield f"/{name}/inspection_code", {"code": code}


@check(
    "D011",
    of="related_entry",
    zh="海关编号{number}应为：关区4位、年份4位、进出口标志1位（1进口、0出口）、流水号9位",
)
def entry_number_form(s: Subject) -> Iterable[Spot]:
    """an entry number is office (4), year (4), direction (1 import, 0 export), serial (9), unlike {number}"""
    number = s.declaration.related_entry
    if number is None:
        return
    lawful = len(number) == 18 and number[8] in "01" and 2000 <= int(number[4:8]) <= s.on.year
    if not lawful or s.book.get("customs_office", number[:4], s.on) is None:
        yield "/related_entry", {"number": number}


@check("D012", of="overseas", zh="AEO编码{code}应为国别代码加海关企业编码")
def operator_code_form(s: Subject) -> Iterable[Spot]:
    """an operator number of an overseas party is a country code and the number given there, unlike {code}"""
    overseas = s.declaration.overseas
    if overseas is not None and overseas.identifier and not _OPERATOR_CODE.fullmatch(overseas.identifier):
        yield "/overseas/identifier", {"code": overseas.identifier}
