"""What is said of a message that somebody wants checked: each thing that it says, with the verdict and what the source says."""

from dataclasses import replace

from bot.actions import short
from bot.card import Card
from bot.texts import text
from intents.checking import Checked
from intents.questions.language import Language
from intents.reply import Answer
from intents.saying.spoken import Line, Source, Spoken
from knowledge.article import Citation

_VERDICTS = {True: "claim_stated", False: "claim_contradicted"}


def claim_card(checked: tuple[Checked, ...], language: Language, number: int) -> Card:
    """The card of what was checked, which is something; a sentence that several parts rest on has one number."""
    lines: list[Line] = []
    sources: dict[Citation, Source] = {}
    for part in checked:
        spoken = _without_verdict(part)
        for source in spoken.sources:
            sources.setdefault(source.citation, replace(source, number=len(sources) + 1))
        places = {source.number: sources[source.citation].number for source in spoken.sources}
        lines += [Line(text("claim_quoted", language, claim=part.claim), is_heading=True), Line(text(_verdict(part), language))]
        lines += [replace(line, sources=tuple(places[n] for n in line.sources)) for line in spoken.lines]
    return Card(language, tuple(lines), tuple(sources.values()), feedback=short(number))


def _without_verdict(part: Checked) -> Spoken:
    """What the reply says besides its yes or no, which stands above it already."""
    reply = part.told.reply
    return replace(part.told, reply=replace(reply, verdict=None) if isinstance(reply, Answer) else reply).spoken


def _verdict(part: Checked) -> str:
    """The key of the verdict in words; a figure of another measure than the one claimed bears nothing out, and refutes nothing."""
    reply = part.told.reply
    if not isinstance(reply, Answer):
        return "claim_open"
    if reply.substitute:
        return "claim_alike" if part.verdict else "claim_beside"
    return "claim_beside" if part.verdict is None else _VERDICTS[part.verdict]
