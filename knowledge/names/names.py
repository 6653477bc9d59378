"""Names of people and products, found by the constructions in which texts introduce them, and the scanner of all names."""

from collections import Counter
from collections.abc import Iterator

from knowledge.article import About, Article
from knowledge.fact import Person
from knowledge.language.lexicon import Entity, Lexicon, Name
from knowledge.language.patterns import pattern
from knowledge.language.scanner import Scanner, Sense
from knowledge.language.text import fold, in_pinyin, pinyin
from knowledge.names.companies import Cast, Firm, short_name, unmarked

_COMPOUND = pattern("compound")
_FUNCTION, _SUFFIX, _PLACE = pattern("function_character"), pattern("company_suffix"), pattern("place_in_name")
_BRAND = 2  # characters that a long name is called by
_SEGMENTS = {  # behind a company's name, as (traditional, English)
    "电商": ("電商", "e-commerce"), "应用": ("應用", "app"), "科技": ("科技", ""), "主站": ("主站", "main app"), "集团": ("集團", ""),
}


def compounds_of(article: Article, lexicon: Lexicon) -> list[str]:
    """Product names of characters and a Latin word that the lexicon lacks and the text repeats."""
    text, folded = article.text, article.folded
    matches = list(_COMPOUND.finditer(text))
    if len(matches) < 2:
        return []
    inside = {i for t in lexicon.hits(folded) if t.end - t.start > 1 for i in range(t.start + 1, t.end)}
    free = (m[0] for m in matches if inside.isdisjoint(range(m.start(), m.start() + 3)))
    counts = Counter(compound for compound in free if not _FUNCTION.search(compound))
    return [compound for compound, number in counts.items() if number > 1 and fold(compound) not in lexicon.surfaces]


def segments_of(company: Entity) -> Iterator[tuple[str, Entity]]:
    """The company's name with 电商, 应用 ... behind it, for companies whose segments the lexicon lacks."""
    for zh, (hant, en) in _SEGMENTS.items():
        name = Name(company.name.zh + zh, company.name.hant + hant, f"{company.name.en} {en}".strip())
        yield fold(name.zh), (Entity(f"{company.id}:{en}", name, "segment", company.id) if en else company)


def names_scanner(
    cast: Cast, people: list[Person], compounds: list[str], about: About, lexicon: Lexicon,
) -> tuple[Scanner, dict[str, Entity]]:
    """A scanner of this article's own names, and the entities among them by id."""
    scanner, own, company = Scanner(), {}, cast.company

    def add(surface: str, kind: str, key: str) -> None:
        folded = fold(surface)
        if folded and folded not in lexicon.surfaces and Sense(kind, key) not in scanner.senses.get(folded, ()):
            scanner.add(folded, Sense(kind, key))

    persons = {spelling for person in people for spelling in _spellings(person.name)}
    for firm in _firms(cast, lexicon):
        if firm.name in persons and firm.name != company.id:
            continue  # Whitlow said, who was introduced with an office
        own[firm.name] = Entity(firm.name, Name(firm.name, firm.name, firm.name), "company")
        for surface in _names_of(firm, lexicon):
            add(surface, "entity", firm.name)
    segments = [(surface, entity) for surface, entity in segments_of(company) if surface not in lexicon.surfaces] if company.id else []
    own.update((entity.id, entity) for _, entity in segments)
    for surface, key in (*_coded(cast), *((surface, entity.id) for surface, entity in segments)):
        add(surface, "entity", key)
    for person in people:
        for spelling in _spellings(person.name):
            add(spelling, "person", person.name)
    for compound in compounds:
        own[compound] = Entity(compound, Name(compound, compound, compound), "product", company.id)
        add(compound, "entity", compound)
    for name, aliases in about.names:
        known = lexicon.surfaces.get(fold(name)) or next(iter(scanner.senses.get(fold(name), ())), None)
        for alias, sense in ((alias, known) for alias in aliases if known):
            add(alias, sense.kind, sense.id)
    return scanner, own


def _coded(cast: Cast) -> Iterator[tuple[str, str]]:
    """The names of companies that are known by their codes, as the article writes them and for short."""
    return ((name, key) for written, key in cast.coded.items() for name in (written, short_name(written)))


def _firms(cast: Cast, lexicon: Lexicon) -> list[Firm]:
    """The firms that the lexicon lacks, the company itself among them."""
    known = cast.company.id in lexicon.entities or cast.company.id in {f.name for f in cast.firms}
    return [*cast.firms] if known or not cast.company.id else [*cast.firms, Firm(cast.company.id, (), 0, results=True)]


def _names_of(firm: Firm, lexicon: Lexicon) -> list[str]:
    """The names of a company that the lexicon lacks, the short one included."""
    names = dict.fromkeys((firm.name, unmarked(firm.name), *firm.others, *_shorter(firm.name), _brand(firm.name, lexicon)))
    return [*(n for n in names if n and n not in lexicon.grammar), *(spelled for n in names if (spelled := in_pinyin(n)) and spelled not in lexicon.surfaces)]


def _shorter(name: str) -> Iterator[str]:
    """岭峰零售集团, 岭峰零售 and 岭峰 of 岭峰零售集团控股: the short forms of a name, each the short form of the one before."""
    while name := short_name(name):
        yield name


def _brand(name: str, lexicon: Lexicon) -> str:
    """宇通 of 宇通客车, 昆锐 of 昆锐新材料股份: what a name that goes on with a trade is called for short, unless it is a word or
    a place of its own."""
    brand, rest = fold(name[:_BRAND]), fold(name[_BRAND:])
    if name.isascii() or len(rest) < _BRAND or brand in lexicon.surfaces or brand in lexicon.grammar or _PLACE.fullmatch(brand):
        return ""
    return brand if len(rest) == _BRAND or _is_trade(rest, lexicon) else ""


def _is_trade(words: str, lexicon: Lexicon) -> bool:
    """Whether words that end a name say nothing but what the company does: 新材料股份, 医疗科技."""
    while len(words) >= _BRAND:
        shorter = _SUFFIX.sub("", words) if _SUFFIX.search(words) else words[:-_BRAND] if words[-_BRAND:] in lexicon.surfaces else words
        if shorter == words:
            return False
        words = shorter
    return words in ("", "新")


def _spellings(name: str) -> Iterator[str]:
    """A person's name, and 程一笑 as 老程, Mr Cheng and in pinyin in either order, or the last word of a Latin name."""
    yield name
    readings = [pinyin(c)[:1] for c in fold(name)]
    if all(readings):
        family, *given = (r[0] for r in readings)
        yield f"老{fold(name)[0]}"
        yield f"mr {family}"
        yield f"ms {family}"
        yield " ".join((family, *given))
        yield f"{family} {''.join(given)}"
        yield "".join((family, *given))
        yield f"{''.join(given)} {family}"
    elif " " in name:
        yield name.rsplit(maxsplit=1)[-1]
