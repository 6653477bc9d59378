"""Replies: in the question's language, well formed, with suggestions that work, the same every time."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from intents.answer import ask
from intents.conversation import EMPTY
from intents.questions.language import Language
from intents.reply import Answer, Decline
from intents.saying.record import record_of
from intents.saying.render import render
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.text import has_hanzi, is_traditional
from tests.cases import ROOT, reply_to
from tests.invariants import DECLINED

ASKED = {
    Language.HANS: ["快手2024年总收入是多少", "日活", "毛利率", "今天天气怎么样", "快手2022年营收", "粘性", "你好", "广告收入占总收入的比例", "广告收入超过百度了吗", "腾讯收入", "怎么总结这份财报"],
    Language.HANT: ["快手2024年總收入是多少", "經調整淨利潤率是多少", "毛利率是幾多個點", "快手2022年營收", "騰訊收入", "廣告收入佔總收入的比例", "廣告收入超過百度了嗎", "幫我訂機票", "總結這份財報"],
    Language.EN: ["What was total revenue in 2024?", "DAU?", "gross margin", "weather tomorrow?", "revenue 2022", "stickiness", "hello", "ad revenue as a share of revenue", "Did ad revenue beat Baidu's?", "Tencent revenue", "summarise the results"],
}


def _said(text: str) -> str:
    """A reply without the verbatim sentences that it cites."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("["))


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, texts in ASKED.items() for text in texts])
def test_a_reply_speaks_the_language_of_the_question(kb: KnowledgeBase, language: Language, text: str) -> None:
    """Simplified for simplified, traditional for traditional, English for English; citations stay verbatim."""
    reply = reply_to(text)
    said = _said(render(reply, kb))
    title = kb.article.about.title
    for name in (title, *(p.office for p in kb.people), *(p.name for p in kb.people)):
        said = said.replace(name, "")
    assert reply.language is language
    assert has_hanzi(said) is (language is not Language.EN)
    assert not is_traditional(said) or language is Language.HANT
    if language is Language.HANT:
        import opencc

        assert opencc.OpenCC("s2t").convert(said.replace("只", "").replace("里", "")) == said.replace("只", "").replace("里", "")


@pytest.mark.parametrize("language", Language)
def test_the_language_asked_for_wins(kb: KnowledgeBase, language: Language) -> None:
    """--lang gives every reply in that language, whatever the question is written in."""
    for text in ("日活", "DAU?", "毛利率", ""):
        assert ask(text, kb, EMPTY, language)[0].language is language


@pytest.mark.parametrize("text", sorted({t for t, _ in DECLINED}))
def test_suggestions_of_a_decline_are_answered(text: str) -> None:
    """What a decline offers is at most three different questions that get an answer in the same language."""
    reply = reply_to(text)
    assert not isinstance(reply, Answer)
    assert len(set(reply.suggestions)) == len(reply.suggestions) <= 3
    for suggestion in reply.suggestions:
        again = reply_to(suggestion)
        assert isinstance(again, Answer), suggestion
        assert again.citations
        assert again.language is reply.language


def test_a_decline_offers_something() -> None:
    """Every decline but those of a text too long offers a question."""
    assert [t for t, _ in DECLINED if isinstance(r := reply_to(t), Decline) and not r.suggestions] == []


def _digest() -> str:
    """One hash over facts, statements and the replies to many questions."""
    from tests.cases import bundled_base, questions

    kb = bundled_base()
    facts = [repr(replace(f, terms=frozenset())) + repr(sorted(f.terms)) for f in kb.facts]
    told = [json.dumps(record_of(reply_to(q["question"]), kb), ensure_ascii=False) for q in questions()]
    return hashlib.sha256("\n".join([*facts, repr(kb.statements), *told]).encode()).hexdigest()


@pytest.mark.parametrize("environment", [
    {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "LANG": "C", "LC_ALL": "C"}, {"PYTHONHASHSEED": "3", "TZ": "America/Sao_Paulo"},
], ids=lambda e: " ".join(f"{k}={v}" for k, v in e.items()))
def test_another_process_gives_the_same_bytes(environment: dict[str, str]) -> None:
    """Hash seed, locale and time zone change nothing."""
    code = "import tests.fence; from tests.intents.test_reply import _digest; print(_digest())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)} | environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == _digest()
