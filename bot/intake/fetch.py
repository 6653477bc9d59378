"""Fetches a page or a PDF from the public internet, and from nowhere else.

Each connection, redirects included, resolves its name once, refuses it if any of its addresses is not public, and goes to
an address that was checked: a name that answers otherwise the second time is never asked a second time. Proxies and
netrc of the environment are not used, since a proxy would connect where nobody checks.
"""

import ipaddress
import socket
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import NoReturn

import anyio
import certifi
import httpx

from knowledge.library import ArticleError

SECONDS = 10.0  # in all
MAX_BYTES = 10_000_000
_REDIRECTS = 4
_TYPES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "application/pdf", "application/octet-stream", "")
_PACKINGS = ("", "identity", "gzip", "deflate")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_AGENT = "earnings-bot (+fetches one article on a person's request)"

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[IPAddress], bool]
Resolve = Callable[[str, int], Awaitable[list[str]]]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the address after redirects, the bytes, the media type and encoding that the server declares."""

    url: str
    data: bytes
    media: str
    charset: str


def is_public(address: IPAddress) -> bool:
    """Whether an address is one of the open internet; wrapped IPv4 addresses are judged as what they wrap.

    >>> [is_public(ipaddress.ip_address(a)) for a in ("93.184.216.34", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "64:ff9b::a00:1")]
    [True, False, False, False, False]
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, each once."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class _Guard(httpx.AsyncBaseTransport):
    """Sends each request to an address that was checked, under the name that was asked for."""

    def __init__(self, allowed: Allowed, resolve_name: Resolve) -> None:
        self._allowed, self._resolve = allowed, resolve_name
        context = ssl.create_default_context()  # the system's certificates, which companies add to
        context.load_verify_locations(certifi.where())
        self._inner = httpx.AsyncHTTPTransport(verify=context, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        if url.scheme not in ("http", "https") or not url.host:
            _refuse(f"{url}: only http and https addresses are fetched")
        port = url.port or (443 if url.scheme == "https" else 80)
        failure: httpx.ConnectError | None = None
        for address in await self._checked(url.host, port):
            sent = httpx.Request(
                request.method, url.copy_with(host=address), headers=request.headers, stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return await self._inner.handle_async_request(sent)
            except httpx.ConnectError as error:
                failure = error
        raise failure or httpx.ConnectError(f"{url.host} has no address")

    async def _checked(self, host: str, port: int) -> list[str]:
        """The addresses of a host, all of which must be allowed."""
        try:
            addresses = [host] if _is_address(host) else await self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise httpx.ConnectError(f"no address is known for {host}") from error
        for address in addresses:
            if not self._allowed(ipaddress.ip_address(address.partition("%")[0])):
                _refuse(f"{host} leads to {address}, which is not an address of the public internet; save the page and add the file")
        return addresses

    async def aclose(self) -> None:
        await self._inner.aclose()


async def fetch(url: str, allowed: Allowed = is_public, resolve_name: Resolve = resolve, seconds: float = SECONDS) -> Fetched:
    """The document at an address; ArticleError says why there is none and what to do instead."""
    try:
        with anyio.fail_after(seconds):
            async with httpx.AsyncClient(
                transport=_Guard(allowed, resolve_name), follow_redirects=True, max_redirects=_REDIRECTS, trust_env=False, timeout=seconds,
                headers={"User-Agent": _AGENT, "Accept": "text/html, application/pdf, text/plain", "Accept-Encoding": "gzip, deflate"},
            ) as client:
                return await _get(client, _checked_url(url))
    except TimeoutError:
        _refuse(f"{url}: no answer within {seconds:g} seconds; try again, or save the page and add the file")
    except httpx.TooManyRedirects:
        _refuse(f"{url}: more than {_REDIRECTS} redirects; give the address that they lead to")
    except httpx.UnsupportedProtocol:
        _refuse(f"{url}: only http and https addresses are fetched")
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
        _refuse(f"{url}: {str(error) or type(error).__name__}; check the address, or save the page and add the file")


def _checked_url(text: str) -> httpx.URL:
    url = httpx.URL(text)
    if url.scheme not in ("http", "https") or not url.host:
        _refuse(f"{text}: only http and https addresses are fetched")
    if url.userinfo:
        _refuse(f"{url.copy_with(userinfo=b'')}: a name and password in an address are not sent; save the page and add the file")
    return url


async def _get(client: httpx.AsyncClient, url: httpx.URL) -> Fetched:
    async with client.stream("GET", url) as response:
        if response.status_code != httpx.codes.OK:
            _refuse(f"{url}: the server answers {response.status_code} {response.reason_phrase}; check the address, or save the page and add the file")
        media = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media not in _TYPES:
            _refuse(f"{url}: {media} is no page, text or PDF; give the address of the article itself")
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in _PACKINGS:
            _refuse(f"{url}: it comes packed as {packing}, which is not read; save the page and add the file")
        data = bytearray()
        async for piece in response.aiter_bytes():
            data += piece
            if len(data) > MAX_BYTES:
                _refuse(f"{url}: more than {MAX_BYTES:,} bytes; add the article's text as a file")
        return Fetched(str(response.url), bytes(data), media, response.charset_encoding or "")


def _refuse(message: str) -> NoReturn:
    raise ArticleError(message)
