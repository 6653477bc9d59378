"""From replies to text: numbers, periods and sentences in the language of the question. Words: data/wordings.toml."""

import re
from decimal import Decimal
from functools import cache
from importlib.resources import files

from intents.questions.language import Language
from knowledge.fact import Fact, Role
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Name, read_data
from knowledge.language.relations import related
from knowledge.language.text import fold, has_hanzi
from knowledge.periods.period import QUARTERS, Period
from knowledge.quantities.quantity import MONEY, PHYSICAL, Bound

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_SCALES_ZH = ((Decimal(10) ** 12, "万亿", "兆"), (Decimal(10) ** 8, "亿", "億"), (Decimal(10) ** 4, "万", "萬"))
_SCALES_EN = ((Decimal(10) ** 12, " trillion"), (Decimal(10) ** 9, " billion"), (Decimal(10) ** 6, " million"))
_VAGUE = {  # power of ten -> simplified, traditional, English
    2: ("数百", "數百", "hundreds"),
    3: ("数千", "數千", "thousands"),
    4: ("数万", "數萬", "tens of thousands"),
    5: ("数十万", "數十萬", "hundreds of thousands"),
    6: ("数百万", "數百萬", "millions"),
    7: ("数千万", "數千萬", "tens of millions"),
    8: ("数亿", "數億", "hundreds of millions"),
    9: ("数十亿", "數十億", "billions"),
    10: ("数百亿", "數百億", "tens of billions"),
    11: ("数千亿", "數千億", "hundreds of billions"),
}
_NUMERALS = "一二三四五六七八九十"
_AND_OFFICE = re.compile(r"兼|、|\sand\s")


@cache
def _wordings() -> dict[str, dict[str, dict[str, str]]]:
    return read_data(files("intents") / "data" / "wordings.toml")


def phrase(group: str, key: str, language: Language, **slots: object) -> str:
    """The wording group.key in a language with its slots filled."""
    return _wordings()[group][key][language.value].format(**slots)


def moving(metric: str, language: Language) -> str:
    """What moved, of a measure that is a movement by its own name (年初至今涨幅); "" for others."""
    return _wordings()["moving"].get(metric, {}).get(language.value, "")


def said(name: Name, language: Language) -> str:
    """A name in the language."""
    return {Language.HANS: name.zh, Language.HANT: name.hant, Language.EN: name.en}[language]


def parted(name: str, following: str, language: Language) -> str:
    """A name before what follows it without a space, as in Chinese: one of Latin letters keeps apart from letters and digits.

    >>> parted("Roku", "2019年", Language.HANS), parted("快手", "2024年", Language.HANS), parted("Roku", " in 2019", Language.EN)
    ('Roku ', '快手', 'Roku')
    """
    joins = language is not Language.EN and name[-1:].isascii() and name[-1:].isalnum() and following[:1].isascii() and following[:1].isalnum()
    return f"{name} " if joins else name


def owned(company: Name, measure: Name) -> Name:
    """A company's measure."""
    return Name(company.zh + measure.zh, company.hant + measure.hant, f"{company.en}'s {measure.en}")


def office_text(office: str, language: Language) -> str:
    """An office in the language, where all of it is known; as it is written otherwise.

    >>> office_text("创始人兼首席执行官", Language.EN), office_text("高级顾问", Language.EN)
    ('founder and chief executive', '高级顾问')
    """
    known = _wordings()["offices"]
    parts = [known.get(part) for part in _AND_OFFICE.split(fold(office))]
    return known["and"][language.value].join(part[language.value] for part in parts if part) if all(parts) else office


def number_text(value: Decimal, unit: str, language: Language, rounded: bool = False) -> str:
    """A number with its unit, in 亿/万 or billion/million; rounded ones to four digits, percents to one decimal.

    >>> number_text(Decimal(126900000000), "CNY", Language.HANS), number_text(Decimal(126900000000), "CNY", Language.EN)
    ('1269亿元', 'RMB 126.9 billion')
    """
    scaled, scale = _scaled(value, language) if unit in ("count", "minute", *PHYSICAL, *MONEY) else (value, "")
    if rounded:
        digits = 1 if unit in ("percent", "pp") else 2
        scaled = scaled.quantize(Decimal(1).scaleb(-digits))
    text = _plain(scaled, language)
    mark = "" if unit in ("count", "rank") else phrase("unit", unit, language) if unit in _wordings()["unit"] else f" {unit}"
    if unit in MONEY and language is Language.EN:
        return f"-{mark}{text[1:]}{scale}" if text.startswith("-") else f"{mark}{text}{scale}"
    return f"{text}{scale}{mark}"


