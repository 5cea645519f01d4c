"""What a page shows, as data: JSON-LD in the vocabulary of schema.org.

Things are known by the address of their page and a fragment; what a page is about stands whole in it, the rest by
name. Addresses begin with the site's own where that is stated, else they are relative to the page.
"""

from __future__ import annotations

import json
from typing import Any

from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from generator.addresses import is_web_address, permalink, site_root
from generator.model import Actor, Article, Config, Entry, PartialDate, Quotation, Topic

Node = dict[str, Any]
_TYPES = {"person": "Person", "organization": "Organization", "place": "Place"}
_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})
DOWNLOADS = {
    "data/dossier.json": "application/json",
    "data/briefs.csv": "text/csv",
    "data/quotes.csv": "text/csv",
    "data/actors.csv": "text/csv",
}


@pass_context
def linked_data(context: Context) -> Markup:
    """The text of a page's data block; empty for a page that is about nothing. No text in it can end the block."""
    node = describe(context, context["config"], site_root(context["config"]) or context["root"])
    if not node:
        return Markup()
    text = json.dumps({"@context": "https://schema.org", **node}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))


def describe(context: Any, config: Config, root: str) -> Node:
    """What the page with the context is about; addresses begin with `root`."""
    if context["path"] == "index.html":
        return _dossier(config, context["covers"], context["as_of"], root)
    if context.get("part") or not context["here"]:
        return {}
    if "entry" in context:
        return _brief(context["entry"], config, root)
    if "spellings" in context:
        return _actor(context["actor"], context["spellings"], root)
    if "topic" in context:
        return {**_topic(context["topic"], root), **_stated(description=context["topic"].description)}
    if "article" in context:
        article = context["article"]
        return _article(article, context["titles"][article.slug], article.date, root)
    if "actor" in context:
        return {}
    return {
        "@type": "CollectionPage", "@id": root + context["path"], "name": context["heading"].unescape(),
        "isPartOf": {"@id": f"{root}index.html#dossier"},
    }  # fmt: skip


def _stated(**values: object) -> Node:
    """Without what is empty; dates as precise as they are."""
    return {key: str(value) if isinstance(value, PartialDate) else value for key, value in values.items() if value}


def _dossier(
    config: Config, covers: tuple[PartialDate, PartialDate] | None, as_of: PartialDate | None, root: str
) -> Node:
    return {
        "@type": "Dataset",
        "@id": f"{root}index.html#dossier",
        "name": config.title,
        **_stated(
            alternateName=config.subtitle,
            description=config.description,
            inLanguage=config.language,
            creator=config.author,
            temporalCoverage=f"{covers[0]}/{covers[1]}" if covers else "",
            dateModified=as_of,
        ),
        "distribution": [
            {"@type": "DataDownload", "contentUrl": root + path, "encodingFormat": kind}
            for path, kind in DOWNLOADS.items()
        ],
    }


def _brief(entry: Entry, config: Config, root: str) -> Node:
    brief = entry.brief
    address = root + permalink("brief", brief.slug)
    title = entry.article.title or brief.title
    return {
        "@type": "Report",
        "@id": f"{address}#brief",
        "url": address,
        "headline": brief.title,
        **_stated(
            inLanguage=brief.language,
            temporalCoverage=brief.date,
            creativeWorkStatus="Draft" if brief.status == "draft" else "",
            abstract=" ".join(sentence.text for sentence in entry.summary),
            author=config.author,
            about=[_topic(topic, root) for topic in entry.topics],
            mentions=[_named(actor, root) for actor in entry.actors],
        ),
        "isPartOf": {"@id": f"{root}index.html#dossier"},
        "isBasedOn": _article(entry.article, title, brief.date or entry.article.date, root),
        **_stated(hasPart=[_quotation(quotation, n, entry, root) for n, quotation in enumerate(entry.quotations, 1)]),
    }


def _quotation(quotation: Quotation, number: int, entry: Entry, root: str) -> Node:
    """`isBasedOn` leads to the passage; words that weren't found in the article have none.

    Who isn't an actor stands as mere text, for whether it is a person isn't known; so do authors.
    """
    passage = quotation.passage
    address = root + permalink("brief", entry.brief.slug, f"q{number}")
    speaker = _named(quotation.actor, root) if quotation.actor else quotation.speaker
    return {
        "@type": "Quotation",
        "@id": address,
        "text": quotation.text,
        **_stated(
            inLanguage=quotation.language,
            spokenByCharacter=speaker,
            translationOfWork={
                "@type": "Quotation", "text": quotation.original, **_stated(inLanguage=entry.article.language)
            } if quotation.original else None,
            isBasedOn=root + permalink("source", passage.article, passage.anchor) if passage else "",
            creativeWorkStatus="Not proved" if quotation.unproved else "",
        ),
    }  # fmt: skip


def _article(article: Article, title: str, date: PartialDate | None, root: str) -> Node:
    address = root + permalink("source", article.slug)
    return {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "headline": title,
        **_stated(
            datePublished=date,
            inLanguage=article.language,
            publisher={"@type": "Organization", "name": article.publisher} if article.publisher else None,
            author=article.author,
            url=article.url if is_web_address(article.url) else "",
        ),
        "mainEntityOfPage": address,
    }


def _named(actor: Actor, root: str) -> Node:
    return {
        "@type": _TYPES[actor.kind],
        "@id": root + permalink("actor", actor.id, "actor"),
        "name": actor.name,
    }


def _actor(actor: Actor, spellings: list[str], root: str) -> Node:
    return {
        **_named(actor, root),
        **_stated(
            alternateName=spellings,
            description=actor.role,
            sameAs=f"https://www.wikidata.org/entity/{actor.wikidata}" if actor.wikidata else "",
        ),
        "mainEntityOfPage": root + permalink("actor", actor.id),
    }


def _topic(topic: Topic, root: str) -> Node:
    return {"@type": "DefinedTerm", "@id": root + permalink("topic", topic.id, "topic"), "name": topic.name}
