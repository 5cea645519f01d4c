"""Pages → HTML: the templates of the site, what all of them get, and what each page rests on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateSyntaxError, meta

from generator import cite, search, sitemap
from generator.addresses import is_web_address, permalink
from generator.kept import Kept
from generator.linked import linked_data
from generator.model import Dossier
from generator.pages import Page
from generator.pagination import by_year
from generator.render import environment, render
from generator.stamps import Later, Stamps, digest

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'"
)
_SCRIPTED = "; script-src 'self'"
_STRICT = b"default-src &#39;none&#39;;"
_LIVE = _STRICT + b" script-src 'self'; connect-src 'self' ws:;"
"""Of directives that are there twice, the first counts (CSP 3, 2.2.1)."""
_RESTS_ON = {"mainstays": "sections"}
"""Functions, and values, of templates → what they are made of."""
_Uses = tuple[tuple[str, ...], tuple[str, ...]]
"""The templates that a template extends, includes and imports, and the names that it doesn't define itself."""


def _once() -> Callable[..., Any]:
    """What a macro makes of its arguments, made the first time only; values are the same where they are one."""
    made: dict[tuple[object, ...], tuple[object, Any]] = {}

    def once(macro: Any, *arguments: object) -> Any:
        key = (macro.name, macro, *(a if isinstance(a, (str, bool)) else id(a) for a in arguments))
        if key not in made:
            made[key] = arguments, macro(*arguments)
        return made[key][1]

    return once


def live(html: bytes) -> bytes:
    """A page for the preview, which may reload itself."""
    return html.replace(_STRICT, _LIVE, 1)


class PageMaker:
    """Templates of the site with what all pages get; an environment for each depth of pages, whose links it makes."""

    def __init__(
        self, dossier: Dossier, templates: tuple[Path, ...], shared: Mapping[str, Any], stamps: Stamps
    ) -> None:
        """`shared` is what every template gets."""
        self._dossier = dossier
        self._templates = templates
        self._shared = shared
        self._by_root: dict[str, Environment] = {}
        self._stamps = stamps

    def html(self, page: Page) -> bytes:
        """Raises DossierError for a mistake in a template."""
        policy = _POLICY + _SCRIPTED * bool(page.scripts) + page.policy
        own = {"path": page.path, "here": page.section, "scripts": page.scripts, "policy": policy}
        context = {key: value.now() if isinstance(value, Later) else value for key, value in page.context.items()}
        made = self._environment(str(context.get("root", "../" * page.path.count("/"))))
        return render(made, page.template, context | own).encode()

    def _environment(self, root: str) -> Environment:
        if root in self._by_root:
            return self._by_root[root]
        made = self._by_root[root] = self._bare()
        made.globals.update(
            self._shared,
            root=root,
            href=lambda kind, name, fragment="": root + permalink(kind, name, fragment),
            permalink=permalink,
            canonical=sitemap.canonical,
            linked_data=linked_data,
            citation=lambda entry: cite.citation(entry, self._dossier, made.globals),
            other_words=search.other_words,
            mainstays={address for _, address in self._shared["sections"]} | {"search.html"},
            once=_once(),
        )
        return made

    def _bare(self) -> Environment:
        """Without what all pages get."""
        made = environment(self._templates, self._dossier.config.language)
        made.filters["by_year"] = by_year
        made.tests["web_address"] = is_web_address
        return made

    def stamps(self, templates: Iterable[str], kept: Kept) -> dict[str, str]:
        """Name of each template → a stamp of all that its pages rest on, whatever each gets of its own. What was found
        in templates is `kept`."""
        sources = self._sources()
        texts = {name: digest(text) for name, text in sources.items()}
        read = kept.through("template", texts, partial(self._read, sources))
        return {name: self._rests(name, sources, read) for name in templates}

    def _sources(self) -> dict[str, str]:
        """Name → text of every template that pages may use; the first folder that has one wins."""
        return {
            file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8", errors="replace")
            for folder in reversed(self._templates)
            for part in ("site", "shared")
            for file in sorted((folder / part).rglob("*.html"))
        }

    def _read(self, sources: Mapping[str, str], names: Sequence[str]) -> Iterator[tuple[str, _Uses]]:
        bare = self._bare()
        for name in names:
            try:
                tree = bare.parse(sources[name])
            except TemplateSyntaxError:  # is reported when the page is made
                yield name, ((), ())
                continue
            uses = [*meta.find_referenced_templates(tree)]
            known = sources if None in uses else filter(None, uses)
            yield name, (tuple(known), tuple(sorted(meta.find_undeclared_variables(tree))))

    def _rests(self, name: str, sources: Mapping[str, str], read: Mapping[str, _Uses]) -> str:
        """A stamp of a template with all that it extends, includes and imports, and of what these name of `shared`."""
        seen: set[str] = set()
        named: set[str] = set()
        waiting = {name}
        while waiting:
            seen |= waiting
            named |= {_RESTS_ON.get(word, word) for one in waiting if one in read for word in read[one][1]}
            waiting = {other for one in waiting if one in read for other in read[one][0]} - seen
        texts = [(one, sources.get(one, "")) for one in sorted(seen)]
        shared = {key: self._shared[key] for key in sorted(named & self._shared.keys())}
        return self._stamps.stamp([texts, shared, self._dossier.config, self._dossier.built])
