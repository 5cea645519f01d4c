"""A small dossier about an invented ferry dispute between invented states, for tests of what is published.

It has what pages must cope with: three alphabets and both directions, dates of all precisions, passages
inside and across each other, quotes over several paragraphs and without a speaker, edited sentences,
hostile text.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.dossier import Inputs, assemble
from generator.model import (
    Actor,
    Article,
    Brief,
    Config,
    Dossier,
    Event,
    Overview,
    PartialDate,
    Quote,
    Source,
    Topic,
)
from generator.text import paragraphs

TEXTS: Mapping[str, str] = {
    "ferry-talks": """The ferry between Port Selin and Ostmark will not sail before autumn, officials said.

“We have waited for nine months. We will not wait for ten,” said Mira Valden, the transport minister of Vardania.

Her office added that “the quay is safe” and that talks go on.

“Nobody asked the crews,” Valden told reporters.
“The crews are the ones who drown.

“And they are the ones who vote,” she said, according to the Selin Courier.

A letter seen by the paper calls the new fee “a toll on the sea”. The harbour board did not reply.""",
    "prom-w-porcie": """Prom z Portu Selin nie wypłynie przed jesienią.

– Na to nigdy się nie zgodzimy – powiedziała Mira Valden. Minister dodała, że opłata „jest niezgodna z umową”.

Przewodniczący rady portu Jonas Ärlund-Źdźbłowski uważa, że rozmowy potrwają do lata.""",
    "parom": """Паром не выйдет в море до осени, сообщили в министерстве транспорта Остмарка.

«Мы готовы к переговорам», — заявил Тимур Осколов. По его словам, плата останется прежней.""",
    "abbara": """قال تيمور أوسكولوف إن العبارة لن تبحر قبل الخريف.

وأضاف: «نحن مستعدون للحوار».""",
    "script": """<script>alert("text")</script> is what the archive kept of the page https://example.org/"""
    + "very-long-path-" * 12
    + """

The sign read “<b onmouseover=alert(1)>No & entry</b>”, the harbour board said.""",
}

ACTORS = (
    Actor("mira-valden", "Mira Valden", "person", "Transport minister of Vardania", ("Мира Вальден",), "Q0", "f"),
    Actor("timur-oskolov", "Timur Oskolov", "person", "", ("Тимур Осколов", "تيمور أوسكولوف"), "", "m"),
    Actor("jonas-arlund", "Jonas Ärlund-Źdźbłowski", "person", "Chair of the harbour board", (), "", "m"),
    Actor("harbour-board", "Harbour board", "organization", "", ("harbour board", "rady portu")),
    Actor("port-selin", "Port Selin", "place", "", ("Portu Selin",)),
    Actor("ostmark", "Ostmark", "place", "", ("Остмарка",)),
)

TOPICS = (
    Topic("ferry", "Ferry", "The line across the Selin strait, closed since winter."),
    Topic("fees", "Fees & <i>tolls</i>"),
    Topic("safety", "Safety"),
)


def article(slug: str, language: str, date: str, publisher: str = "", title: str = "", url: str = "") -> Article:
    return Article(
        path=f"articles/{slug}.txt",
        slug=slug,
        text=TEXTS[slug],
        paragraphs=paragraphs(TEXTS[slug]),
        title=title,
        date=PartialDate.parse(date) if date else None,
        language=language,
        publisher=publisher,
        url=url,
        sha256="5f2c" * 16,
    )


ARTICLES = (
    article("ferry-talks", "en", "2031-02-27", "Selin Courier", "No ferry before autumn", "https://example.org/ferry"),
    article("prom-w-porcie", "pl", "2031-03", "Głos Wybrzeża"),
    article("parom", "ru", "2031", "Вестник Остмарка", "Паром не выйдет в море", "javascript:alert(1)"),
    article("abbara", "ar", "", title="العبارة لن تبحر"),
    article("script", "en", "2030-12-30", "Selin Courier", '<script>alert("title")</script>'),
)

