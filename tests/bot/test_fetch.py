"""Fetching: what is public comes, whatever leads inside is refused before a connection is made. Servers on loopback stand in for the internet."""

import datetime as dt
import gzip
import ipaddress
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from bot.intake.fetch import MAX_BYTES, Fetched, fetch, is_public
from bot.terminal.adding import Told, add
from knowledge.library import ArticleError

Answer = tuple[int, dict[str, str], bytes]
PAGE = "<html><head><title>甲</title></head><body><p>3月20日,丁岛电子发布2031年全年财报,总收入同比增长12%至3亿元。</p></body></html>".encode()
HTML = {"Content-Type": "text/html; charset=utf-8"}


@dataclass
class Site:
    """A server on loopback: its answers by path, and the paths and hosts that were asked for."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A plain server; an encrypted one where a test gives it a context."""
    told = Site()
    context: ssl.SSLContext | None = getattr(request, "param", None)
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append((self.headers["Host"], self.path))
            if self.path == "/drip":
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-A: ")
                while not ended.wait(0.05):  # a header that never ends
                    self.wfile.write(b"a")
                return
            status, headers, body = told.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing on standard error."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            """A client that leaves is no fault."""

    server = Server(("127.0.0.1", 0), Handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    told.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield told
    ended.set()
    server.shutdown()
    server.server_close()
    thread.join()


def certified(name: str, folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate for a name, which signs itself; folder/a.pem is to be trusted for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = Encoding.PEM
    (folder / "a.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "a.key").write_bytes(key.private_bytes(pem, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "a.pem", folder / "a.key")
    return context


_KEYS = TemporaryDirectory()


@pytest.mark.parametrize("site", [pytest.param(certified("news.example", Path(_KEYS.name)), id="https")], indirect=True)
def test_the_certificate_is_that_of_the_name_not_of_the_address(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The connection goes to the checked address and is still judged by the name that was asked for."""
    monkeypatch.setenv("SSL_CERT_FILE", f"{_KEYS.name}/a.pem")
    site.answers["/a"] = (200, HTML, PAGE)

    async def resolved(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    def over_tls(host: str) -> Fetched:
        return anyio.run(partial(fetch, allowed=is_the_site, resolve_name=resolved), f"https://{host}:{site.port}/a")

    assert over_tls("news.example").data == PAGE
    with pytest.raises(ArticleError, match=r"certificate verify failed: Hostname mismatch"):
        over_tls("other.example")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(ArticleError, match="certificate verify failed"):
        over_tls("news.example")


def is_the_site(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is that of the test's server; every other one, of loopback too, counts as inside."""
    return str(address) == "127.0.0.1"


def got(url: str, seconds: float = 10.0) -> Fetched:
    return anyio.run(partial(fetch, allowed=is_the_site, seconds=seconds), url)


def test_a_page_comes_with_its_type_and_encoding(site: Site) -> None:
    site.answers["/a"] = (200, HTML, PAGE)
    assert got(site.url("/a")) == Fetched(site.url("/a"), PAGE, "text/html", "utf-8")


def test_a_redirect_is_followed(site: Site) -> None:
    site.answers |= {"/a": (302, {"Location": "/b"}, b""), "/b": (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(PAGE))}
    assert (got(site.url("/a")).url, got(site.url("/a")).data) == (site.url("/b"), PAGE)


@pytest.mark.parametrize(("answer", "told"), [
    ((404, HTML, b""), "the server answers 404"),
    ((200, {"Content-Type": "image/png"}, b"x"), "image/png is no page, text or PDF"),
    ((200, {"Content-Type": "application/zip"}, b"x"), "application/zip is no page"),
    ((200, HTML | {"Content-Encoding": "gzip, gzip"}, b"x"), "packed as gzip, gzip"),
    ((200, HTML, b"x" * (MAX_BYTES + 1)), "more than 10,000,000 bytes"),
    ((200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(b"x" * (MAX_BYTES + 1))), "more than 10,000,000 bytes"),
    ((302, {"Location": "/a"}, b""), "more than 4 redirects"),
    ((302, {"Location": "http://127.0.0.2/"}, b""), "127.0.0.2, which is not an address of the public internet"),
    ((302, {"Location": "http://[::ffff:10.0.0.1]/"}, b""), "not an address of the public internet"),
    ((302, {"Location": "http://169.254.169.254/latest/meta-data"}, b""), "169.254.169.254, which is not"),
    ((302, {"Location": "file:///etc/passwd"}, b""), "only http and https"),
    ((302, {"Location": "ftp://127.0.0.1/"}, b""), "only http and https"),
], ids=["missing", "picture", "zip", "packed twice", "large", "gzip bomb", "loop", "to loopback", "to a mapped address", "to link-local", "to a file", "to ftp"])
def test_what_is_no_article_is_refused(site: Site, answer: Answer, told: str) -> None:
    """With the reason and what to do."""
    site.answers["/a"] = answer
    with pytest.raises(ArticleError, match=told.replace(".", r"\.")):
        got(site.url("/a"))


def test_a_slow_server_is_left_after_the_time_in_all(site: Site) -> None:
    """Though something comes again and again."""
    with pytest.raises(ArticleError, match=r"no answer within 0\.4 seconds"):
        got(site.url("/drip"), seconds=0.4)


def test_a_name_is_resolved_once_and_reached_at_the_checked_address(site: Site) -> None:
    """A name that turns to another address after the check is not asked again; the server sees the name."""
    site.answers["/a"] = (200, HTML, PAGE)
    answers = [["127.0.0.1"], ["127.0.0.2"]]

    async def rebinding(_host: str, _port: int) -> list[str]:
        return answers.pop(0)

    found = anyio.run(partial(fetch, allowed=is_the_site, resolve_name=rebinding), site.url("/a", "news.example"))
    assert (found.data, len(answers), site.asked) == (PAGE, 1, [(f"news.example:{site.port}", "/a")])


@pytest.mark.parametrize("addresses", [["127.0.0.2"], ["127.0.0.1", "10.0.0.1"], ["::1"], ["fe80::1%eth0"]], ids=" ".join)
def test_one_forbidden_address_of_a_name_forbids_it(site: Site, addresses: list[str]) -> None:
    async def resolved(_host: str, _port: int) -> list[str]:
        return addresses

    with pytest.raises(ArticleError, match="not an address of the public internet"):
        anyio.run(partial(fetch, allowed=is_the_site, resolve_name=resolved), site.url("/a", "news.example"))
    assert site.asked == []


@pytest.mark.parametrize("address", [
    "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1",
    "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
])
def test_an_address_inside_is_not_public(address: str) -> None:
    """Whatever it is wrapped in."""
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", ["http://127.0.0.1:{port}/a", "http://localhost:{port}/a", "http://[::1]:{port}/a", "http://10.1.2.3/a", "http://169.254.169.254/"])
def test_without_leave_nothing_inside_is_asked(site: Site, url: str) -> None:
    """The default, which the command uses."""
    with pytest.raises(ArticleError, match="not an address of the public internet"):
        add(url.format(port=site.port), Told())
    assert site.asked == []


@pytest.mark.parametrize(("url", "told"), [
    ("ftp://news.example/a", "only http and https"),
    ("file:///etc/passwd", "only http and https"),
    ("http:///a", "only http and https"),
    ("http://me:secret@news.example/a", "http://news.example/a: a name and password"),
    ("http://[::1/a", "check the address"),
])
def test_an_address_that_is_not_fetched(url: str, told: str) -> None:
    """No password is shown again."""
    with pytest.raises(ArticleError, match=told) as refused:
        add(url, Told())
    assert "secret" not in str(refused.value)


def test_a_fetched_page_is_stored_with_its_source(site: Site, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site.answers["/a"] = (200, HTML, PAGE)
    add(site.url("/a"), Told(), fetcher=partial(fetch, allowed=is_the_site))
    assert "dingdao-2031@1: stored" in capsys.readouterr().out
    assert f'source = "{site.url("/a")}"' in (home / "articles" / "dingdao-2031@1.toml").read_text(encoding="utf-8")
