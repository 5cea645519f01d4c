"""Reading source texts: forms, encodings, slugs, and what is said of files that can't be read."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.article import MAX_BYTES, read_article, read_articles
from generator.errors import DossierError
from generator.languages.recognise import recognise
from generator.model import Article, PartialDate

BODY = "The council of Ostmark met in Port Selin and agreed on the new bridge."
POLISH = "Rada Ostmarku zebrała się w Porcie Selin i zgodziła się na budowę nowego mostu, który już się zaczął."
PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Ostmark closes the border</title>{head}
<meta property="og:site_name" content="Selin Herald"><meta name="author" content="Ada Brenn">
<link rel="canonical" href="https://herald.example/border"></head><body><nav>Home | Politics</nav><article>
<h1>Ostmark closes the border</h1>{byline}
<p>Ostmark closed its border with Vardania on Monday, the interior ministry said in a statement.</p>
<p>“We have no choice,” said the minister Ada Brenn in the capital, where she met the press.</p>
<p>Trade between the two countries had grown for years before the dispute about fishing began.</p>
</article><footer>All rights reserved</footer></body></html>"""


def read(folder: Path, data: bytes | str, name: str = "note.txt") -> Article:
    file = folder / name
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_article(file, f"articles/{name}")


def problem(folder: Path, data: bytes | str, name: str = "note.txt") -> str:
    with pytest.raises(DossierError) as raised:
        read(folder, data, name)
    return str(raised.value)


@pytest.mark.parametrize(
    ("stated", "date"),
    [
        ("2025-02-27", PartialDate(2025, 2, 27)),
        ("2025-03", PartialDate(2025, 3)),
        ("2025", PartialDate(2025)),
    ],
)
def test_a_text_opening_with_its_date(tmp_path: Path, stated: str, date: PartialDate) -> None:
    article = read(tmp_path, f" date {stated} {BODY}\n\nNobody objected.\n")
    assert article.date == date
    assert article.text == f"{BODY}\n\nNobody objected."
    assert [span.of(article.text) for span in article.paragraphs] == [BODY, "Nobody objected."]


def test_header_lines(tmp_path: Path) -> None:
    header = "Title: A bridge: the plan\ndate: 2025-02\nurl: https://herald.example/a\npublisher: Selin Herald"
    article = read(tmp_path, f"{header}\nauthor:\nlanguage: en-GB\n\n{BODY}")
    assert (article.title, article.date, article.author) == ("A bridge: the plan", PartialDate(2025, 2), "")
    assert (article.url, article.publisher) == ("https://herald.example/a", "Selin Herald")
    assert (article.language, article.text) == ("en-GB", BODY)


def test_plain_text_is_kept_as_it_is(tmp_path: Path) -> None:
    article = read(tmp_path, f"\ufeff{BODY}\r\nNote: “x” \u00a0 y.\r\n".encode())
    assert article.text == f"{BODY}\nNote: “x” \u00a0 y."
    assert (article.title, article.date, article.encoding, article.language) == ("", None, "utf-8", "en")
    assert article.sha256 == hashlib.sha256(f"\ufeff{BODY}\r\nNote: “x” \u00a0 y.\r\n".encode()).hexdigest()


def test_markdown_with_front_matter(tmp_path: Path) -> None:
    article = read(tmp_path, f"---\ntitle: 'A: bridge'\ndate: 2025-02\n---\n\n# Bridge\n\n{BODY}\n", "note.md")
    assert (article.title, article.date) == ("A: bridge", PartialDate(2025, 2))
    assert article.text == f"# Bridge\n\n{BODY}"
    assert read(tmp_path, BODY, "plain.md").text == BODY


@pytest.mark.parametrize(
    ("head", "byline", "date"),
    [
        ('<meta property="article:published_time" content="2025-03-01T23:30:00-05:00">', "", "2025-03-01"),
        ('<meta property="article:published_time" content="2025-03">', "", "2025-03"),
        (
            '<script type="application/ld+json">{"@graph": [{"datePublished": "2025-03"}]}</script>',
            "",
            "2025-03",
        ),
        (
            '<script type="application/ld+json">{broken</script>',
            '<time datetime="2025-03-04">x</time>',
            "2025-03-04",
        ),
        ('<meta name="date" content="soon">', "", None),
        ("", '<p class="date">March 2025</p>', "2025"),
        ("", '<p class="date">1 March 2025</p>', "2025-03-01"),
        ("", '<p class="date">14 March 2025</p>', "2025-03-14"),
        ("", "", None),
    ],
)
def test_saved_page(tmp_path: Path, head: str, byline: str, date: str | None) -> None:
    article = read(tmp_path, PAGE.format(head=head, byline=byline), "border.html")
    assert (str(article.date) if article.date else None) == date
    assert (article.title, article.publisher) == ("Ostmark closes the border", "Selin Herald")
    assert (article.author, article.url) == ("Ada Brenn", "https://herald.example/border")
    paragraphs = [span.of(article.text) for span in article.paragraphs]
    assert paragraphs[-2].startswith("“We have no choice,” said the minister")
    assert "rights reserved" not in article.text
    assert "Politics" not in article.text


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "utf-16"])
def test_other_encodings_are_recognised_and_said(tmp_path: Path, encoding: str) -> None:
    text = f"{POLISH} Wójt zażądał też gęstszej sieci dróg, bo łódź płynie dłużej niż autobus.\n" * 8
    article = read(tmp_path, text.encode(encoding))
    assert article.text == text.strip()
    assert article.encoding != "utf-8"


