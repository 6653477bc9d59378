"""A reply in words, before a surface gives it a form: lines with the numbers of their sources, the sources, ready questions."""

from dataclasses import dataclass

from knowledge.article import Citation


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reply and the numbers of the sources that it rests on."""

    text: str
    sources: tuple[int, ...] = ()

    @property
    def marked(self) -> str:
        """The line with its numbers in brackets."""
        return f"{self.text} {''.join(f'[{n}]' for n in self.sources)}" if self.sources else self.text


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered sentence; `label` says from which article it is, where there are several."""

    number: int
    citation: Citation
    label: str = ""


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
        said = [line.marked for line in self.lines]
        if self.sources:
            said += ["", *(f"[{s.number}] “{s.citation.quote}”{s.label}" for s in self.sources)]
        if self.suggestions:
            said += ["", self.offer, *(f"{i}. {s}" for i, s in enumerate(self.suggestions, 1))]
        return "\n".join(said)
