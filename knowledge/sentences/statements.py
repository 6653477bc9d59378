"""What sentences do besides giving numbers: quotes, reasons, outlook, events with dates, lists, rankings."""

from knowledge.article import Sentence
from knowledge.fact import Fact, Kind, Role, Statement, Subject
from knowledge.language.patterns import pattern, rare
from knowledge.periods.period import Period, PeriodMention
from knowledge.quantities.quantity import Bound
from knowledge.sentences.clauses import Reader
from knowledge.sentences.mention import Mention, ordinals

_NO_SPEECH = pattern("no_speech")
_LIST = rare("enumeration")
_BETWEEN_ITEMS = pattern("between_items")
_REPORT = pattern("report")
_STRONG_CAUSE, _REASON_HEADING = rare("strong_cause"), pattern("reason_heading")
_LOOKS_AHEAD, _EXPECTS = pattern("looks_ahead"), rare("expects")
_GOES_ON = pattern("goes_on")
_OPENING, _CLOSING, _EITHER = "“「『", "”」』", '"'  # marks of quotations
_MARKS = frozenset(_OPENING + _CLOSING + _EITHER)
_BEGINS = pattern("begins")
_TURNS_TO = pattern("turns_to")
_OBJECT_BEFORE = pattern("object_before")
_OF_ANALYSTS = pattern("whose_forecast")
UNDER_HEADING = "under-heading"  # the rule by which what stands under a heading of reasons is one
_NEAR_WORD = 24  # characters before a word that say whose it is
_EVENT_NEAR = 40  # characters between a date and its event
_SPEAKER_NEAR = 12  # characters between a company and its verb of saying


def read_statements(reader: Reader) -> tuple[Statement, ...]:
    """The statements of an article in the order of its text; a sentence may make several."""
    found: list[Statement] = []
    before, last = "", None  # whose words the sentence before told
    opened = explains = False
    for sentence in reader.article.sentences:
        explains = _REASON_HEADING.search(sentence.folded) is not None if sentence.heading else explains
        fresh = last is None or sentence.paragraph != last.paragraph
        begins = sentence.text[:1] in _OPENING + _EITHER
        known = "" if fresh and not _GOES_ON.search(sentence.folded) else before if opened or begins or _GOES_ON.search(sentence.folded) else ""
        told = [] if sentence.heading else _statements(reader, sentence, known)
        if explains and not sentence.heading and all(s.kind is not Kind.REASON for s in told):
            told.append(Statement(Kind.REASON, reader.article.cite(sentence.index), UNDER_HEADING))
        opened = _is_open(sentence.text, opened and not fresh)
        before = next((s.speaker for s in told if s.kind is Kind.QUOTE), before if opened else "")
        found += told
        last = sentence
    return tuple(found)


def _is_open(text: str, opened: bool) -> bool:
    """Whether a quotation is still open at the end of a sentence."""
    if _MARKS.isdisjoint(text):
        return opened
    for character in text:
        if character in _OPENING:
            opened = True
        elif character in _CLOSING:
            opened = False
        elif character == _EITHER:
            opened = not opened
    return opened


def _statements(reader: Reader, sentence: Sentence, known: str) -> list[Statement]:
    """What one sentence does; that it describes something only where it does nothing else. `known`: who goes on speaking."""
    found: list[Statement] = []
    mentions = reader.mentions(sentence)
    cite = reader.article.cite(sentence.index)
    kinds = {s.kind for m in mentions if m.token for s in m.token.senses}
    if speaker := ("speech" in kinds and _speaker(sentence, mentions, reader)) or known:
        found.append(Statement(Kind.QUOTE, cite, "speech", speaker=speaker))
    if _STRONG_CAUSE.search(sentence.folded):
        found.append(Statement(Kind.REASON, cite, "cause"))
    if (not kinds.isdisjoint(("ahead", "forecast")) and any(_is_ahead(m, sentence.folded) for m in mentions)) or _EXPECTS.search(sentence.folded):
        found.append(Statement(Kind.OUTLOOK, cite, "ahead"))
    if "event" in kinds and any(m.period and (m.period.since or m.period.period.is_day) for m in mentions):
        found.append(Statement(Kind.EVENT, cite, "event"))
    found += [Statement(Kind.LIST, cite, "enumeration", items=tuple(_BETWEEN_ITEMS.split(m[1]))) for m in _LIST.finditer(sentence.text)]
    if "rank" in kinds and ordinals(sentence.folded):
        found.append(Statement(Kind.RANKING, cite, "rank"))
    if "entity" in kinds and not found:
        found.append(Statement(Kind.DESCRIPTION, cite, "subject"))
    return found


