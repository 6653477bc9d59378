"""Whose a figure is: the last one named before it, the part of the company that its measure names, or who is inherited."""

import re
from typing import Protocol

from knowledge.fact import Subject
from knowledge.language.patterns import pattern, rare
from knowledge.language.relations import related
from knowledge.language.text import fold
from knowledge.sentences.clauses import Clauses
from knowledge.sentences.measure import Measure
from knowledge.sentences.mention import Mention
from knowledge.sentences.nouns import is_noun
from knowledge.sentences.parts import Parts

_OF_WHICH, _OF_THESE = re.compile(r"\bof which\b"), re.compile(r"[,;]其中,?")
_OTHER = rare("other_subject")
_NO_OTHER, _BY_TRADE = pattern("no_subject"), rare("firm_by_trade")
_FIELD, _TOPIC = rare("field"), rare("part_topic")
_REPORTER, _PART_REPORTS = pattern("reporter"), pattern("part_reports")
_RIVAL, _RIVALS = pattern("rival"), ("rival ", "peer ", "competitor ")
_BRANCH = pattern("branch_of_company")
_SALES_OF_PART = pattern("sales_of_part")
_TOGETHER, _LINKED = pattern("had_together"), pattern("names_link")
_OWNED_BY, _OWNER = pattern("owned_by"), 8  # 归属于上市公司股东的 names no other than who is spoken of
_OPENING = 4  # characters before a name that still begins its sentence
_TAKEN, _STAKE, _WRITER = pattern("taken_before"), pattern("stake_behind"), pattern("writer_behind")
_EARNED_OR_LOST, _PART_FIRST = pattern("earned_or_lost"), pattern("part_first")
_PART_WITH_SALES, _NO_PART, _COMPANY, _NOT_OF_PART = rare("part_with_sales"), pattern("no_part"), pattern("of_the_company"), pattern("not_of_part")
_DATA_OF_OTHERS, _WHOLE_MARKET = rare("data_of_others"), pattern("whole_market")
_REASON, _SALES_OF_ANY = pattern("reason_clause"), pattern("sales_of_any")


class Said(Protocol):
    """What a sentence measured last, and of whom."""

    measure: Measure | None
    subject: Subject | None
    end: int
    part: str
    topic: str


def subject_at(at: Clauses, position: int, measure: Measure, inherited: Subject, said: Said) -> Subject:
    """Whom a figure at `position` is about."""
    if whole := _by_data_of_others(at, position):
        return whole
    if measure.owner:
        named = next((at.original(s, e) for s, e, _ in _names(at, position) if at.original(s, e).endswith(measure.owner)), "")
        return _branch(at, position, measure.owner) or Subject("", named or measure.owner)
    if part := _part_with_sales(at, measure) or _part_in_red_or_black(at, position, measure):
        return Subject("", part)
    place, subject = _last_named(at, position, inherited, said)
    if part := _next_part(at, measure, subject, place, said):
        return Subject("", part)
    if said.part and place < said.end and at.is_latin and _OF_WHICH.search(at.text, said.end, position):
        return Subject("", said.part)
    if said.part and place < said.end and ";" not in at.text[said.end : position] and related("of_part", measure.id):
        return Subject("", said.part)
    if said.subject and said.part and said.measure and place < said.end and _OF_THESE.search(at.text, said.end, position) and (said.measure.base or said.measure.id) == measure.id:
        return said.subject
    if part := _part_alone(at, position, measure, place, said):
        return Subject("", part)
    if said.topic and place < said.end and _goes_on_about(at, measure) and not _is_past_parts(at, said.end, position):
        return Subject("", said.topic)
    if said.subject and said.measure is not None and said.measure.id == measure.id and place < said.end:
        return said.subject
    return subject


def _by_data_of_others(at: Clauses, position: int) -> Subject | None:
    """据行业协会统计,上半年重点企业粗钢产量下降0.1%; in the UK £4.83, according to industry figures: the market that a sentence tells of by the
    data of others, where it names no company; None if it does not."""
    told = _DATA_OF_OTHERS.search(at.text)
    if not told or any(m.of("entity") for m in at.mentions) or any(m.of("anaphor") == "company" for m in at.between(0, position)):
        return None
    found = _WHOLE_MARKET.search(at.sentence.text, 0 if at.is_latin else told.end(), position) or _WHOLE_MARKET.search(at.sentence.text, 0, position)
    group = "place" if found and found["place"] else 0
    return Subject("", at.original(*found.span(group)) if found else "industry" if at.is_latin else "行业")


def _part_with_sales(at: Clauses, measure: Measure) -> str:
    """Machine tools were the laggard, with sales down 5%; low-alcohol beer, where sales doubled: the part that a clause tells of; "" if none."""
    found = _PART_WITH_SALES.search(at.text, 0, max(measure.start, 0)) if at.is_latin and related("of_any_part", measure.base or measure.id) else None
    start, end = found.span("first" if found["first"] else "behind") if found else (0, 0)
    other = any(m.of("entity") or m.of("metric") or m.period or m.quantity for m in at.between(start, end))
    words = at.text[start:end]
    return at.original(start, end) if words and not other and is_noun(words) and not _NO_PART.search(words) and not _NOT_OF_PART.search(words) and not _COMPANY.search(words.replace("-based", "")) else ""


