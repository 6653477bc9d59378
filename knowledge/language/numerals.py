"""Chinese numerals: 一百二十, 两千五, 三点五, and what lies between 七 and 八 in 七八亿."""

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
_PLACES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_NEXT = dict(zip("一二两三四五六七八", "二三三四五六七八九", strict=True))
_PAIR = re.compile(r"([一二两三四五六七八])([二三四五六七八九])(?=[十百千]?$)")
FORMAL = str.maketrans(dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟廿卅", [*"一二三四五六七八九十百千", "二十", "三十"], strict=True)))


def numeral(text: str) -> Decimal | None:
    """The value of a Chinese numeral; None where it is none.

    >>> numeral("一百二十"), numeral("两千零五"), numeral("十二"), numeral("三点五"), numeral("一二三"), numeral("好")
    (Decimal('120'), Decimal('2005'), Decimal('12'), Decimal('3.5'), Decimal('123'), None)
    >>> numeral("一百二"), numeral("两千五"), numeral("贰仟"), numeral("一亿二千万"), numeral("十百")
    (Decimal('120'), Decimal('2500'), Decimal('2000'), Decimal('120000000'), None)
    >>> numeral("廿二"), numeral("卅")
    (Decimal('22'), Decimal('30'))
    """
    whole, point, fraction = text.translate(FORMAL).partition("点")
    if not whole or any(c not in _DIGITS and c not in _PLACES for c in whole):
        return None
    if point:
        if not fraction or any(c not in _DIGITS for c in fraction):
            return None
        tail = "".join(str(_DIGITS[c]) for c in fraction)
        head = numeral(whole)
        return None if head is None else head + Decimal(f"0.{tail}")
    if all(c in _DIGITS for c in whole):
        return Decimal("".join(str(_DIGITS[c]) for c in whole))
    return _placed(whole)


def _placed(whole: str) -> Decimal | None:
    """Digits with their places; a last digit right behind 百 or more is of the place below (一百二)."""
    total = section = digit = place = 0
    gap = False  # 零 since the last place: 一百零二
    for c in whole:
        if c in _DIGITS:
            if digit:
                return None
            digit, gap = _DIGITS[c], gap or not _DIGITS[c]
            continue
        if _PLACES[c] >= 10**4:
            told = section + digit
            total, section = (total + told) * _PLACES[c] if c == "亿" else total + told * _PLACES[c], 0
        elif section and _PLACES[c] >= place:
            return None
        else:
            section += (digit or 1) * _PLACES[c]
        digit, place, gap = 0, _PLACES[c], False
    last = digit * place // 10 if place >= 100 and not gap else digit
    return Decimal(total + section + last)


def between(text: str) -> tuple[Decimal, Decimal] | None:
    """The two ends of a numeral with neighbouring digits; None where it has none or is a row of digits.

    >>> between("七八"), between("一百二三十"), between("十七八"), between("七九"), between("一二三")
    ((Decimal('7'), Decimal('8')), (Decimal('120'), Decimal('130')), (Decimal('17'), Decimal('18')), None, None)
    """
    pair = _PAIR.search(text)
    if not pair or _NEXT[pair[1]] != pair[2] or (pair.start() and text[pair.start() - 1] in _DIGITS):
        return None
    low, high = (numeral(text[: pair.start()] + digit + text[pair.end() :]) for digit in pair.groups())
    return None if low is None or high is None else (low, high)
