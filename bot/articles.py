"""Which article is asked: the bundled ones, those of a folder, or a file."""

import gc
from pathlib import Path

from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import ArticleError, Library, bundled, load, load_folder


def open_library(folder: Path | None = None) -> Library:
    """The articles of a folder first, then the bundled ones; without a folder only these."""
    own = load_folder(bundled()).bases
    return Library({**load_folder(folder).bases, **own} if folder else own)


def settle() -> None:
    """Keeps what is loaded out of garbage collection, which would look through all of it again between answers."""
    gc.enable()
    gc.collect()
    gc.freeze()


def choose(library: Library, article: str | None) -> KnowledgeBase:
    """The article of an id; the library's default for None."""
    if article is None:
        return library.default
    if article not in library.bases:
        raise ArticleError(f"no article {article!r}; there are {', '.join(library.bases)}")
    return library.bases[article]


def open_article(article: str | None, folder: Path | None = None) -> KnowledgeBase:
    """The article of an id, or of the path of a text file."""
    file = Path(article) if article else None
    if file and (file.suffix or file.parent.name) and file.is_file():
        return load(file)
    library = open_library(folder)
    if file and article not in library.bases:
        raise ArticleError(f"{article}: neither a text file nor the id of an article; there are {', '.join(library.bases)}")
    return choose(library, article)
