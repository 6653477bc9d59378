"""The proxy by which this machine reaches an address, as its environment says."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_of(url: str) -> str | None:
    """The address of the proxy; None where there is none, or none is to be used."""
    parts = urlsplit(url)
    known = getproxies()
    return None if proxy_bypass(parts.netloc) else known.get(parts.scheme) or known.get("all")
