"""Companies: whose results an article tells, and those that it names though the lexicon does not."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from knowledge.article import Article
from knowledge.language.lexicon import Entity, Lexicon, Name
from knowledge.language.patterns import pattern
from knowledge.language.text import fold, has_hanzi
from knowledge.names.introductions import Introduction, Introductions
from knowledge.names.unintroduced import in_parallel, peers, repeated

_SUFFIX, _LEGAL = pattern("company_suffix"), pattern("legal_ending")
_COMMON = pattern("common_word")
_FILE = re.compile(r"(?<![a-z])(?P<name>[a-z]{4,20})-(?:[a-z]{1,20}-)?(?:fy)?(?:20)?\d\d(?!\d)")
_UNMARKED = re.compile(r"^\*?ST(?=\S{2})")
_REMEMBERED = 1024  # names
_MOST_COUNTED = 6  # mentions from which on more of them make a name no surer
_SHARES = "股份"
_EXCHANGES = ("sh", "sz", "tw")
_ENOUGH = 4  # of a name's sureness that makes it a company's


@dataclass(frozen=True)
class Firm:
    """A company by the name that the article calls it most, with its other names."""

    name: str
    others: tuple[str, ...]
    sure: int
    results: bool


@dataclass(frozen=True)
class Cast:
    """The company whose results an article tells, the firms that the lexicon lacks, the surest first, and names of firms
    that it has by their codes: 国泰集团(293) of 国泰航空."""

    company: Entity
    firms: tuple[Firm, ...]
    coded: Mapping[str, str] = field(default_factory=dict)


def cast_of(article: Article, lexicon: Lexicon, people: tuple[str, ...] = ()) -> Cast:
    """Whom an article tells of: the sidecar's company, else the one that is introduced most surely and named most. `people` are
    the persons of the text, who are no companies."""
    tokens = lexicon.hits(article.folded)
    told = Introductions(article, lexicon, tokens, people)
    introduced = told.all()
    beside = peers(told)
    introduced += (*in_parallel(told, introduced), *beside)
    coded = {i.name: key for i in introduced if (key := _by_code(i, lexicon))}
    known = [i for i in introduced if fold(i.name) in lexicon.surfaces]
    unknown = [i for i in introduced if fold(i.name) not in lexicon.surfaces and not any(i.name.startswith(c) or c.startswith(i.name) for c in coded)]
    firms = sorted(_firms(unknown, article.text), key=lambda f: -f.sure)
    about = article.about.company
    if about:
        company = lexicon.entities.get(about) or _own(about)
        return Cast(company, tuple(f for f in firms if f.sure >= _ENOUGH and about not in (f.name, *f.others)), coded | _in_short(company, article.text))
    owners = Counter(dict.fromkeys(coded.values(), _ENOUGH))
    for key in (s.id for t in tokens for s in t.senses if s.kind == "entity"):
        owners[lexicon.entities[key].owner or key] += 1
    sure = Counter({key: min(number, _MOST_COUNTED) for key, number in owners.items()})
    for one in known:
        key = lexicon.surfaces[fold(one.name)].id
        sure[lexicon.entities[key].owner or key] += one.sure
    best = max(sure, key=lambda key: (sure[key], owners[key]), default="")
    own = next((f for f in firms if all(one.name != f.name for one in beside)), None)
    if own and own.sure > (sure[best] if best else 0):
        return Cast(_own(own.name), tuple(f for f in firms if f.sure >= _ENOUGH), coded)
    company = lexicon.entities[best] if best else next((_own(one.name) for one in repeated(told)), _of_file(article.id, lexicon))
    return Cast(company, tuple(f for f in firms if f.sure >= _ENOUGH), coded | _in_short(company, article.text))


def _of_file(key: str, lexicon: Lexicon) -> Entity:
    """Elmway of elmway-fy26q2-letter, where nothing in the text names a company; none where the first word is a known one."""
    found = _FILE.match(key.lower())
    name = found["name"] if found else ""
    free = name and name not in lexicon.grammar and name not in lexicon.surfaces and not _COMMON.fullmatch(name)
    return _own(name.capitalize()) if free else Entity("", Name("", "", ""), "company")


def _in_short(company: Entity, text: str) -> dict[str, str]:
    """Delta for Delta Air Lines: the first word of a known company's name, but where it only begins other names (Hong Kong)."""
    short = short_name(company.name.en)
    if not short or company.id == company.name.en:
        return {}
    begun = re.findall(rf"\b{re.escape(short)}\b(?! {re.escape(company.name.en[len(short) + 1 :][:3])})( [A-Z][a-z])?", text)
    return {} if begun and all(begun) else {short: company.id}