def _is_ahead(mention: Mention, folded: str) -> bool:
    """Whether a word speaks of what is to come: 未来, will, or a company's guidance, not what analysts had forecast."""
    ahead = mention.token is not None and mention.of("ahead") is not None and _LOOKS_AHEAD.fullmatch(mention.token.surface) is not None
    return ahead or (mention.of("forecast") == "guidance" and not _OF_ANALYSTS.search(folded, max(0, mention.start - _NEAR_WORD), mention.start))


def _speaker(sentence: Sentence, mentions: list[Mention], reader: Reader) -> str:
    """Who says it: a person, an office or the company before a verb of saying and its comma or colon."""
    for i, mention in enumerate(mentions):
        if not mention.of("speech") or _NO_SPEECH.search(sentence.folded, 0, mention.start):
            continue
        for before in reversed(mentions[:i]):
            if before.of("person"):
                return before.of("person") or ""
            if before.of("title") == "management" or before.of("term") == "management":
                return reader.company.name.zh + "管理层"
            if before.of("entity") and mention.start - before.end <= _SPEAKER_NEAR:
                return reader.subject(before.of("entity") or "").name
        for after in mentions[i + 1 : i + 2]:
            if after.of("person") and after.start - mention.end <= _SPEAKER_NEAR:  # said Ann Lee
                return after.of("person") or ""
    return ""


def read_dates(reader: Reader) -> tuple[Fact, ...]:
    """Dated events: 3月25日发布财报, 自去年6月可灵AI上线以来, 从去年Q3开始将研发重心转向X."""
    found = []
    for sentence in reader.article.sentences:
        mentions = reader.mentions(sentence)
        for i, mention in enumerate(mentions):
            told = mention.period
            if told and (told.since or told.period.is_day) and (fact := _dated(reader, sentence, mentions, i, told)):
                found.append(fact)
    return tuple(found)


def _dated(reader: Reader, sentence: Sentence, mentions: list[Mention], i: int, told: PeriodMention) -> Fact | None:
    """The event behind the date that the `i`-th mention is, where there is one and somebody to whom it happens."""
    date = mentions[i]
    event = next((m for m in mentions[i + 1 :] if m.start - date.end < _EVENT_NEAR and _is_event(m, since=told.since)), None)
    if event is None:
        return None
    subject = _event_subject(reader, mentions, date, event, since=told.since)
    if subject is None:
        return None
    label = _event_label(sentence.text, sentence.folded, event)
    labels = (f"{label}时间", f"{label}日期", label)
    terms = frozenset(f"term:{m.of('term')}" for m in mentions if date.end <= m.start <= event.end + 8 and m.of("term"))
    return Fact(
        metric=labels[0], labels=labels, subject=subject, period=Period(told.period.year or _year_of(told.period.part, reader), told.period.part),
        value=None, unit="date", role=Role.DATE, bound=Bound.EXACT, direction=None, citation=reader.article.cite(sentence.index),
        rule="since" if told.since else "on-a-day", start=sentence.start + date.start, terms=terms,
    )


def _is_event(mention: Mention, *, since: bool) -> bool:
    """Whether a word is an event; behind since, one that only begins another is none."""
    return mention.token is not None and mention.of("event") is not None and not (since and _BEGINS.fullmatch(mention.token.surface))


def _event_subject(reader: Reader, mentions: list[Mention], date: Mention, event: Mention, *, since: bool) -> Subject | None:
    """To whom an event happens: named between date and event, else right before the date; what is turned to stands behind."""
    after = [m for m in mentions if m.of("entity") and m.start > date.start]
    if since and event.token and _TURNS_TO.fullmatch(event.token.surface):
        after = [m for m in after if m.start > event.end] or after
    else:
        after = [m for m in after if m.end <= event.start + 1] or [m for m in mentions if m.of("entity") and m.end <= date.start][-1:]
    if after:
        return reader.subject(after[0].of("entity") or "")
    return reader.subject(reader.company.id) if reader.company.id else None


def _event_label(text: str, folded: str, event: Mention) -> str:
    """发布财报, 上线, 研发重心转向."""
    report = _REPORT.search(folded, event.end, event.end + 20)
    if report:
        return text[report.start() : report.end()] + text[event.start : event.end]
    moved = _OBJECT_BEFORE.search(folded[: event.start])
    return (text[moved.start(1) : event.start] if moved else "") + text[event.start : event.end]


def _year_of(part: str, reader: Reader) -> int | None:
    """A day named without a year lies after the period reported, within a year of it; None where nobody knows that year."""
    anchor = reader.anchor
    if anchor.reported.year is None and reader.article.about.date is None:
        return None
    if not part.startswith("-"):
        return anchor.reported.year or anchor.date.year
    month, day = int(part[1:3]), int(part[4:6] or 1)
    return anchor.date.year - ((month, day) > (anchor.date.month, anchor.date.day))
