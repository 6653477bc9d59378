"""A process of its own that takes pages and PDFs apart, since what a stranger made may ask for any memory and time.

`python -m bot.intake.confined page|pdf` reads the document from standard input and prints one JSON object: text, title and date, or error.
It sets its own limits before it loads a parser, and imports nothing of this project.
"""

import io
import json
import sys
import warnings
from typing import Any

MEMORY = 1_000_000_000  # bytes of address space
SECONDS = 25  # of processor time
_PAGES = 500
_CHARACTERS = 3_000_000
_NO_TITLE = (".doc", ".docx", ".pdf", ".indd", ".wps", "untitled")


def limit() -> None:
    """Takes memory, time and the writing of files from this process; where the platform knows no limits, the parent's clock remains."""
    try:
        import resource  # noqa: PLC0415  # not on every platform
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0)):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def page(data: bytes) -> dict[str, str]:
    """The main text of an HTML page (UTF-8), its title and the date in its metadata."""
    from trafilatura import bare_extraction  # noqa: PLC0415

    found = bare_extraction(
        data.decode("utf-8"), with_metadata=True, include_comments=False, include_tables=True,
        date_extraction_params={"original_date": True, "extensive_search": False},
    )
    if found is None or isinstance(found, dict):
        return {"text": "", "title": "", "date": ""}
    return {"text": found.text or "", "title": found.title or "", "date": found.date or ""}


def pdf(data: bytes) -> dict[str, str]:
    """The text of a PDF, a form feed behind each page."""
    from pypdf import PdfReader  # noqa: PLC0415

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return {"error": "the PDF is encrypted; save a copy without a password"}
    if len(reader.pages) > _PAGES:
        return {"error": f"the PDF has {len(reader.pages)} pages, more than {_PAGES}; cut it down to the article"}
    texts, length = [], 0
    for sheet in reader.pages:
        texts.append(sheet.extract_text())
        length += len(texts[-1])
        if length > _CHARACTERS:
            return {"error": f"the PDF holds more than {_CHARACTERS:,} characters; cut it down to the article"}
    title = str((reader.metadata and reader.metadata.title) or "").strip()
    usable = title and not title.lower().endswith(_NO_TITLE) and not title.lower().startswith("microsoft ")
    return {"text": "\f".join(texts), "title": title if usable else "", "date": ""}


def main(kind: str) -> None:
    """Prints what a document holds; whatever goes wrong in it becomes its error."""
    limit()
    warnings.simplefilter("ignore")
    found: dict[str, Any]
    try:
        found = {"page": page, "pdf": pdf}[kind](sys.stdin.buffer.read())
    except MemoryError:
        found = {"error": "it takes more memory than is allowed"}
    except Exception as error:  # noqa: BLE001 - the parsers raise all kinds of errors on what they cannot read
        bomb = type(error).__name__ == "LimitReachedError"
        found = {"error": "it unpacks to more than is allowed" if bomb else f"it cannot be read ({type(error).__name__}: {str(error)[:200]})"}
    sys.stdout.buffer.write(json.dumps(found).encode())


if __name__ == "__main__":
    main(sys.argv[1])
