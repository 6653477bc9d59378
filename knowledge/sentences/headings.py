"""What stands under a heading that tells a period is of it: 2030 Full Year Highlights, then its list."""

from dataclasses import dataclass, replace

from knowledge.article import Article, Sentence
from knowledge.language.patterns import pattern
from knowledge.periods.period import Period
from knowledge.sentences.sentencefacts import SentenceFacts

_BULLET, _NO_HEADING = pattern("bullet"), pattern("no_heading")
_LONGEST = 90  # characters of a heading


@dataclass(frozen=True)
class Headed:
    """The period of the last heading; a heading of a list ends with the list, any other with the next heading."""

    period: Period | None = None
    listed: bool = False

    def at(self, sentence: Sentence) -> "Headed":
        """The same at the beginning of a paragraph: nothing where the list that the heading was of has ended."""
        bullet = _BULLET.match(sentence.text) is not None
        if self.period is None or bullet is self.listed:
            return self
        return replace(self, listed=True) if bullet else Headed()

    def behind(self, article: Article, sentence: Sentence, read: SentenceFacts) -> "Headed":
        """The same behind a sentence, which may be a heading itself."""
        if not is_heading(article, sentence) or read.facts:
            return self
        told = [m for m in read.times.told if m.period and not m.period.same and not m.period.period.is_day]
        return Headed(read.times.resolved(told[0])) if len(told) == 1 else Headed()


def is_heading(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence, not the title, is a paragraph of its own that heads others."""
    before = article.sentences[sentence.index - 1] if sentence.index else sentence
    following = article.sentences[sentence.index + 1] if sentence.index + 1 < len(article.sentences) else sentence
    alone = before.paragraph != sentence.paragraph != following.paragraph
    heads = sentence.heading or (len(sentence.text) <= _LONGEST and sentence.text[-1] in ":：")
    return alone and heads and not _BULLET.match(sentence.text) and not _NO_HEADING.search(sentence.folded)