BRIEFS = (
    Brief(
        "no-ferry-before-autumn", "No ferry before autumn", PartialDate(2031, 2, 27), "en",
        Source("articles/ferry-talks.txt", "Selin Courier", "", "https://example.org/ferry", "B", "2"),
        ("Mira Valden", "Port Selin", "Ostmark", "Harbour board"), ("Ferry", "Fees & <i>tolls</i>"),
        "The ferry between Port Selin and Ostmark will not sail before autumn, officials said. "
        "“We have waited for nine months. We will not wait for ten,” said Mira Valden, the transport minister of "
        "Vardania. The fee stays in dispute.",
        (
            Quote("We have waited for nine months. We will not wait for ten,", "Mira Valden"),
            Quote("Nobody asked the crews", "Mira Valden"),
            Quote("The crews are the ones who drown.\n\n“And they are the ones who vote", "Mira Valden"),
            Quote("the quay is safe"),
            Quote("a toll on the sea", "A letter seen by the paper"),
            Quote("We have waited […] We will not wait", "Mira Valden"),
        ),
        "Compare *Głos Wybrzeża*, which has <b>another</b> wording.\n\n- [a list](https://example.org)\n"
        "- [nowhere](javascript:alert(1)) ![a picture](http://127.0.0.1/x.png)",
        assessment="The ministry *may* be waiting for the harbour board.",
        events=(
            Event(PartialDate(2030, 11), "The harbour board did not reply."),
            Event(PartialDate(2031, 9, 1), "The line <b>opens</b> again."),
        ),
        tlp="green",
        path="briefs/no-ferry-before-autumn.md",
    ),
    Brief(
        "what-the-crews-say", "What the crews say", PartialDate(2031, 2, 27), "en",
        Source("articles/ferry-talks.txt"), ("Mira Valden",), ("Safety",), "",
        (
            Quote("We will not wait for ten,” said Mira Valden, the transport minister of Vardania.\n\nHer office added"
                  " that “the quay is safe”"),
        ),
        path="briefs/what-the-crews-say.md",
    ),
    Brief(
        "prom-z-portu-selin", "Prom z Portu Selin nie wypłynie", PartialDate(2031, 3), "pl",
        Source("articles/prom-w-porcie.txt"), ("Mira Valden", "Jonas Ärlund-Źdźbłowski", "Port Selin"), ("Ferry",),
        "Prom z Portu Selin nie wypłynie przed jesienią.",
        (Quote("Na to nigdy się nie zgodzimy", "Mira Valden"), Quote("jest niezgodna z umową", "Mira Valden")),
        path="briefs/prom-z-portu-selin.md",
    ),
    Brief(
        "parom", "Паром не выйдет в море", PartialDate(2031), "ru", Source("articles/parom.txt"),
        ("Timur Oskolov", "Ostmark"), ("Ferry",), "", (
            Quote("Мы готовы к переговорам", "Timur Oskolov"),
            Quote("the fee will stay as it is", "Mira Valden", by_editor=True, original="плата останется прежней"),
        ),
        status="draft", path="briefs/parom.md",
    ),
    Brief(
        "abbara", "العبارة لن تبحر", None, "ar", Source("articles/abbara.txt"), ("Timur Oskolov",), (), "",
        (Quote("نحن مستعدون للحوار", "Timur Oskolov"),), path="briefs/abbara.md",
    ),
    Brief(
        "script", '<script>alert("title")</script> ' + "Donau" * 30, PartialDate(2030, 12, 30), "en",
        Source("articles/script.txt"), ("Harbour board",), (), '<script>alert("text")</script> is what the archive kept'
        " of the page.", (Quote("<b onmouseover=alert(1)>No & entry</b>", "Harbour board"),),
        path="briefs/script.md",
    ),
)  # fmt: skip


def sample(language: str = "en", briefs: tuple[Brief, ...] = BRIEFS, allow_unproved: bool = False) -> Dossier:
    """The dossier, in one of the interface languages."""
    config = Config(
        title="The Selin ferry",
        language=language,
        subtitle="A closed line & its quarrels",
        description="What was said about the ferry between Port Selin and Ostmark.",
        notice="All states, persons and events are invented.",
        author="The test desk",
        url="https://example.org/team/dossier/",
        tlp="amber+strict",
    )
    overview = Overview("The ferry will **not** sail before autumn.", "1. The fee stays.\n2. Talks go on.")
    inputs = Inputs(config, ARTICLES, ACTORS, TOPICS, briefs, {}, overview)
    return assemble(inputs, allow_unproved=allow_unproved)