def _scaled(value: Decimal, language: Language) -> tuple[Decimal, str]:
    if language is Language.EN:
        scale, word = next((s for s in _SCALES_EN if abs(value) >= s[0]), (None, ""))
    else:
        scale, hans, hant = next((s for s in _SCALES_ZH if abs(value) >= s[0]), (None, "", ""))
        word = hans if language is Language.HANS else hant
    return (value / scale if scale else value), word


def _plain(value: Decimal, language: Language) -> str:
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, _, fraction = text.partition(".")
    if language is Language.EN and len(whole.lstrip("-")) > 3:
        whole = f"{int(whole):,}"
    return f"{whole}.{fraction}" if fraction else whole


def vague_text(value: Decimal, language: Language) -> str:
    """数千, 數億, tens of billions."""
    exponent = value.adjusted()
    forms = _VAGUE.get(exponent)
    if forms is None:
        return number_text(value, "count", language)
    return forms[{Language.HANS: 0, Language.HANT: 1, Language.EN: 2}[language]]


def bounded_text(value: Decimal, high: Decimal | None, unit: str, bound: Bound, vague: bool, language: Language, rounded: bool = False) -> str:
    """A number with what the text says of its exactness."""
    if vague:
        return vague_text(value, language) + (phrase("unit", unit, language) if unit in MONEY and language is not Language.EN else "")
    shown = number_text(value, unit, language, rounded)
    upper = number_text(high, unit, language, rounded) if high is not None else ""
    return phrase("bound", bound.value, language, value=shown, high=upper)


def period_text(period: Period | None, language: Language) -> str:
    """2024年全年, Q4 2024, February 2025."""
    if period is None:
        return ""
    english = language is Language.EN
    year = str(period.year or "") if english else f"{period.year}年" if period.year else ""
    part = period.part
    if not part and not period.year:
        return ""
    if not part:
        return phrase("period", "year", language, year=period.year) if period.year else phrase("period", "whole", language)
    if part in QUARTERS:
        return phrase("period", "quarter", language, year=year, n=_NUMERALS[int(part[1]) - 1], d=part[1]).strip()
    if part in ("H1", "H2"):
        return phrase("period", part, language, year=year).strip()
    if part == "Q1-Q3":
        return phrase("period", "nine", language, year=year).strip()
    if part == "YTD":
        return phrase("period", "ytd", language, year=year).strip()
    if part.startswith("-"):
        month, day = int(part[1:3]), int(part[4:6] or 0)
        key = "day" if day else "month"
        return phrase("period", key, language, year=year, m=month, month=_MONTHS[month - 1], day=day).strip().rstrip(",")
    event = phrase("events", part, language) if part in _wordings()["events"] else part
    return phrase("period", "event", language, year=year, event=event).strip()


def in_period(period: Period | None, language: Language, metric: str = "") -> str:
    """The period as it stands in a sentence: before the measure in Chinese, behind it in English; up to when, of what adds up."""
    text = period_text(period, language)
    if period is None or not text:
        return ""
    spans = period.part.startswith("-")
    key = "until" if spans and related("over_period", metric) else "at" if spans and period.part[4:] else "in"
    return phrase("period", key, language, period=text)


def beside_subject(subject: str, name: str) -> str:
    """The name of a measure without what the name of its subject says already.

    >>> beside_subject("Canyu E-commerce", "e-commerce GMV"), beside_subject("曙威", "曙威营收")
    ('GMV', '营收')
    """
    plain, opened, inner = name.rstrip(")").partition(" (")
    if opened and inner.lower() == f"{subject} {plain}".lower():
        return plain
    last = subject.rpartition(" ")[2].lower()
    said_again = len(last) + 1 if name.lower().startswith(f"{last} ") else len(subject) if has_hanzi(subject) and name.startswith(subject) else 0
    return name[said_again:] if last and len(name) > said_again + 1 else name


def ready_question(fact: Fact, name: Name, kb: KnowledgeBase, language: Language) -> str:
    """A question that this fact answers."""
    subject = said(kb.entity(fact.subject.id).name, language) if fact.subject.id else fact.subject.name
    told = beside_subject(subject, said(name, language))
    several = fact.unit == "count" and told.partition(" (")[0].endswith("s")
    key = "growth" if fact.role in (Role.YOY, Role.QOQ) else "change" if fact.role is Role.CHANGE else "several" if several else "value"
    period = in_period(fact.period, language, fact.metric)
    owner = parted(subject, period or told, language) if language is not Language.EN else f"{subject}'" if subject.endswith("s") else f"{subject}'s"
    return phrase("ask", key, language, subject=owner, period=period, name=told)