def test_declared_encoding_of_a_page(tmp_path: Path) -> None:
    page = PAGE.format(head="", byline="").replace("utf-8", "windows-1252").encode("cp1252")
    article = read(tmp_path, page, "border.html")
    assert article.encoding == "windows-1252"
    assert "“We have no choice,”" in article.text


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ("", "note.txt", "content/articles/note.txt: this file is empty"),
        (" \n\t", "note.txt", "content/articles/note.txt: this file is empty"),
        ("date 2025-02-27", "note.txt", "content/articles/note.txt: there is no text in this article"),
        (b"\x89PNG\0\0", "note.txt", "content/articles/note.txt: this is not a text: it has zero bytes"),
        ("a\0b".encode("utf-16"), "note.txt", "content/articles/note.txt: this is not a text: it has zero bytes"),
        ("date 2025-02-30 A day.", "note.txt", "note.txt:1: “2025-02-30” is not a day of the calendar"),
        ("\n date 27.2. A day.", "note.txt", "note.txt:2: “27.2.” is not a date of the form 2025,"),
        (
            "title: A\ndatte: 2025\n\nA day.",
            "note.txt",
            "note.txt:2: unknown key “datte”\n    did you mean “date”?",
        ),
        ("title: A\ntitle: B\n\nA day.", "note.txt", "note.txt:2: “title” stands here twice"),
        ("title: A\nA day came.", "note.txt", "note.txt:2: there is no “key: value” in this header line"),
        ("title: A\ndate: May\n\nA day.", "note.txt", "note.txt:2: “May” is not a date of the form"),
        ("language: Polish\n\nA day.", "note.txt", "note.txt:1: “Polish” is not the code of a language"),
        ("---\ntitle: [a\n---\nA day.", "note.md", "content/articles/note.md:"),
        ("---\ntitel: a\n---\nA day.", "note.md", "note.md:2: unknown key “titel”"),
        ("<html><body></body></html>", "note.html", "note.html: no article was found in this web page"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, data: bytes | str, name: str, message: str) -> None:
    assert message in problem(tmp_path, data, name)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    assert "larger than 20 MB" in problem(tmp_path, b"a" * (MAX_BYTES + 1))


def test_bad_files_do_not_stop_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    (folder / "2025").mkdir(parents=True)
    files = {
        "b.txt": BODY, "a.html": PAGE.format(head="", byline=""), "a.txt": BODY, "c.txt": "", "d.docx": "x",
        ".hidden": "x", "2025/a.txt": BODY, "Łódź!.txt": POLISH, "?.txt": BODY,
    }  # fmt: skip
    for name, text in files.items():
        (folder / name).write_text(text)
    outside = tmp_path / "secret.txt"
    outside.write_text(BODY)
    (folder / "link.txt").symlink_to(outside)
    articles, problems = read_articles(tmp_path)
    assert [article.path for article in articles] == [
        f"articles/{name}" for name in ("2025/a.txt", "?.txt", "a.html", "a.txt", "b.txt", "Łódź!.txt")
    ]
    slugs = [article.slug for article in articles]
    assert slugs[0] == "a"
    assert slugs[2:] == ["a-html", "a-txt", "b", "lodz"]
    assert len(set(slugs)) == len(slugs)
    assert [str(problem).split("\n")[0] for problem in problems] == [
        "content/articles/c.txt: this file is empty",
        "content/articles/d.docx: “.docx” is not a kind of file that articles are read from",
        "content/articles/link.txt: this is a link to a file outside of content/articles/",
    ]


def test_no_folder_no_articles(tmp_path: Path) -> None:
    assert read_articles(tmp_path) == ((), ())


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        (POLISH, "pl"),
        ("Der Rat von Ostmark hat sich auf den Bau der neuen Brücke geeinigt.", "de"),
        ("El consejo de Ostmark se reunió en Puerto Selin y aprobó el nuevo puente.", "es"),
        ("Le conseil d’Ostmark s’est réuni à Port-Selin et a approuvé le nouveau pont.", "fr"),
        (
            "Совет Остмарка собрался в Порт-Селине и одобрил строительство нового моста, который уже начали.",
            "ru",
        ),
        ("Рада Остмарку зібралася в Порт-Селіні й схвалила будівництво нового мосту, який уже почали.", "uk"),
        (
            "Rada Ostmarku se sešla v Port Selinu a schválila stavbu nového mostu, který už začali stavět.",
            "cs",
        ),
        (
            "Svet Ostmarka se je sestal v Port Selinu in odobril gradnjo novega mostu, ki se je že začela.",
            "sl",
        ),
        (
            "Съветът на Остмарк се събра в Порт Селин и одобри строежа на новия мост, който вече започна.",
            "bg",
        ),
        ("Il consiglio di Ostmark si è riunito a Porto Selin e ha approvato il nuovo ponte.", "it"),
        ("O conselho de Ostmark reuniu-se em Porto Selin e aprovou a nova ponte.", "pt"),
        ("", "en"),
    ],
)
def test_language_is_recognised(text: str, language: str) -> None:
    assert recognise(text) == language


@given(st.binary(max_size=200), st.sampled_from(["x.txt", "x.md", "x.html"]))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    file = folder / "articles" / name
    file.parent.mkdir(exist_ok=True)
    for other in file.parent.iterdir():
        other.unlink()
    file.write_bytes(data)
    articles, problems = read_articles(folder)
    assert len(articles) + bool(problems) == 1
    assert all(problem.path == f"content/articles/{name}" for problem in problems)
    assert all(article.text and article.text == article.text.strip() for article in articles)
