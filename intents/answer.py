"""The way from a question to a reply: read, inherit, decide what is asked, answer, remember."""

from dataclasses import replace
from functools import lru_cache

from intents.conversation import EMPTY, Conversation, inherit, remember, remember_missing
from intents.kinds import ahead, claims, parts, reasons, results, speakers, texts
from intents.kinds.all_figures import all_figures
from intents.kinds.attributed import attributed
from intents.kinds.breakdown import by_parts
from intents.kinds.customers import customers
from intents.kinds.expected import against_estimates, forecast_asked, held_against, revised
from intents.kinds.figure_or_text import ASKING, TELLING, figure_or_text
from intents.kinds.former import with_former
from intents.kinds.owncase import own_case
from intents.kinds.ranking import ranked
from intents.kinds.reckoning import reckoned
from intents.kinds.records import reached, record
from intents.kinds.related import related_topics
from intents.kinds.rivals import unnamed_rival
from intents.kinds.strangers import unknown_subject
from intents.kinds.views import both_views
from intents.questions.language import Language, language_of
from intents.questions.patterns import pattern
from intents.questions.question import Question
from intents.questions.reading import MAX_CHARACTERS, read_question
from intents.questions.vocabulary import Vocabulary, load_vocabulary
from intents.reply import Answer, Clarify, Decline, Figure, Mode, Reason, Reply
from intents.saying.decline import decline, is_told_of, suggest_facts
from intents.saying.wording import said
from intents.several import together
from knowledge.fact import Kind
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import is_simplified, is_traditional, tidy

_UNSAFE = pattern("unsafe_order")
_HOLDINGS = pattern("holdings_asked")
_ARTICLE_SAYS = pattern("article_says")
_FOR_WHOM = pattern("for_whom")
_HAS_COME, _OF_AN_AGE = pattern("has_come"), pattern("of_an_age")
_DRIVEN, _AND_REASON = pattern("driven"), pattern("and_reason")
_YES_OR_NO, _TO_HOW_MUCH = pattern("yes_or_no"), pattern("to_how_much")
_PRICE_TO_COME = pattern("price_to_come")
_FORETELLING, _FORETELL = pattern("foretelling"), pattern("foretell_order")
_ARTICLES = 64  # whose script is known
_URGED, _BUYING, _SENTENCE_END = pattern("urged"), pattern("buying_shares"), pattern("sentence_end")
_MANY = 3  # measures named together, which are a list and no overview
_COUNTING = ("how_much", "how_long", "share", "ratio", "difference", "exclude", "remainder", "prior_implied")  # cues of a number
_SOCIAL = ("greeting", "thanks", "bye", "help")
_TELLING_LESS = ("compare", "more_than", "less_than")
_BARELY = frozenset(("how", "followup", "greeting"))  # cues that ask nothing of a company


def ask(
    text: str, kb: KnowledgeBase, conversation: Conversation = EMPTY, language: Language | None = None, vocabulary: Vocabulary | None = None,
) -> tuple[Reply, Conversation]:
    """The reply to a question and the conversation that follows it; never raises on any text."""
    vocabulary = vocabulary or load_vocabulary()
    clean = tidy(text[: 4 * MAX_CHARACTERS]).strip()
    if not clean:
        return Decline(language or Language.HANS, Reason.EMPTY, suggestions=suggest_facts(kb, language or Language.HANS)), conversation
    if len(clean) > MAX_CHARACTERS:
        tongue = language or language_of(clean[:MAX_CHARACTERS])
        return Decline(tongue, Reason.TOO_LONG, str(MAX_CHARACTERS)), conversation
    language = language or language_of(clean, before=conversation.language, script=_script_of(kb))
    reply, after = _one(clean, kb, conversation, language, vocabulary)
    return together(clean, reply, conversation, lambda text, before: _one(text, kb, before, language, vocabulary)) or (reply, after)


@lru_cache(_ARTICLES)
def _script_of(kb: KnowledgeBase) -> Language:
    """The script of an article, in which a question is answered whose characters are those of both."""
    return Language.HANT if is_traditional(kb.article.text) and not is_simplified(kb.article.text) else Language.HANS