def _next_part(at: Clauses, measure: Measure, subject: Subject, place: int, said: Said) -> str:
    """甲设备收入5亿元;乙设备收入3亿元: the part that the words of a measure name, where the last one named before had its like; "" if none."""
    metrics, reader = at.reader.lexicon.metrics, at.reader
    if measure.id in metrics or measure.base not in metrics or said.measure is None or not 0 <= place < said.end <= measure.start:
        return ""
    whole = reader.is_reporting(subject.id) or subject.id in reader.lexicon.entities or (reader.several and reader.is_company(subject.id))
    kinds = {metrics[key].part_of or key for key in (measure.base, said.measure.base or said.measure.id) if key in metrics}
    found = _SALES_OF_ANY.fullmatch(measure.labels[0]) if not whole and len(kinds) == 1 else None
    return found[1] if found else ""


def _part_in_red_or_black(at: Clauses, position: int, measure: Measure) -> str:
    """澳洲业务由亏转盈,赚1.7亿元,去年同期蚀0.6亿元: the part that begins the piece in which a verb tells a profit or a loss; "" if none."""
    if not measure.labels or not _EARNED_OR_LOST.fullmatch(fold(measure.labels[-1])):
        return ""
    begin = max(at.text.rfind(mark, 0, position) for mark in ";。:") + 1
    begin += at.text[begin : begin + 1] == " "
    begin = next((m.end for m in at.mentions if m.period and m.start == begin), begin)  # 2024年,储能业务
    found = _PART_FIRST.match(at.text, begin)
    group = found.lastindex if found else None
    told = any(m.of("anaphor") == "company" or (m.of("entity") and m.start >= found.end()) for m in at.between(found.end(), position)) if found else False
    if not found or not group or told or any(m.of("entity") or m.of("metric") or (m.of("anaphor") and m.start > found.end()) for m in at.between(found.start(group), found.end(group))):
        return ""
    return at.original(found.start(group), found.end(group))


def _part_alone(at: Clauses, position: int, measure: Measure, place: int, said: Said) -> str:
    """物流业务收入5亿元,净利润2亿元: the part whose sales began a sentence that names no company, for a result in the same piece; "" if none."""
    if said.measure is None or said.measure.start < 0 or place >= said.end or not related("of_part_alone", measure.id) or ";" in at.text[said.end : position]:
        return ""
    found = _SALES_OF_PART.match(at.text, said.measure.start)
    alone = found and not at.text[: said.measure.start].strip() and not any(m.of("entity") or m.of("anaphor") for m in at.between(0, position))
    return at.original(*found.span(1)) if found and alone else ""


def _goes_on_about(at: Clauses, measure: Measure) -> bool:
    """云业务收入6亿元;付费客户达5万户: whether a measure, not one of the whole company, goes on about the part spoken of."""
    return (measure.base or measure.id) not in at.reader.lexicon.metrics or related("of_topic", measure.base or measure.id) is not None


def _last_named(at: Clauses, position: int, inherited: Subject, said: Said) -> tuple[int, Subject]:
    """The last entity, pronoun or company named in words before `position`, with its place; what is inherited stands at -1."""
    place, subject = -1, inherited
    others = _names(at, position)
    for mention in sorted((*at.visible("entity", 0, position), *at.visible("anaphor", 0, position)), key=lambda m: -m.start):
        key = mention.of("entity")
        counted = not at.is_latin and not at.reader.is_company(key or "") and _is_past_parts(at, mention.end, position)
        if key and at.can_own(mention.start) and not counted and not _is_object(at, mention, position):
            place, subject = mention.start, _together(at, mention, position) or _branch_at(at, mention) or at.reader.subject(key)
            break
        pronoun = mention.token is not None and mention.of("anaphor") == "company" and len(mention.token.surface) > 1 and not _OWNED_BY.search(at.text, max(0, mention.start - _OWNER), mention.start)
        first = at.mentions[0] if at.mentions else mention
        opened = at.is_latin and first.of("entity") is not None and first.start < _OPENING and at.reader.is_company(first.of("entity") or "")
        if pronoun and said.part and said.end <= mention.start < at.left(position):
            continue  # 化妆品业务收入11亿元,公司拓展电商,毛利率61%: a clause without figures does not take over
        pointing = mention.token is not None and mention.token.surface.startswith("该")
        if pronoun and (at.reader.several or opened or pointing) and at.names_company(mention.start):
            continue  # leaving it with 6 million: of the company that the sentence names before
        if pronoun and not any(start <= mention.start < until for start, _, until in others):
            place, subject = mention.start, at.reader.meant(inherited)
            break
    for start, end, _ in others:
        if start >= place and (start > place or not at.is_latin):
            place, subject = start, Subject("", at.original(start, end))
    return place, subject


