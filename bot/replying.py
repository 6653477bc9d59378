"""What an event leads to: a pure function from the event, what the place remembers and what is known of the answer it is about."""

from dataclasses import replace
from typing import assert_never

from bot.actions import Action, number_of, read_action, short
from bot.browsing import articles_card, browse_card, sentence_card
from bot.card import Button, Card, Confirm, Edit, Offer, Outgoing, Page, Say, Suggest
from bot.claims import claim_card
from bot.desk import Desk, answer_card, longer, outcome, suggestions
from bot.digests.listing import list_card, recent_card
from bot.digests.managing import commanded, pressed, typed_in
from bot.digests.now import digest_now
from bot.events import Claim, Command, Event, Home, Lookup, Moved, Opened, Place, Platform, Presence, Press, Question, Sender
from bot.response import Context, Mark, Response
from bot.storage.places import Asked, Memory
from bot.texts import catalogue, text
from intents.checking import check
from intents.conversation import EMPTY
from intents.library import ask_any
from intents.questions.language import Language, language_of
from intents.reply import Answer
from intents.saying.decline import suggest_facts
from intents.saying.sources import names_in, title_of
from intents.saying.spoken import Line

_TITLES = 5  # articles that a greeting names
_CARDS = 5  # answers to an inline query


def respond(event: Event, context: Context, desk: Desk) -> Response:
    """The response to any event; never raises on any text."""
    match event:
        case Question():
            return _question(event, context, desk)
        case Command():
            return _command(event, context, desk)
        case Press():
            return _press(event, context, desk)
        case Claim():
            return _claim(event, context, desk)
        case Lookup():
            return Response((Offer(event.query, _lookup(event, desk)),))
        case Home():
            return _home(event, context, desk, _language(context.memory, event.sender, desk))
        case Opened():
            return _opened(event, context, desk, _language(context.memory, event.sender, desk))
        case Presence() | Moved():
            return Response()
        case _:
            assert_never(event)


def _language(memory: Memory, sender: Sender, desk: Desk) -> Language:
    """What the bot's own texts are in: the language chosen, that of the sender's program, that of the last question here, the default."""
    return memory.language or sender.hint or (language_of(memory.turns[-1]) if memory.turns else desk.default_language)


def _home(event: Home | Press, context: Context, desk: Desk, language: Language) -> Response:
    """The bot's own page: what it is and what to ask it, the articles, the subscriptions of its user and the last digests."""
    card, asked = _welcome(event.place, "", context, desk, language)
    what = replace(card, lines=(card.lines[0], card.lines[-1]))  # the articles stand below
    listed = list_card(context.orders, desk, language, event.place.platform)
    recent = recent_card(context.past, desk, language)
    cards = (what, articles_card(desk.library, desk.links, language), listed, *([recent] if recent else []))
    return Response((Page(event.place, event.sender.id, cards),), answer=asked)


def _opened(event: Opened, context: Context, desk: Desk, language: Language) -> Response:
    """Ready questions each time, as the articles are now; the greeting once."""
    card, asked = _welcome(event.place, "", context, desk, language)
    ready = Suggest(event.place, text("suggested", language), asked.suggestions)
    return Response((ready,)) if context.asked else Response((ready, Say(event.place, card)), answer=asked)


def _question(event: Question, context: Context, desk: Desk) -> Response:
    """The answer; to an edited question an edit of the answer that stands; silence where nobody called the bot and it does not talk."""
    before = context.memory.turns
    if not (event.is_addressed or before):
        return Response()
    if event.is_edited and context.asked:
        before = context.asked.turns
    turns = longer(before, event.text)
    card, asked = _answered(turns, event.place, event.message, context, desk, event.sender.hint)
    if event.is_edited and context.messages:
        out: Outgoing = Edit(event.place, context.messages[0], card)
    else:
        out = Say(event.place, card, event.message)
    return Response((out,), replace(context.memory, turns=turns), asked)


def _answered(turns: tuple[str, ...], place: Place, post: str, context: Context, desk: Desk, hint: Language | None) -> tuple[Card, Asked]:
    told = desk.ask(turns, context.memory.language or script_for(turns[-1], hint))
    asked = Asked(context.number, place.key, post, turns[-1], turns[:-1], told.reply.language, suggestions(told), outcome(told))
    return answer_card(told, context.number), asked


def script_for(question: str, hint: Language | None) -> Language | None:
    """Traditional characters for a question that is the same in both scripts, of somebody whose program shows these; else None."""
    is_of_both = hint is Language.HANT and (language_of(question), language_of(question, script=Language.HANT)) == (Language.HANS, Language.HANT)
    return Language.HANT if is_of_both else None