def _one(clean: str, kb: KnowledgeBase, conversation: Conversation, language: Language, vocabulary: Vocabulary) -> tuple[Reply, Conversation]:
    """The reply to one question."""
    own = read_question(clean, kb, vocabulary, language)
    question = inherit(own, conversation, kb)
    reply = answer(question, kb, conversation.operands(question))
    if isinstance(reply, Decline) and question.inherited == ("subject",) and not own.asks("followup", "pronoun") and isinstance(plain := answer(own, kb), Answer) and plain.figures:
        question, reply = own, plain  # 日活跌了没, asked after a product that has none: the company's, which says whose it is
    if isinstance(reply, Answer) and reply.mode is not Mode.HELP:
        return reply, remember(question, reply, conversation, kb)
    if isinstance(reply, Decline):
        return reply, remember_missing(question, reply, conversation)
    return reply, replace(conversation, suggestions=getattr(reply, "suggestions", ()), language=language)


def answer(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...] = ()) -> Reply:
    """Decides what is asked, from the most binding reading to the loosest."""
    if reason := _refused(question, kb):
        return decline(question, kb, reason)
    if asks_what_is_held(question):
        return Clarify(question.language, "holdings", suggest_facts(kb, question.language))
    if not question.content and question.asks(*_SOCIAL) and not question.periods:
        return _social(question, kb)
    if stranger := _stranger(question, kb) or unknown_subject(question, kb):
        return stranger
    aged = question.finds(_OF_AN_AGE)
    if speakers.is_of_a_stranger(question, kb) or (aged and aged[0] not in kb.folded):
        return decline(question, kb, Reason.UNSAID)
    if not question.content and question.asks(*ASKING, *_TELLING_LESS) and not question.asks("why") and not question.periods and not question.quantities and not question.of("metric"):
        return ranked(question, kb) or ahead.middle(question, kb) or against_estimates(question, kb) or Clarify(question.language, "which", suggest_facts(kb, question.language))
    if len(question.periods) > 1 and kb.expected_periods and claims.is_claim(question):
        question = held_against(question, kb)
    if not question.expected and (sort := forecast_asked(question, kb)):
        question = replace(question, expected=sort)
    return _routed(question, kb, before) or _nothing(question, kb)


def asks_what_is_held(question: Question) -> bool:
    """Whether it is asked what the bot has read, and no measure of it."""
    found = question.finds(_HOLDINGS)
    return found is not None and all(found.start() <= u.start < found.end() for u in question.content if u.kind == "metric")


def _refused(question: Question, kb: KnowledgeBase) -> Reason | None:
    """Why something is not answered whatever the article says: an order, advice, a prophecy of our own."""
    if question.asks("unsafe") or question.finds(_UNSAFE):
        return Reason.UNSAFE
    urged = question.finds(_URGED) is not None and (question.asks("advice") or question.finds(_BUYING))
    if (question.asks("advice") or question.finds(_PRICE_TO_COME) or urged) and not _is_told_price(question, kb) and not (urged and _asks_besides(question)):
        return Reason.ADVICE
    foretell = question.finds(_FORETELL) and not kb.expected_periods & {p.period for p in question.periods}
    return Reason.FORECAST if foretell and question.content else None


