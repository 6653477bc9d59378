"""The invariants of the house, over every question that we have."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from intents.answer import ask
from intents.conversation import EMPTY
from intents.questions.reading import read_question
from intents.questions.vocabulary import load_vocabulary
from intents.reply import Answer, Clarify, Decline, Figure, Reason, Reply
from intents.saying.record import record_of
from intents.saying.render import render
from knowledge.article import Article, Citation
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Metric, load_lexicon
from knowledge.language.relations import related
from knowledge.language.text import fold
from tests.cases import bundled_base, questions, reply_to
from tests.invariants import DECLINED, is_supported, numbers_of
from tests.misspelling import misspellings

QUESTIONS = questions()
METRICS = load_lexicon().metrics
TEMPLATES = {
    "zh": ["{0}", "快手2024年{0}是多少", "去年{0}同比增长多少？", "请问{0}有没有披露呢，谢谢", "{0}多少钱", "那{0}呢", "快手Q4的{0}", "{0}和总收入"],
    "hant": ["快手2024年{0}是多少", "去年{0}同比增長多少？", "想問下{0}幾多"],
    "en": ["{0}?", "What was Kuaishou's {0} in 2024?", "how much did {0} grow last year", "{0} Q4 2024", "tell me the {0} please", "and the {0}?"],
}


def _asked() -> Iterator[tuple[dict[str, Any], Reply]]:
    """Every question with its reply; dialogues in one chat."""
    kb, chats = bundled_base(), dict.fromkeys([""], EMPTY)
    for q in QUESTIONS:
        chat = q.get("conversation", "")
        reply, after = ask(q["question"], kb, chats.get(chat, EMPTY) if chat else EMPTY)
        chats[chat] = after
        yield q, reply


ASKED = list(_asked())
REPLIES = [pytest.param(q, reply, id=f"{q['id']} {q['question'][:40]}") for q, reply in ASKED]
ANSWERS = [pytest.param(reply, id=f"{q['id']} {q['question'][:40]}") for q, reply in ASKED if isinstance(reply, Answer)]
FIGURES = [pytest.param(reply, id=f"{q['id']} {q['question'][:40]}") for q, reply in ASKED if isinstance(reply, Answer) and reply.figures]


# --- 1: citations are verbatim


def _verbatim(article: Article, citation: Citation) -> bool:
    return article.text[citation.start : citation.end] == citation.quote == article.sentences[citation.sentence].text


def test_citations_of_facts_and_statements_are_verbatim(kb: KnowledgeBase) -> None:
    assert [c for c in (*(f.citation for f in kb.facts), *(s.citation for s in kb.statements)) if not _verbatim(kb.article, c)] == []


def _cited(figure: Figure) -> Iterator[Citation]:
    yield from figure.citations
    for other in (*figure.operands, *([figure.companion] if figure.companion else [])):
        yield from _cited(other)


@pytest.mark.parametrize("reply", ANSWERS)
def test_an_answer_cites_verbatim(kb: KnowledgeBase, reply: Answer) -> None:
    """Every citation is the text at its span, and those of figures and operands are among the reply's."""
    assert reply.citations
    assert [c for c in reply.citations if not _verbatim(kb.article, c)] == []
    assert {c for f in reply.figures for c in _cited(f)} <= set(reply.citations)


# --- 2: every number shown is cited or computed


def _said(text: str) -> list[str]:
    """The lines of a reply that are not the sources, without the marks that point to them."""
    lines = [line for line in text.splitlines() if not re.match(r"\[\d+\] “", line)]
    return [re.sub(r"(?:\[\d+\])+\s*$", "", line) for line in lines]


@pytest.mark.parametrize(("question", "reply"), REPLIES)
def test_every_number_shown_is_cited_or_computed(kb: KnowledgeBase, question: dict[str, Any], reply: Reply) -> None:
    """A number in a reply stands in a sentence that it cites, or on a line that says how it was computed."""
    if not isinstance(reply, Answer):
        lines = [re.sub(r"^\d\. ", "", line) for line in _said(render(reply, kb))]
        lines = [line.replace(kb.article.about.title, "").replace(question["question"], "") for line in lines]
        assert [n for line in lines for n in numbers_of(line, kb)] == []
        return
    cited = numbers_of("\n".join(c.quote for c in reply.citations), kb)
    computed = [f for f in reply.figures if f.formula]
    assert all(f.operands and f.citations for f in computed)
    for line in _said(render(reply, kb)):
        missing = [n for n in numbers_of(line, kb) if not is_supported(n, cited)]
        results = 1 if computed and re.search(r"[÷−+=≈]", line) else 0
        constants = [n for n in missing if results and (n[1] in (1, 3, 4, 12, 365, 366) or str(n[1]) in re.findall(r"\d+", question["question"]))]
        names = [n for n in missing if any(n[0] in fold(name) for f in reply.figures for name in (f.name.zh, f.name.hant, f.name.en))]
        assert len([n for n in missing if n not in constants and n not in names]) <= results, line


@pytest.mark.parametrize("reply", FIGURES)
def test_every_figure_says_where_it_comes_from(kb: KnowledgeBase, reply: Answer) -> None:
    """A reported value stands in its sentence; a computed one has reported operands and says that it is computed."""
    text = render(reply, kb)
    for figure in reply.figures:
        if figure.formula:
            assert any(note in text for note in ("非原文披露", "computed from the article's figures"))
        for part in figure.operands if figure.formula else (figure,):
            if not part.formula:
                values = [v for _, v, _ in numbers_of(" ".join(c.quote for c in part.citations), kb)]
                assert abs(part.value) in values


