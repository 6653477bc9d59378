"""What stands under a heading that tells a period is of it: 2030 Full Year Highlights, then its list."""

from typing import NamedTuple

from knowledge.article import Article, Sentence
from knowledge.language.patterns import pattern
from knowledge.periods.period import Period
from knowledge.sentences.setting import Setting

_BULLET, _NO_HEADING, _FRAMED = pattern("bullet"), pattern("no_heading"), pattern("framed")
_OF_PARTS = pattern("segment_heading")
_LONGEST = 90  # characters of a heading


class Headed(NamedTuple):
    """The period of the last heading; a heading of a list ends with the list, any other with the next heading."""

    period: Period | None = None
    listed: bool = False
    framed: bool = False
    before: Period | None = None  # of the last heading that told one

    def at(self, sentence: Sentence) -> "Headed":
        """The same at the beginning of a paragraph: nothing where the list that the heading was of has ended."""
        bullet = _BULLET.match(sentence.text) is not None
        if self.period is None or bullet is self.listed:
            return self
        if self.framed:
            return Headed()
        return self._replace(listed=True) if bullet else Headed(before=self.before)

    def behind(self, article: Article, sentence: Sentence, read: Setting, *, states: bool) -> "Headed":
        """The same behind a sentence, which may be a heading itself unless it states facts."""
        if framed := self._framed(article, sentence, read):
            return framed
        if not is_heading(article, sentence) or states:
            return self
        told = [m for m in read.times.told if m.period and not m.period.same and not m.period.period.is_day]
        period = read.times.resolved(told[0]) if len(told) == 1 else self.before if not told and _OF_PARTS.search(sentence.folded) else None
        return Headed(period, before=period)

    def _framed(self, article: Article, sentence: Sentence, read: Setting) -> "Headed | None":
        """For the year, net income was: where each sentence is a paragraph, its period holds until another is told; that of a forecast does not."""
        told = [m for m in read.times.told if m.period and not m.period.same and not m.period.period.is_day and not m.period.period.is_month]
        if not _is_alone(article, sentence) or not told or not read.at.is_latin:
            return None
        first = told[0]
        opens = read.at.text[first.end : first.end + 1] == "," and _FRAMED.fullmatch(read.at.text, 0, first.start) is not None and len(told) == 1 and not read.at.kinds.get("forecast")
        if opens:
            return Headed(read.times.resolved(first), framed=True)
        return Headed() if self.framed else None


def _is_alone(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence is a paragraph of its own."""
    near = article.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    return sum(s.paragraph == sentence.paragraph for s in near) == 1


def is_heading(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence, not the title, is a paragraph of its own that heads others."""
    before = article.sentences[sentence.index - 1] if sentence.index else sentence
    following = article.sentences[sentence.index + 1] if sentence.index + 1 < len(article.sentences) else sentence
    alone = before.paragraph != sentence.paragraph != following.paragraph
    heads = sentence.heading or (len(sentence.text) <= _LONGEST and sentence.text[-1] in ":：")
    return alone and heads and not _BULLET.match(sentence.text) and not _NO_HEADING.search(sentence.folded)
