"""What sentences do besides giving numbers: quotes, reasons, outlook, events with dates, lists, rankings."""

import re

from knowledge.fact import Fact, Kind, Person, Role, Statement, Subject
from knowledge.mention import Mention, ordinals
from knowledge.period import Period
from knowledge.quantity import Bound
from knowledge.reading import Reader

_ITEM = r"[^\s,，;；。:：、的]{1,14}"
_LIST = re.compile(rf"({_ITEM}(?:、{_ITEM})+(?:[和及与]{_ITEM})?)(?:等|三者|均|[，,。;；和及与的]|$)")
_STARTED = re.compile(r"[^,。;]{0,12}?(?:以来|开始|起(?!来))")
_REPORT = re.compile(r"(?:财报|年报|季报|中报|业绩|报告|results|earnings|report)")
_STRONG_CAUSE = re.compile(r"由于|因为|因(?=[\u4e00-\u9fff]{2,12}[,，])|受益于|得益于|源于|缘于|归因于|原因|背后|支点|考量|催生|导致|拖累|受\S{2,20}影响|为\S{2,24}提供|从而|推升|带动|共振|because|due to|driven by|thanks to|owing to|reflecting|as a result|as customers|led to|dragged")


def read_statements(reader: Reader, people: list[Person]) -> tuple[Statement, ...]:
    """The statements of an article in the order of its text; a sentence may make several."""
    found: list[Statement] = []
    for sentence in reader.article.sentences:
        if sentence.heading:
            continue
        mentions = reader.mentions(sentence)
        cite = reader.article.cite(sentence.index)
        if speaker := _speaker(mentions, people, reader):
            found.append(Statement(Kind.QUOTE, cite, "speech", speaker=speaker))
        if _STRONG_CAUSE.search(sentence.folded):
            found.append(Statement(Kind.REASON, cite, "cause"))
        if any(m.of("ahead") and m.token and m.token.surface in ("未来", "接下来", "going forward", "looking ahead", "next", "will") for m in mentions) or any(m.of("forecast") == "guidance" for m in mentions):
            found.append(Statement(Kind.OUTLOOK, cite, "ahead"))
        if any(m.period and (m.period.since or m.period.period.is_day) for m in mentions) and any(m.of("event") for m in mentions):
            found.append(Statement(Kind.EVENT, cite, "event"))
        for match in _LIST.finditer(sentence.text):
            items = tuple(re.split(r"[、和及与]", match[1]))
            found.append(Statement(Kind.LIST, cite, "enumeration", items=items))
        if ordinals(sentence.folded) and any(m.of("rank") for m in mentions):
            found.append(Statement(Kind.RANKING, cite, "rank"))
        if any(m.of("entity") for m in mentions) and not any(s.citation == cite for s in found):
            found.append(Statement(Kind.DESCRIPTION, cite, "subject"))
    return tuple(found)


def _speaker(mentions: list[Mention], people: list[Person], reader: Reader) -> str:
    """Who says it: a person, an office or the company before a verb of saying and its comma or colon."""
    for i, mention in enumerate(mentions):
        if not mention.of("speech"):
            continue
        for before in reversed(mentions[:i]):
            if before.of("person"):
                return before.of("person") or ""
            if before.of("title") == "management" or before.of("term") == "management":
                return reader.company.name.zh + "管理层"
            if before.of("entity") and mention.start - before.end <= 12:
                return reader.subject(before.of("entity") or "").name
    return ""


def read_dates(reader: Reader) -> tuple[Fact, ...]:
    """Dated events: 3月25日发布财报, 自去年6月可灵AI上线以来, 从去年Q3开始将研发重心转向X."""
    found = []
    for sentence in reader.article.sentences:
        mentions = reader.mentions(sentence)
        for i, mention in enumerate(mentions):
            told = mention.period
            if not told or not (told.since or told.period.is_day):
                continue
            period = told.period if told.period.year else Period(_year_of(told.period.part, reader), told.period.part)
            later = mentions[i + 1 :]
            event = next((m for m in later if m.of("event") and m.start - mention.end < 40 and not (told.since and m.token and m.token.surface in ("开始", "began", "started"))), None)
            if event is None or event.token is None:
                continue
            subject = _event_subject(reader, sentence.folded, mentions, mention, event, told.since)
            label = _event_label(sentence.text, sentence.folded, event)
            if subject is None:
                continue
            terms = frozenset(f"term:{m.of('term')}" for m in mentions if mention.end <= m.start <= event.end + 8 and m.of("term"))
            labels = (f"{label}时间", f"{label}日期", label)
            found.append(Fact(
                metric=labels[0], labels=labels, subject=subject, period=period, value=None, unit="date", role=Role.DATE, bound=Bound.EXACT,
                direction=None, citation=reader.article.cite(sentence.index), rule="since" if told.since else "on-a-day", start=sentence.start + mention.start, terms=terms,
            ))
    return tuple(found)


def _event_subject(reader: Reader, folded: str, mentions: list[Mention], period: Mention, event: Mention, since: bool) -> Subject | None:
    after = [m for m in mentions if m.of("entity") and m.start > period.start]
    if since and event.token and event.token.surface in ("转向", "shifted to"):
        after = [m for m in after if m.start > event.end] or after
    else:
        after = [m for m in after if m.end <= event.start + 1] or [m for m in mentions if m.of("entity") and m.end <= period.start][-1:]
    if after:
        return reader.subject(after[0].of("entity") or "")
    return reader.subject(reader.company.id) if reader.company.id else None


def _event_label(text: str, folded: str, event: Mention) -> str:
    """发布财报, 上线, 研发重心转向."""
    report = _REPORT.search(folded, event.end, event.end + 20)
    if report:
        return text[report.start() : report.end()] + text[event.start : event.end]
    moved = re.search(r"[将把]([^,。;]{2,10})$", folded[: event.start])
    return (text[moved.start(1) : event.start] if moved else "") + text[event.start : event.end]


def _year_of(part: str, reader: Reader) -> int:
    """A day named without a year lies after the period reported, within a year of it."""
    anchor = reader.anchor
    if not part.startswith("-"):
        return anchor.reported.year or anchor.date.year
    month, day = int(part[1:3]), int(part[4:6] or 1)
    return anchor.date.year - ((month, day) > (anchor.date.month, anchor.date.day))