# --- 3: every metric in every template is understood


def _metrics(text: str) -> list[str]:
    """The metrics that the read question contains."""
    return [u.id for u in read_question(text, bundled_base(), load_vocabulary()).units if u.kind == "metric"]


def _names(metric: Metric) -> dict[str, str]:
    return {"zh": metric.name.zh, "hant": metric.name.hant, "en": metric.name.en}


@pytest.mark.parametrize("key", METRICS)
def test_every_metric_is_understood_in_every_template(key: str) -> None:
    """Its name in each script, put into each way of asking, is read as this metric."""
    asked = [template.format(name) for script, name in _names(METRICS[key]).items() for template in TEMPLATES[script]]
    assert [text for text in asked if key not in _metrics(text)] == []


@pytest.mark.parametrize("key", METRICS)
def test_no_metric_is_answered_with_another_one(kb: KnowledgeBase, key: str) -> None:
    """Asked for plainly, a metric is answered with its own figure, one that may stand for it, or one computed; else declined by name."""
    metric = METRICS[key]
    near = {n.removeprefix("metric:") for n in kb.lexicon.near.get(f"metric:{key}", ())}
    cut = {m for m in METRICS if related("cut", m) == key}  # the fall of a cost is a cost reduction
    for text, name in ((f"快手2024年{metric.name.zh}是多少", metric.name.zh), (f"What was Kuaishou's {metric.name.en} in 2024?", metric.name.en)):
        reply = reply_to(text)
        if isinstance(reply, Answer):
            given = {m for f in reply.figures if not f.formula and f.fact for m in (f.fact.metric, f.fact.base)}
            assert not given or given & {key, *cut, *metric.accepts, *metric.opposite, *near, metric.change_of}, text
            assert reply.figures, text
        else:
            assert isinstance(reply, Decline)
            assert reply.reason not in (Reason.UNKNOWN, Reason.UNSAID), text
            assert reply.reason is not Reason.METRIC or name.casefold() in render(reply, kb).splitlines()[0].casefold(), text


def test_every_surface_is_understood_alone(kb: KnowledgeBase) -> None:
    """Every surface of a metric, asked on its own, is read as its owner."""
    surfaces = [(s, sense.id) for s, sense in kb.lexicon.surfaces.items() if sense.kind == "metric" and "…" not in s]
    assert [(s, key) for s, key in surfaces if key not in _metrics(s)] == []


@pytest.mark.parametrize("script", ["zh", "en"])
def test_nine_of_ten_misspellings_are_understood(script: str) -> None:
    """One homophone, or two letters swapped, in a metric's name: at least 90 % are still read as the metric."""
    vocabulary = load_vocabulary()
    known = set(vocabulary.senses) | vocabulary.real_words
    cases = [(key, TEMPLATES[script][1].format(wrong)) for key, wrong in misspellings({k: _names(m)[script] for k, m in METRICS.items()}, script, known)]
    missed = [(key, text) for key, text in cases if key not in _metrics(text)]
    assert len(cases) > 250
    assert len(missed) <= 0.1 * len(cases), f"{len(missed)} of {len(cases)}: {missed[:25]}"


# --- 4: same question, same bytes


def test_the_same_question_gives_the_same_bytes(kb: KnowledgeBase) -> None:
    for q in QUESTIONS:
        first, second = (json.dumps(record_of(reply_to(q["question"]), kb), ensure_ascii=False).encode() for _ in range(2))
        assert first == second


# --- 5: what cannot be answered is declined, and the decline names what is missing


@pytest.mark.parametrize(("text", "expected"), DECLINED)
def test_declined(kb: KnowledgeBase, text: str, expected: str) -> None:
    """Off topic, or near but not there: declined for this reason, naming what is missing."""
    reason, _, missing = (part.strip() for part in expected.partition("|"))
    reply = reply_to(text)
    assert isinstance(reply, Decline | Clarify), render(reply, kb)
    assert isinstance(reply, Decline)
    assert reply.reason.value == reason
    assert missing.casefold() in render(reply, kb).splitlines()[0].casefold()


# --- Never another company's number

STRANGERS = {
    "zh": (["西贝", "爱康国宾", "今麦郎", "云岫食品"], ["{}2024年总收入是多少", "请问{}的日活多少", "{}公司去年经调整净利润多少", "你好,{}广告收入同比增长多少", "{}的月活"]),
    "en": (["Foobar", "Glorptech", "Vexilon"], ["What was {}'s revenue in 2024?", "How much did {} earn in 2024?", "revenue of {}", "{} 2024 adjusted net profit", "what is {}'s DAU growth?"]),
}


@pytest.mark.parametrize(("name", "template"), [(n, t) for names, templates in STRANGERS.values() for n in names for t in templates])
def test_a_name_that_nobody_knows_gets_no_figure(name: str, template: str) -> None:
    """A measure asked of an unknown company is declined, and the name is said."""
    reply = reply_to(template.format(name))
    assert isinstance(reply, Decline)
    assert name.casefold() in reply.missing.casefold()


def test_a_follow_up_about_a_stranger_gets_no_figure(kb: KnowledgeBase) -> None:
    """西贝呢 after a figure is no question about the company of the article."""
    _, conversation = ask("快手总收入是多少", kb)
    for text in ("西贝呢", "那爱康国宾呢？"):
        assert isinstance(ask(text, kb, conversation)[0], Decline)
