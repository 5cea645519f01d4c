"""What crawlers are told: which pages there are, and whether they are meant for them. Needs the site's address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from lxml import etree

from generator.addresses import site_root
from generator.model import Config, Dossier, PartialDate

MAX_PAGES = 50_000
"""That a sitemap may list (sitemaps.org); further ones are found by their links."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_UNLISTED = ("site/404.html", "site/moved.html")


def is_public(config: Config) -> bool:
    """Whether the marking lets everybody read the dossier: TLP 2.0 keeps all but TLP:CLEAR from public channels."""
    return config.tlp in ("", "clear")


def is_listed(template: str) -> bool:
    return template not in _UNLISTED


def files(dossier: Dossier, pages: Mapping[str, PartialDate | None]) -> Iterator[tuple[str, bytes]]:
    """`pages` has the addresses of pages in the site and the dates of what they show."""
    root = site_root(dossier.config)
    if not root:
        return
    if not is_public(dossier.config):
        yield "robots.txt", b"User-agent: *\nDisallow: /\n"
        return
    yield "robots.txt", f"User-agent: *\nAllow: /\nSitemap: {root}sitemap.xml\n".encode()
    tree = etree.Element(f"{{{_NAMESPACE}}}urlset", nsmap={None: _NAMESPACE})
    for path, date in list(pages.items())[:MAX_PAGES]:
        url = etree.SubElement(tree, f"{{{_NAMESPACE}}}url")
        etree.SubElement(url, f"{{{_NAMESPACE}}}loc").text = root + quote(canonical(path))
        if date:
            etree.SubElement(url, f"{{{_NAMESPACE}}}lastmod").text = str(date)
    yield "sitemap.xml", etree.tostring(tree, xml_declaration=True, encoding="utf-8", pretty_print=True)


def canonical(path: str) -> str:
    """The one address of a page, relative to the site: the home page's is the site's own."""
    return "" if path == "index.html" else path
