"""From the raw text of an article to its knowledge base: everything that reads is called from here."""

from knowledge.article import About, read_article
from knowledge.knowledgebase import KnowledgeBase
from knowledge.language.lexicon import Lexicon, load_lexicon
from knowledge.names.companies import cast_of
from knowledge.names.names import compounds_of, names_scanner
from knowledge.names.persons import people_of
from knowledge.names.segments import with_segments
from knowledge.periods.anchor import anchor_of
from knowledge.sentences.articlefacts import read_facts
from knowledge.sentences.clauses import Reader
from knowledge.sentences.statements import read_dates, read_statements
from knowledge.tables.figures import read_tables


def build(raw: str, about: About, lexicon: Lexicon | None = None) -> KnowledgeBase:
    """Reads an article; pure: the same text and sidecar give the same knowledge base."""
    lexicon = lexicon or load_lexicon()
    article = read_article(raw, about)
    lexicon.look_through(article.folded, article.spans)
    people = people_of(article.sentences, lexicon)
    cast = cast_of(article, lexicon, tuple(person.name for person in people))
    names, entities = names_scanner(cast, people, compounds_of(article, lexicon), about, lexicon)
    company, anchor = cast.company, anchor_of(article)
    reader = Reader(article, lexicon, names, entities, company, anchor)
    statements = read_statements(reader)
    segments = with_segments((*read_facts(reader, read_tables(reader)), *read_dates(reader)), company, names, lexicon)
    return KnowledgeBase(article, lexicon, company, anchor, segments.facts, statements, tuple(people), names, entities | segments.entities)
