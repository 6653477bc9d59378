"""Companies: whose results an article tells, and those that it names though the lexicon does not."""

from collections import Counter
from collections.abc import Iterator

from knowledge.article import Article
from knowledge.lexicon import Entity, Lexicon, Name
from knowledge.patterns import pattern
from knowledge.text import fold

_SUFFIX = pattern("company_suffix")
_DIGEST, _COMMON = pattern("digest_line"), pattern("common_word")
_REPORTS, _REPORTED = pattern("reports"), pattern("reported")
_RESULTS, _RESEARCH = pattern("results"), pattern("research")
_CODE = pattern("code_in_brackets")
_RUN, _AFTER_PERIOD = pattern("name_run"), pattern("period_before_name")
_FUNCTION = pattern("function_character")
_NO_NAME = pattern("no_company")
_LONGEST, _SHORTEST = 8, 2  # characters of a name whose beginning only its return elsewhere tells
_BEHIND = 24  # characters behind a verb of publishing in which the results are named
_BEFORE = 24


def _own(name: str) -> Entity:
    return Entity(name, Name(name, name, name), "company")


def company_of(article: Article, lexicon: Lexicon) -> Entity:
    """The company whose results the article tells: the sidecar's, else who publishes results, else the most named."""
    about, text, folded = article.about, article.text, article.folded
    if about.company in lexicon.entities:
        return lexicon.entities[about.company]
    if about.company:
        return _own(about.company)
    counts = Counter(s.id for t in lexicon.scanner.hits(folded) for s in t.senses if s.kind == "entity")
    owners = Counter(dict.fromkeys(counts, 0))
    for key, number in counts.items():
        owners[lexicon.entities[key].owner or key] += number
    for name in coded_names(text, folded, lexicon):
        owners[name] = folded.count(fold(name))
    for name, results in _reporters(text, folded, lexicon):
        known = lexicon.surfaces.get(fold(name))
        if (known is None or known.kind == "entity") and (results or not owners or text.count(name) >= max(owners.values())):
            return lexicon.entities[known.id] if known else _own(name)
    if owners:
        key = owners.most_common(1)[0][0]
        return lexicon.entities.get(key) or _own(key)
    return Entity("", Name("", "", ""), "company")


def companies_of(article: Article, lexicon: Lexicon) -> list[str]:
    """Names that the lexicon lacks: those with a stock code behind them, those that publish results."""
    text, folded = article.text, article.folded
    reporters = (name for name, results in _reporters(text, folded, lexicon) if results)
    listed = (m[1] or m[2] for m in _DIGEST.finditer(text) if not _NO_NAME.search(fold(m[1] or m[2])))
    names = dict.fromkeys((*coded_names(text, folded, lexicon), *reporters, *listed))
    return [n for n in names if fold(n) not in lexicon.surfaces and fold(n) not in lexicon.grammar]


def short_name(name: str) -> str:
    """Maple of Maple Retail: the first word of a Latin name, unless many share it; 丁岛 of 丁岛电子.

    >>> short_name("Maple Retail"), short_name("First Maple"), short_name("丁岛电子"), short_name("岛科技")
    ('Maple', '', '丁岛', '')
    """
    if not name.isascii():
        short = _SUFFIX.sub("", name)
        return short if short != name and len(short) > 1 else ""
    first, _, rest = name.partition(" ")
    return first if rest and first.isascii() and len(first) > 3 and not _COMMON.fullmatch(first.lower()) else ""


def _reporters(text: str, folded: str, lexicon: Lexicon) -> Iterator[tuple[str, bool]]:
    """X in X发布2024年全年财报, X Corp. reported quarterly sales; whether it is results that it publishes."""
    for construction, source in ((_REPORTS, folded), (_REPORTED, text)):
        for match in construction.finditer(source):
            name = text[match.start(1) : match.end(1)].strip()
            if construction is _REPORTS and match[2] and fold(name) not in lexicon.surfaces:
                name = text[match.start(1) : match.end(2)]
            if not _NO_NAME.search(fold(name)) and not _RESEARCH.search(folded, match.end(), match.end() + _BEHIND // 4):
                yield name, _RESULTS.search(folded, match.end(), match.end() + _BEHIND) is not None


def coded_names(text: str, folded: str, lexicon: Lexicon) -> Iterator[str]:
    """宇通客车 in 宇通客车(600066): the noun before a stock code, where no known name stands there."""
    for match in _CODE.finditer(folded):
        before = _RUN.search(folded, max(0, match.start() - _BEFORE), match.start())
        name = _AFTER_PERIOD.sub("", before[1]) if before else ""
        if before and not any(before[1].endswith(s) for s in _surfaces_at(before[1], lexicon)):
            name = _shortened(name, folded, lexicon)
            if name and not _NO_NAME.search(name):
                yield text[before.end(1) - len(name) : before.end(1)]


def _surfaces_at(run: str, lexicon: Lexicon) -> Iterator[str]:
    """The ends of a run of characters that the lexicon knows as names."""
    return (run[i:] for i in range(len(run) - 1) if (sense := lexicon.surfaces.get(run[i:])) and sense.kind == "entity")


def _shortened(run: str, folded: str, lexicon: Lexicon) -> str:
    """The longest end of the run that the text repeats; the run itself where it is short and without grammar."""
    for length in range(min(len(run), _LONGEST), _SHORTEST - 1, -1):
        if folded.count(run[-length:]) > 1 and run[-length:] not in lexicon.surfaces and not _SUFFIX.fullmatch(run[-length:]):
            return run[-length:]
    return run if len(run) <= _LONGEST and not _FUNCTION.search(run) else ""
