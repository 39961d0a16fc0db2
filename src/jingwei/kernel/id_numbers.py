"""Numbers of people and organizations: length, characters, birth date, check character.

Source: GB 11643-1999 (citizen identity number, check by ISO 7064 MOD 11-2), GB 32100-2015
(unified social credit code, MOD 31). The region (first six digits) is not checked against any
list: divisions are renamed and merged while numbers stay, and 81, 82, 83 are in use for
residence permits.
"""

from __future__ import annotations

import re
from datetime import date

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EARLIEST, LATEST = 1850, 2200
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FILLERS = re.compile(r"[\s\-'‘’]")


def id_number_normal(text: str) -> str:
    """Return the number as it is stored: half-width, upper case, without blanks and hyphens."""
    return _FILLERS.sub("", text.translate(_FULL_WIDTH)).upper()


def id_number_refusal(text: str) -> str:
    """Return why ``text`` is no citizen identity number, as a Chinese sentence; "" when it is."""
    number = id_number_normal(text)
    if len(number) != 18:
        return f"身份证号应为 18 位，现在是 {len(number)} 位。"
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return "身份证号前 17 位应为数字，第 18 位为数字或 X。"
    if not _birth_date(number):
        return f"身份证号第 7 到 14 位“{number[6:14]}”不是真实的日期，请核对。"
    if number[17] != id_check_character(number[:17]):
        return "身份证号校验位不符，可能有一位写错或两位颠倒，请核对。"
    return ""


def id_check_character(first17: str) -> str:
    """Return the eighteenth character for seventeen digits (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True))
    return CHECKS[total % 11]


def id_birth(text: str) -> str:
    """Return the birth date in a number without refusal, as "19780302"."""
    return id_number_normal(text)[6:14]


def id_gender(text: str) -> str:
    """Return the gender in a number without refusal: "1" male, "2" female (GB/T 2261.1)."""
    return "1" if int(id_number_normal(text)[16]) % 2 else "2"


def id_mask(text: str) -> str:
    """Return a number as it may stand in a list: first six, asterisks, last four.

    What is too short to hide eight characters that way is hidden whole.
    """
    if len(text) < 15:
        return "*" * len(text)
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def credit_code_refusal(text: str) -> str:
    """Return why ``text`` is no unified social credit code, in Chinese; "" when it is one."""
    code = id_number_normal(text)
    if len(code) != 18:
        return f"统一社会信用代码应为 18 位，现在是 {len(code)} 位。"
    if wrong := sorted(set(code) - set(CREDIT_ALPHABET)):
        return f"统一社会信用代码里不应有“{''.join(wrong)}”，不用字母 I、O、S、V、Z。"
    if code[17] != credit_check_character(code[:17]):
        return "统一社会信用代码校验位不符，可能有一位写错，请核对。"
    return ""


def credit_check_character(first17: str) -> str:
    """Return the eighteenth character of a unified social credit code (weights 3^i mod 31)."""
    values = [CREDIT_ALPHABET.index(char) for char in first17]
    total = sum(value * pow(3, place, 31) for place, value in enumerate(values))
    return CREDIT_ALPHABET[-total % 31]


def _birth_date(number: str) -> date | None:
    try:
        birth = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return birth if EARLIEST <= birth.year <= LATEST else None