def _branch(at: Clauses, position: int, owner: str) -> Subject | None:
    """太保寿险 for 寿险, where the company's name stands right before it."""
    named = (m for m in at.visible("entity", 0, position) if at.text.startswith(fold(owner), m.end))
    return next((found for m in named if (found := _branch_at(at, m))), None)


def _branch_at(at: Clauses, company: Mention) -> Subject | None:
    """京东零售 in 京东零售作为核心业务,本季度收入2506亿元: a company of a company, named after it and its trade."""
    found = _BRANCH.match(at.text, company.end) if at.reader.is_company(company.of("entity") or "") else None
    return Subject("", at.original(company.start, found.end())) if found else None


def _together(at: Clauses, last: Mention, position: int) -> Subject | None:
    """甲银行、乙银行和丙银行 before 合计实现净利润: the companies of a list that ends in the last, as one; None where each has its own."""
    told = max((m.start() for m in _TOGETHER.finditer(at.text, last.end, position)), default=-1)
    if told <= at.text.rfind("分别", last.end, position):
        return None
    first = last
    for mention in sorted(at.visible("entity", 0, last.start), key=lambda m: -m.start):
        if not _LINKED.fullmatch(at.text, mention.end, first.start):
            break
        first = mention
    return Subject("", at.original(first.start, last.end)) if first is not last else None


def _reporters(at: Clauses, position: int) -> list[tuple[int, int, int]]:
    """Shell posted a 62% drop, while Total saw; Rival Elm was up 1%: names that no lexicon has, before a verb of reporting or behind a word for a rival."""
    found = [(m.start("part"), m.end("part"), m.end("part")) for m in [_PART_REPORTS.match(at.text)] if m and m.end() <= position]
    rivals = _RIVAL.finditer(at.sentence.text, 0, position) if any(word in at.text for word in _RIVALS) else ()
    for match in (*rivals, *_REPORTER.finditer(at.sentence.text, 0, position)):
        start, end = match.span("name")
        known = any(m.start < end and start < m.end and (m.of("entity") or m.period or m.of("metric") or m.of("person")) for m in at.mentions)
        own = fold(match["name"]).split()[0] in fold(at.reader.company.name.en).split()[:1]
        if not known and not own and Parts(at).is_name(match["name"]):
            found.append((start, end, position))
    return found


def _is_object(at: Clauses, mention: Mention, position: int) -> bool:
    """撇除出售甲银行股权之收益,…: whether a name in a clause before only tells what was sold, bought or held against."""
    if at.left(position) <= mention.start:
        return False
    if in_reason(at, mention):
        return True
    if not at.reader.is_reporting(mention.of("entity") or "") and _WRITER.match(at.text, mention.end):
        return True
    return _TAKEN.search(at.text, max(0, mention.start - 8), mention.start) is not None or _STAKE.match(at.text, mention.end) is not None


def _is_past_parts(at: Clauses, end: int, position: int) -> bool:
    """共有经销商9家,其中省外经销商7家;期内新增3家: whether what ends at `end` is told as one of which, in a piece that ends before `position`."""
    begin = at.text.rfind(";", 0, end) + 1
    part = at.text.find("其中", begin, end)
    return part >= 0 and ";" in at.text[end:position] and any(begin <= f.start < part for f in at.figures)


def in_reason(at: Clauses, mention: Mention) -> bool:
    """费用增加2成,主要系加大省外市场投放所致: whether a name only stands in a reason; a company may be the subject of one that begins the sentence."""
    left = at.left(mention.start)
    told = not at.is_latin and _REASON.match(at.text, left) is not None
    return told and (left > 0 or not at.reader.is_company(mention.of("entity") or ""))


def _names(at: Clauses, position: int) -> list[tuple[int, int, int]]:
    """Nouns that are subjects though no names: where each begins and ends, and up to where pronouns mean it."""
    found = []
    for match in (*_OTHER.finditer(at.text, 0, position), *_BY_TRADE.finditer(at.text, 0, position)):
        group = match.lastindex or 0
        if not _NO_OTHER.search(match[group]):
            found.append((match.start(group), match.end(group), match.end(group)))
    if at.is_latin:
        found += _reporters(at, position)
    found = [(s, e, u) for s, e, u in found if not any(m.start < e and s < m.end and not (at.is_latin and s <= m.start and m.end <= e) for m in at.kinds.get("metric", ()))]  # no 联营公司 of 应占联营公司损益
    found += [(m.start(1), m.end(1), m.end(1)) for m in _TOPIC.finditer(at.text, 0, position)] if not at.is_latin else []
    return found + [(m.start(m.lastindex or 0), m.end(m.lastindex or 0), position) for m in _FIELD.finditer(at.text, 0, position)]
