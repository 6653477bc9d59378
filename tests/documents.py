"""Documents made for tests: small PDFs, harmless and not."""

import zlib
from collections.abc import Iterable, Sequence

_HEADER = b"%PDF-1.7\n"


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A PDF of objects numbered from 1; the first is the catalogue."""
    out, places = bytearray(_HEADER), list[int]()
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


_FONT = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /Made-Up /Encoding /Identity-H /DescendantFonts "
    b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Made-Up /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
)


def pdf(pages: Iterable[str]) -> bytes:
    """A PDF whose pages hold these lines, in any script."""
    return of_streams([stream(_drawn(page)) for page in pages])


def _drawn(text: str) -> bytes:
    lines = [b"<%s> Tj 0 -16 Td" % line.encode("utf-16-be").hex().encode() for line in text.split("\n")]
    return b"BT /F1 12 Tf 40 800 Td\n" + b"\n".join(lines) + b"\nET"


def of_streams(contents: Sequence[bytes], repeated: int = 1) -> bytes:
    """A PDF with a page for each content stream, each `repeated` times."""
    first = 4
    count = len(contents) * repeated
    kids = b" ".join(b"%d 0 R" % (first + len(contents) + n) for n in range(count))
    sheets = [b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>" % (first + n % len(contents)) for n in range(count)]
    return assembled([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count), _FONT, *contents, *sheets])


def bomb(megabytes: int, layers: int = 2) -> bytes:
    """A PDF of some kilobytes whose only page unpacks to many megabytes of text."""
    packer = zlib.compressobj(9)
    piece = b"(x) Tj " * 150_000
    data = b"".join(packer.compress(piece) for _ in range(megabytes)) + packer.flush()
    for _ in range(layers - 1):
        data = zlib.compress(data, 9)
    return of_streams([stream(data, b"/Filter [%s]" % (b"/FlateDecode " * layers))])
