"""Numbers with right check digits, drawn by chance: containers (ISO 6346) and vehicles (ISO 3779)."""

import random
import string

OWNERS = ("BHLU", "DWCU", "HHTU", "LDXU", "NPSU", "QTGU")
LETTERS = [value for value in range(10, 39) if value % 11]
"""ISO 6346 gives A to Z the values 10 to 38 without the multiples of 11."""
VALUES = dict(zip(string.ascii_uppercase, LETTERS, strict=True)) | {d: int(d) for d in string.digits}

VIN_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
VIN_VALUES = dict(zip(VIN_LETTERS, map(int, "12345678123457923456789"), strict=True))
VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def container_number(chance: random.Random) -> str:
    """An invented container with its check digit."""
    body = f"{chance.choice(OWNERS)}{chance.randrange(1_000_000):06d}"
    return body + str(sum(VALUES[c] << place for place, c in enumerate(body)) % 11 % 10)


def vehicle_number(chance: random.Random) -> str:
    """An invented vehicle identification number with its check character in place nine."""
    head, tail = "JDT" + "".join(chance.choices("ACEGHKLN", k=5)), f"LB{chance.randrange(10**6):06d}"
    text = f"{head}0{tail}"
    total = sum((VIN_VALUES.get(c) or int(c)) * w for c, w in zip(text, VIN_WEIGHTS, strict=True))
    return f"{head}{'0123456789X'[total % 11]}{tail}"