def _routed(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The answer of the first reading that has one: overview, expectations, claims, people and dates, reasons, quotes, then numbers and sentences."""
    if made := reckoned(question, kb) or both_views(question, kb) or own_case(question, kb) or _any_quote(question, kb) or speakers.either(question, kb) or attributed(question, kb, before) or related_topics(question, kb):
        return made
    if reply := by_parts(question, kb) or _of_the_whole(question, kb) or _claimed(question, kb, before) or ranked(question, kb) or unnamed_rival(question, kb) or customers(question, kb):
        return _with_reason(reply, question, kb)
    if reply := _who_or_when(question, kb, before):
        return reply
    if _asks_for("who", question) and not question.of("metric"):
        return None
    reason = reasons.why(question.core(), kb, before) if question.asks("why") else None
    if question.asks("why") and (reason is not None or not question.asks(*_COUNTING) or question.finds(_DRIVEN)):
        return reason and _with_number(reason, question, kb, before)
    return _said(question, kb) or _told(question, kb, before)


def _who_or_when(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The person or the time that is asked for."""
    if peak := reached(question, kb):
        return peak
    for cue, route in (("who", speakers.who), ("when", texts.when)):
        if _asks_for(cue, question) and (reply := route(question, kb)):
            return _with_number(reply, question, kb, before)
    return None


def _said(question: Question, kb: KnowledgeBase) -> Reply | None:
    """What is expected of a time to come, or what somebody said."""
    if ahead.is_to_come(question, kb) and not _is_spoken(question) and isinstance(reply := ahead.outlook(question, kb), Answer):
        return reply
    return speakers.quote(question.core(), kb) if _wants_quote(question) else None


def _any_quote(question: Question, kb: KnowledgeBase) -> Reply | None:
    """有没有老板的金句, anything quotable from the CEO: whatever they said, since no topic is named."""
    if not question.asks("quote") or question.asks("who", "why", "when") or not _is_spoken(question) or question.quantities:
        return None
    plain = all(u.kind in ("person", "entity") or u.key in speakers.TITLES for u in question.content)
    return speakers.quote(question, kb) if plain else None


def _told(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """A number or sentences; no sentences that name no time where one is asked."""
    unintroduced = question.asks("quote") and not question.asks("how_much") and any(u.kind == "text" for u in question.content)
    reply = texts.what(question.core(), kb) if unintroduced else figure_or_text(question, kb, before)
    if not (isinstance(reply, Answer) and reply.figures) and (left := parts.rest(question, kb)):
        return left
    if isinstance(reply, Answer) and reply.mode is Mode.PASSAGES and not reply.figures and _asks_for("when", question):
        return decline(question, kb, Reason.UNSAID)
    return reply and with_former(_with_record(reply, question, kb) or reply, question, kb)


def _with_record(reply: Reply | None, question: Question, kb: KnowledgeBase) -> Reply | None:
    """广告收入多少,算不算历史新高: the figure with the verdict on its record, where its own sentence tells of one."""
    if not isinstance(reply, Answer) or len(reply.figures) != 1 or not question.finds(_YES_OR_NO) or not (told := record(question, kb)):
        return reply
    same = isinstance(told, Answer) and set(told.passages) <= set(reply.figures[0].citations)
    return replace(reply, mode=Mode.VERDICT, verdict=told.verdict) if same and isinstance(told, Answer) else reply


def _with_number(reply: Reply, question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply:
    """What a question asks besides a number, with the number: by how much and why, how much and when, how much and who says so."""
    changed = question.asks("yoy", "qoq", "growth", "up", "decline") and question.finds(_AND_REASON)
    if not isinstance(reply, Answer) or reply.figures or not (question.asks(*_COUNTING) or changed or question.finds(_TO_HOW_MUCH)):
        return reply
    number = ranked(question, kb) or figure_or_text(question, kb, before)
    return replace(reply, figures=number.figures) if isinstance(number, Answer) and number.figures else reply


def _with_reason(reply: Reply, question: Question, kb: KnowledgeBase) -> Reply:
    """Which fell, by how much and why: the figures with the sentences that give the reason."""
    if not question.asks("why") or not isinstance(reply, Answer) or reply.verdict is not None or reply.passages or not reply.figures:
        return reply
    cited = tuple(dict.fromkeys(c for f in reply.figures for c in f.citations))
    given = {s.citation for s in kb.statements if s.kind is Kind.REASON}
    return replace(reply, passages=tuple(c for c in cited if c in given))


def _of_the_whole(question: Question, kb: KnowledgeBase) -> Reply | None:
    """A number's meaning, an overview, what was expected, or whether it is a profit or a loss."""
    if question.quantities and question.asks("what") and not question.asks(*ASKING) and (reply := texts.by_number(question, kb)):
        return reply
    if listed := all_figures(question, kb):
        return listed
    if (_wants_overview(question) or _names_only_it(question, kb)) and (told := texts.overview(question, kb)):
        return told
    if verdict := revised(question, kb):
        return verdict
    return against_estimates(question, kb) or ahead.middle(question, kb) or results.profit_or_loss(question, kb)


def _claimed(question: Question, kb: KnowledgeBase, before: tuple[Figure, ...]) -> Reply | None:
    """The verdict on a claim; a statement that only waits for a yes has no other answer."""
    if claims.is_claim(question) and (reply := claims.check(question.core(), kb, before)):
        return replace(reply, came=True) if isinstance(reply, Answer) and question.finds(_HAS_COME) else reply
    if claims.is_tagged(question) and not question.of("metric"):
        return decline(question, kb, Reason.UNSAID)
    return None


def _asks_for(cue: str, question: Question) -> bool:
    """Whether a person or a date is asked for; who leads is asked without a who (name the founder)."""
    if cue != "who":
        return question.asks(cue)
    if not question.asks("who", "leader"):
        return False
    leads = question.asks("leader") and not question.of("metric") and not question.asks(*TELLING, *ASKING, "why", "when", "claim")
    return (leads or question.asks("who")) and question.finds(_FOR_WHOM) is None


def _is_spoken(question: Question) -> bool:
    """Whether a person or an office is named."""
    return bool(question.of("person")) or not speakers.TITLES.keys().isdisjoint([u.key for u in question.content])


def _wants_overview(question: Question) -> bool:
    if not question.asks("overview") and not (question.asks("how") and question.asks("total") and sum(u.kind != "entity" for u in question.content) < 2):  # 整体表现如何
        return False
    measures = question.of("metric")
    if question.asks("where", "why", "who", "claim") or _is_spoken(question):
        return False
    return len(measures) < _MANY and not (measures and question.asks(*ASKING))


def _names_only_it(question: Question, kb: KnowledgeBase) -> bool:
    """Whether nothing but the company is named (快手, 快手怎么样)."""
    named = {u.key for u in question.content}
    if question.asks("how") and named - {f"entity:{kb.company.id}"} == {"term:financial_report"} and not question.periods and not question.quantities:
        return question.cues.keys() <= {*_BARELY, "what", "overview"}  # 说说这份年报咋样
    return named == {f"entity:{kb.company.id}"} and not question.periods and not question.quantities and question.cues.keys() <= _BARELY


def _wants_quote(question: Question) -> bool:
    if question.asks("how_much") or not (question.asks("quote") or _is_spoken(question)):
        return False
    if not _is_spoken(question) and question.finds(_ARTICLE_SAYS):
        return False
    topical = any(u.kind not in ("person", "entity", "unknown") and u.key not in speakers.TITLES for u in question.content)
    return question.asks("quote") or topical


def _is_told_price(question: Question, kb: KnowledgeBase) -> bool:
    """Whether only the target price is asked that the article tells."""
    asked = {u.id for u in question.units if u.kind == "metric"}
    return asked == {"target_price"} and "target_price" in kb.by_metric and not question.finds(_FORETELLING)


def _asks_besides(question: Question) -> bool:
    """A client keeps pushing me to go all in on this; what do they pay for it? Only what somebody else wants is advice, and something else is asked."""
    urged = question.finds(_URGED)
    if urged is None or question.finds(_PRICE_TO_COME):
        return False
    end = _SENTENCE_END.search(question.folded, urged.end())
    if end is None or end[0].strip() == "?":
        return False
    asks = any(at >= end.end() for cue in ("how_much", "what", "which", "why", "when", "who", "share", "growth", "yoy") for at in question.cues.get(cue, ()))
    return asks and all(at < end.start() for at in question.cues.get("advice", ())) and any(u.start >= end.end() and u.kind == "metric" for u in question.content)


def _social(question: Question, kb: KnowledgeBase) -> Reply:
    suggestions = suggest_facts(kb, question.language)
    if question.asks("help", "greeting"):
        return Clarify(question.language, "hello", suggestions)
    return Clarify(question.language, "thanks" if question.asks("thanks") else "bye", suggestions)


def _stranger(question: Question, kb: KnowledgeBase) -> Decline | None:
    """A company or product that the article does not speak of."""
    for key in question.of("entity"):
        entity = kb.entity(key)
        if key in kb.subjects or key == kb.company.id or (entity.sort == "segment" and entity.owner == kb.company.id):
            continue
        owned = any(key in (kb.entity(s).owner, s) or (entity.owner == s != kb.company.id) for s in kb.subjects)
        if not owned:
            return decline(question, kb, Reason.COMPANY, said(entity.name, question.language), present=(said(kb.company.name, question.language),))
    return None


def _nothing(question: Question, kb: KnowledgeBase) -> Reply:
    for key in question.of("entity"):
        if key != kb.company.id and kb.entity(key).owner != kb.company.id and not is_told_of(key, kb) and (question.of("metric") or question.asks("how_much")):
            return decline(question, kb, Reason.COMPANY, said(kb.entity(key).name, question.language), present=(said(kb.company.name, question.language),))
    strange = any(u.kind == "unknown" and not u.soft for u in question.units)
    dated = bool(question.periods) and question.asks("how_much") and not strange  # 双12卖了多少, of an article that tells of another time
    understood = dated or any(u.kind in ("metric", "entity", "person") or u.key in kb.lexicon.scope or (u.key in kb.weights and not strange) for u in question.content)
    return decline(question, kb, Reason.UNSAID if understood else Reason.UNKNOWN)
