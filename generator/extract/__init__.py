"""Article → Extraction: pure functions, one module a question; none of them imports another."""

from __future__ import annotations

from generator.extract.actors import find_actors
from generator.extract.dates import find_dates, publication_date
from generator.extract.keyquotes import key_quotes
from generator.extract.quotes import find_quotes
from generator.extract.summary import summarise
from generator.extract.title import make_title
from generator.extract.topics import find_topics
from generator.model import Actor, Extraction, PartialDate, Topic


def extract(
    text: str,
    language: str,
    *,
    title: str = "",
    date: PartialDate | None = None,
    authority: tuple[Actor, ...] = (),
    vocabulary: tuple[Topic, ...] = (),
) -> Extraction:
    """All that can be told from one article; spans are code points of `text`.

    `title` and `date` are what the article's metadata states, and are kept. `authority` are the dossier's own
    actors, which win over the starter authority; `vocabulary` are the topics to look for. The result depends on
    nothing else, so that articles can be extracted in any order and in any process.
    """
    date = date or publication_date(text, language)
    actors = find_actors(text, language, authority)
    quotes = key_quotes(text, find_quotes(text, language, actors), actors)
    summary = summarise(text, language, quotes, actors, title)
    return Extraction(
        language=language,
        title=title or make_title(text, language, actors, quotes, summary),
        date=date,
        actors=actors,
        quotes=quotes,
        summary=summary,
        topics=find_topics(text, language, vocabulary),
        dates=find_dates(text, language, date),
    )