def _command(event: Command, context: Context, desk: Desk) -> Response:
    language = _language(context.memory, event.sender, desk)
    match event.name:
        case "ask" if event.argument.strip():
            return _asked_by_command(event, context, desk)
        case "start" if event.argument.startswith("c_"):
            card = sentence_card(event.argument[2:], desk.library, desk.links, language)
        case "start":
            card, asked = _welcome(event.place, event.message, context, desk, language)
            return Response((_shown(event, card),), answer=asked)
        case "facts":
            card = browse_card(desk.library, desk.links, language, ())
        case "sources":
            card = articles_card(desk.library, desk.links, language)
        case "language":
            card = _language_card(context.memory.language, language)
        case "why":
            card = _why_card(context.asked, desk, language)
        case "digest":
            card = digest_now(event.argument, context.past, desk, context.memory.language or typed_in(event.argument, event.sender.hint) or language)
        case "subscribe" | "subscriptions":
            return commanded(event, context, desk, language)
        case _:
            card = help_card(event.place, language, hears_all=event.hears_all)
    return Response((_shown(event, card),))


def _shown(event: Command | Claim, card: Card) -> Say:
    """A card in reply to a command; for the eyes of its sender alone where the command is."""
    hidden = event.sender.id if isinstance(event, Claim) or event.is_hidden else ""
    return Say(event.place, card, event.message if isinstance(event, Command) else "", hidden, event.reply_url)


def _asked_by_command(event: Command, context: Context, desk: Desk) -> Response:
    """A question behind a command; a hidden answer can be shown to all."""
    turns = longer(context.memory.turns, event.argument.strip())
    card, asked = _answered(turns, event.place, event.message, context, desk, event.sender.hint)
    if event.is_hidden and asked.outcome == "answered":
        card = _shareable(card, context.number)
    return Response((_shown(event, card),), replace(context.memory, turns=turns), asked)


def _press(event: Press, context: Context, desk: Desk) -> Response:
    """A pressed button: always confirmed; one whose answer is gone says so."""
    language = _language(context.memory, event.sender, desk)
    action = read_action(event.action)
    if action is None:
        return Response((Confirm(event.place, event.press, text("button_unknown", language)),))
    match action.verb:
        case "q":
            return _offered(event, action, context, desk, language)
        case "+" | "-":
            return _marked(event, action, context, language)
        case "l":
            return _chosen_language(event, action, context, language)
        case "f":
            card = browse_card(desk.library, desk.links, language, action.of)
            return Response((Confirm(event.place, event.press), _edit(event, card)))
        case "c":
            return Response((Confirm(event.place, event.press), _beside(event, sentence_card(action.of[0], desk.library, desk.links, language), is_aside=True)))
        case "w":
            return Response((Confirm(event.place, event.press), _beside(event, _why_card(context.asked, desk, language), is_aside=True)))
        case "d":
            return pressed(event, action, context, desk, language)
        case "h":
            return _home(event, context, desk, language)
        case _:
            return _shared(event, context, desk, language)


def _edit(event: Press, card: Card) -> Edit:
    return Edit(event.place, event.message, card, event.sender.id if event.is_hidden else "", event.reply_url)


def _beside(event: Press, card: Card, *, is_aside: bool = False) -> Say:
    """A card below the message whose button was pressed; for the eyes of who pressed where that was, or for an aside where it can be."""
    hidden = event.is_hidden or (is_aside and bool(event.reply_url))
    return Say(event.place, card, event.message, event.sender.id if hidden else "", event.reply_url)


def _offered(event: Press, action: Action, context: Context, desk: Desk, language: Language) -> Response:
    """A question that an answer offered, asked now."""
    place = number_of(action.of[1]) if len(action.of) > 1 else None
    if context.asked is None or place is None or place >= len(context.asked.suggestions):
        return Response((Confirm(event.place, event.press, text("button_old", language)),))
    question = context.asked.suggestions[place]
    turns = longer(context.memory.turns, question)
    card, asked = _answered(turns, event.place, "", context, desk, event.sender.hint)
    card = replace(card, heading=question)
    return Response((Confirm(event.place, event.press), _beside(event, card)), replace(context.memory, turns=turns), asked)


def _marked(event: Press, action: Action, context: Context, language: Language) -> Response:
    if context.asked is None:
        return Response((Confirm(event.place, event.press, text("button_old", language)),))
    return Response((Confirm(event.place, event.press, text("thanks", language)),), mark=Mark(context.asked.id, action.verb == "+"))


def _chosen_language(event: Press, action: Action, context: Context, language: Language) -> Response:
    """The language of a place from now on."""
    known = {chosen.value: chosen for chosen in Language}
    chosen = known.get(action.of[0])
    memory = replace(context.memory, language=chosen)
    card = _language_card(chosen, chosen or event.sender.hint or language)
    return Response((Confirm(event.place, event.press), _edit(event, card)), memory)


