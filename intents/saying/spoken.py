"""A reply in words, before a surface gives it a form: lines with the numbers of their sources, the sources, ready questions."""

from dataclasses import dataclass

from knowledge.article import Citation


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reply and the numbers of the sources that it rests on. One that `is_apart` begins something new, which a
    heading names; an empty line stands before both."""

    text: str
    sources: tuple[int, ...] = ()
    is_apart: bool = False
    is_heading: bool = False

    @property
    def is_first(self) -> bool:
        """Whether an empty line stands before it, unless nothing does."""
        return self.is_apart or self.is_heading

    @property
    def marked(self) -> str:
        """The line with its numbers in brackets."""
        return f"{self.text} {''.join(f'[{n}]' for n in self.sources)}" if self.sources else self.text


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered sentence; `label` says from which article it is, where there are several. One that `is_told` stands in full
    among the lines, and is not given again below them."""

    number: int
    citation: Citation
    label: str = ""
    is_told: bool = False

    @property
    def quote(self) -> str:
        """The sentence in quotation marks, with its article."""
        return f"“{self.citation.quote}”{self.label}"


def in_text(lines: tuple[Line, ...]) -> list[str]:
    """The lines as plain text, with the empty lines between them."""
    return [("\n" if place and line.is_first else "") + line.marked for place, line in enumerate(lines)]


def below(sources: tuple[Source, ...]) -> list[str]:
    """The sentences that are given below the lines."""
    return [f"[{s.number}] {s.quote}" for s in sources if not s.is_told]


@dataclass(frozen=True, slots=True)
class Spoken:
    """All that a reply says; `offer` introduces the suggestions."""

    lines: tuple[Line, ...]
    sources: tuple[Source, ...] = ()
    offer: str = ""
    suggestions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The reply as plain text."""
        said = in_text(self.lines)
        if told := below(self.sources):
            said += ["", *told]
        if self.suggestions:
            said += ["", self.offer, *(f"{i}. {s}" for i, s in enumerate(self.suggestions, 1))]
        return "\n".join(said)