def _by_code(one: Introduction, lexicon: Lexicon) -> str:
    """The company of the lexicon that has the code behind a name and begins as the name does; "" if none."""
    if not one.code:
        return ""
    for listed in (one.code, f"{one.code:0>4}.hk", *(f"{one.code}.{place}" for place in _EXCHANGES)):
        sense = lexicon.surfaces.get(listed)
        if sense and sense.kind == "entity" and fold(lexicon.entities[sense.id].name.zh)[:2] == fold(one.name)[:2]:
            return sense.id if fold(one.name) not in lexicon.surfaces else ""
    return ""


def _own(name: str) -> Entity:
    return Entity(name, Name(name, name, name), "company")


def _firms(introduced: Iterable[Introduction], text: str) -> list[Firm]:
    """The introductions of one firm put together: a name that begins another one is its short form."""
    groups: list[list[Introduction]] = []
    for one in sorted(introduced, key=lambda i: len(_bare(i.name))):
        name = _bare(one.name)
        group = next((g for g in groups if any(_begins(_bare(o.name), name) or (o.short and o.short == one.name) for o in g)), None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    return [_firm(group, text) for group in groups]


def _begins(short: str, long: str) -> bool:
    """Whether a short form is the beginning of a name, at a word's end where the words are Latin."""
    short, long = unmarked(short), unmarked(long)
    return long == short or long.replace(" ", "") == short.replace(" ", "") or (long.startswith(short) and (not short.isascii() or long[len(short)] in " -"))


def _firm(group: list[Introduction], text: str) -> Firm:
    names = dict.fromkeys(n for i in group for n in (_bare(i.name), i.short, i.name) if n)
    declared = [i.short for i in group if i.short and has_hanzi(i.short)]
    called = declared[0] if declared else max((_bare(i.name) for i in group), key=len)
    called = called.removesuffix(_SHARES) if called.removesuffix(_SHARES) in names else called  # 昆岭材料股份 of 昆岭材料股份有限公司
    shorts = dict.fromkeys(s for n in names if (s := short_name(n)))
    mentions = max(text.count(n) for n in names)
    sure = sum(sorted((i.sure for i in group), reverse=True)[:3]) + min(mentions, _MOST_COUNTED) - 1
    return Firm(called, tuple(n for n in (*names, *shorts) if n != called), sure, any(i.results for i in group))


@lru_cache(_REMEMBERED)
def _bare(name: str) -> str:
    """A name without its legal form."""
    return _LEGAL.sub("", name).strip() or name


def unmarked(name: str) -> str:
    """椰岛 of *ST椰岛: a name without the warning of the stock exchange."""
    return _UNMARKED.sub("", name)


def short_name(name: str) -> str:
    """Maple of Maple Retail: the first word of a Latin name, unless many share it; 丁岛 of 丁岛电子.

    >>> short_name("Maple Retail"), short_name("First Maple"), short_name("丁岛电子"), short_name("岛科技")
    ('Maple', '', '丁岛', '')
    """
    if not name.isascii():
        short = name[: len(_SUFFIX.sub("", fold(name)))]
        return short if short != name and len(short) > 1 else ""
    first, _, rest = name.partition(" ")
    return first if rest and first.isascii() and len(first) > 3 and not _COMMON.fullmatch(first.lower()) else ""