def _shared(event: Press, context: Context, desk: Desk, language: Language) -> Response:
    """An answer that only its asker saw, shown to all."""
    if context.asked is None:
        return Response((Confirm(event.place, event.press, text("button_old", language)),))
    told = desk.ask((*context.asked.turns, context.asked.question), context.asked.language)
    own = answer_card(told, context.asked.id)
    noted = replace(_shareable(own, context.asked.id), lines=(*own.lines, Line(text("shared", own.language), is_apart=True)))
    shown = (_edit(event, noted),) if event.is_hidden else ()  # Slack tells nobody why a post is missing where the bot is no member
    return Response((Confirm(event.place, event.press), Say(event.place, replace(own, heading=context.asked.question)), *shown))


def _shareable(card: Card, number: int) -> Card:
    """The card of a hidden answer, which can be shown to all."""
    return card.with_buttons((Button(text("share_button", card.language), f"s:{short(number)}"),))


def _claim(event: Claim, context: Context, desk: Desk) -> Response:
    """Whether what somebody wrote is stated, contradicted, or neither, each thing that it says by itself."""
    clean = event.text.strip()
    language = context.memory.language or language_of(clean) if clean else _language(context.memory, event.sender, desk)
    if checked := check(clean, desk.library, language):
        card, told = claim_card(checked, language, context.number), checked[0].told
        outcome_ = "answered" if any(part.verdict is not None for part in checked) else outcome(told)
        asked = Asked(context.number, event.place.key, "", clean, (), language, (), outcome_)
    else:
        card, asked = _greeting(event.place, "", context, desk, language)
        card = replace(card, lines=(Line(text("claim_none", language)),))
    return Response((_shown(event, card),), None, asked)


def _lookup(event: Lookup, desk: Desk) -> tuple[Card, ...]:
    """Up to five complete answers to what is typed: its own, and those of questions that it offers, or else of its article; examples
    to nothing typed."""
    said = event.text.strip()
    language = script_for(said, event.sender.hint) if said else event.sender.hint or desk.default_language
    told, _ = ask_any(said or text("greeting", language or desk.default_language), desk.library, EMPTY, language)
    more = suggestions(told) or suggest_facts(told.kb, told.reply.language)
    asked = [(said, told), *((question, ask_any(question, desk.library, EMPTY, told.reply.language)[0]) for question in more)]
    cards: dict[tuple[Line, ...], Card] = {}  # each answer once, however it was asked
    for question, one in asked:
        if isinstance(one.reply, Answer):
            cards.setdefault(one.spoken.lines, replace(answer_card(one, 0), heading=question, buttons=(), feedback="", offer=""))
    return tuple(cards.values())[:_CARDS]


def _why_card(asked: Asked | None, desk: Desk, language: Language) -> Card:
    """What the last answer rests on; a greeting, which nobody asked for, is none."""
    if asked is None or asked.question == text("greeting", asked.language):
        return Card(language, (Line(text("nothing_yet", language)),))
    told = desk.grounds((*asked.turns, asked.question), asked.language)
    return Card(asked.language, told.lines, told.sources, asked.question)


def _language_card(chosen: Language | None, language: Language) -> Card:
    """The choice of languages; the one chosen is marked."""
    each = tuple((Button(catalogue()["language_name"][one.value], f"l:{one.value}", is_chosen=one is chosen),) for one in Language)
    same = (Button(text("language_of_question", language), "l:", is_chosen=chosen is None),)
    return Card(language, (Line(text("language_choice", language)),), buttons=(*each, same))


def _welcome(place: Place, post: str, context: Context, desk: Desk, language: Language) -> tuple[Card, Asked]:
    """What this is, which articles it answers from, and questions to press."""
    offered, asked = _greeting(place, post, context, desk, language)
    return replace(start_card(desk, place, language), buttons=offered.buttons, offer=offered.offer), asked


def _greeting(place: Place, post: str, context: Context, desk: Desk, language: Language) -> tuple[Card, Asked]:
    """What is said to a greeting, with questions to press."""
    told, _ = ask_any(text("greeting", language), desk.library, EMPTY, language)
    return answer_card(told, context.number), Asked(context.number, place.key, post, text("greeting", language), (), language, suggestions(told), "clarify")


def start_card(desk: Desk, place: Place, language: Language) -> Card:
    """What this is, and which articles it answers from."""
    catalog = desk.library.catalog
    titles = tuple(Line(f"· {title_of(card, catalog, language)}") for card in catalog.cards[:_TITLES])
    how = "telegram_start_group" if place.platform is Platform.TELEGRAM and not place.is_private else f"{place.platform.value}_start"
    lines = (Line(text("start", language, companies=names_in(catalog, language), n=len(catalog.cards))), *titles, Line(text(how, language), is_apart=bool(titles)))
    return Card(language, lines)


def help_card(place: Place, language: Language, *, hears_all: bool = True) -> Card:
    """What can be typed in a place; where the platform keeps messages from the bot, that it does."""
    lines = [text(f"{place.platform.value}_help", language)]
    if not hears_all:
        lines.append(text(f"{place.platform.value}_privacy", language))
    return Card(language, tuple(map(Line, lines)))
