"""Words, dates, order, Markdown, and how mistakes in templates are reported."""

from __future__ import annotations

import os
import string
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment, TemplateNotFound

from generator import render as module
from generator.errors import DossierError
from generator.languages import INTERFACE_LANGUAGES, data
from generator.languages.collation import sort_key
from generator.model import PartialDate
from generator.render import environment, foreign, markdown, quoted_paragraphs, render, vocabulary
from generator.resources import templates

PLURALS = {
    "en": {0: "0 quotes", 1: "1 quote", 2: "2 quotes", 1234: "1,234 quotes"},
    "pl": {1: "1 cytat", 2: "2 cytaty", 5: "5 cytatów", 12: "12 cytatów", 22: "22 cytaty", 1234: "1\xa0234 cytaty"},
    "de": {0: "0 Zitate", 1: "1 Zitat", 2: "2 Zitate", 1234: "1.234 Zitate"},
    "es": {1: "1 cita", 2: "2 citas", 1_000_000: "1.000.000 citas"},
    "fr": {0: "0 citation", 1: "1 citation", 2: "2 citations", 1234: "1\u202f234 citations"},
    "uk": {1: "1 цитата", 2: "2 цитати", 5: "5 цитат", 11: "11 цитат", 21: "21 цитата", 104: "104 цитати"},
    "ru": {1: "1 цитата", 2: "2 цитаты", 5: "5 цитат", 11: "11 цитат", 21: "21 цитата", 104: "104 цитаты"},
}


@pytest.mark.parametrize(("language", "forms"), PLURALS.items())
def test_plural_forms(language: str, forms: dict[int, str]) -> None:
    t = vocabulary(language)["t"]
    assert {n: t("n_quotes", n) for n in forms} == forms


DATES = {
    "en": ("2025", "March 2025", "27 March 2025", "27 Mar 2025", "27 Mar"),
    "pl": ("2025", "marzec 2025", "27 marca 2025", "27 mar 2025", "27 mar"),
    "de": ("2025", "März 2025", "27. März 2025", "27. März 2025", "27. März"),
    "es": ("2025", "marzo de 2025", "27 de marzo de 2025", "27 mar 2025", "27 mar"),
    "fr": ("2025", "mars 2025", "27 mars 2025", "27 mars 2025", "27 mars"),
    "uk": ("2025", "березень 2025 р.", "27 березня 2025 р.", "27 бер. 2025 р.", "27 бер."),
    "ru": ("2025", "март 2025 г.", "27 марта 2025 г.", "27 мар. 2025 г.", "27 мар."),
}


@pytest.mark.parametrize(("language", "expected"), DATES.items())
def test_dates_are_as_precise_as_they_are(language: str, expected: tuple[str, ...]) -> None:
    date = vocabulary(language)["date"]
    day = PartialDate(2025, 3, 27)
    made = (date(PartialDate(2025)), date(PartialDate(2025, 3)), date(day), date(day, "short"),
            date(day, "within year"))  # fmt: skip
    assert tuple(text.replace("\u202f", " ").replace("\xa0", " ") for text in made) == expected


def test_names_and_lists() -> None:
    english, german = vocabulary("en"), vocabulary("de")
    assert english["language_name"]("pl") == "Polish"
    assert german["language_name"]("uk") == "Ukrainisch"
    assert english["language_name"]("xx-unknown") == "xx-unknown"
    assert english["listing"](["A", "B", "C"]) == "A, B and C"
    assert german["listing"](["A", "B"]) == "A und B"
    assert german["listing"]([]) == ""


def test_a_language_without_interface_is_served_in_english() -> None:
    assert vocabulary("sl")["language"] == "en"
    assert vocabulary("sl")["t"]("sources") == "Sources"


def placeholders(word: object) -> set[str]:
    forms = word.values() if isinstance(word, dict) else [word]
    return {field for form in forms for _, field, _, _ in string.Formatter().parse(str(form)) if field}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_interface_words_are_complete(language: str) -> None:
    english, words = dict(data("en", "interface")), dict(data(language, "interface"))
    for words_of in (english, words):
        words_of.pop("locale", None)
    assert list(words) == list(english)
    categories = {"one", "few", "many", "other"} if language in ("pl", "uk", "ru") else {"one", "other"}
    for key, word in english.items():
        assert isinstance(words[key], dict) == isinstance(word, dict), key
        assert placeholders(words[key]) <= placeholders(word), key
        if isinstance(word, dict):
            numbered = "n" in placeholders(word)
            assert set(words[key]) == categories if numbered else set(words[key]) <= categories, key


SORTED = {
    "en": "10 Ways|2 Ways|de Wit|de-Wit|Dewey|Éclair|Lake|Łoś|Zoo|Ельник",
    "pl": "Cud|Czar|Ćma|Lis|Lwów|Ława|Łoś|Sad|Śnieg|Zaremba|Źrebak|Żak",
    "de": "Apfel|Äpfel|Österreich|Ostmark|Strasse|Straße|Zoo",
    "es": "Álvarez|Nube|Núñez|Ñandú|Ocaso",
    "fr": "cote|coté|côte|côté|Écluse|Œdipe|Ouest",
    "cs": "Adam|Áron|Cihla|Čáp|Hora|Chrást|Ivan",
    "sl": "Cerkev|Čas|Sava|Šola|Zora|Žena",
    "ru": "Егоров|Ежов|Елкин|Ёлкин|Жук|Яна|Smith",
    "uk": "Гнатюк|Ґалаґан|Дубко|Ева|Єва|Ивась|Іван|Їжак|Йосип|Юрій|Smith",
    "bg": "Ангел|Юлия|Яна|Smith",
}


@pytest.mark.parametrize(("language", "names"), SORTED.items())
def test_alphabetical_order(language: str, names: str) -> None:
    expected = names.split("|")
    backwards = expected[::-1]
    assert sorted(backwards, key=sort_key(language)) == expected


@given(st.lists(st.text(max_size=8), max_size=6), st.sampled_from(list(SORTED)))
def test_order_does_not_depend_on_the_order_before(names: list[str], language: str) -> None:
    key, backwards = sort_key(language), names[::-1]
    assert sorted(names, key=key) == sorted(backwards, key=key)


def test_marks_of_punctuation_do_not_count_in_order() -> None:
    key = sort_key("en")
    assert sorted(["“Zeal”", "Beta", "‘Alpha’"], key=key) == ["‘Alpha’", "Beta", "“Zeal”"]


MARKDOWN = {
    "*em* and <b>b</b>": "<p><em>em</em> and &lt;b&gt;b&lt;/b&gt;</p>\n",
    "<script>alert(1)</script>": "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n",
    "# Big\n\n###### Small": "<h3>Big</h3>\n<h6>Small</h6>\n",
    "[out](https://example.org/?a=1&b=2)": '<p><a href="https://example.org/?a=1&amp;b=2">out</a></p>\n',
    "[mail](mailto:a@example.org)": '<p><a href="mailto:a@example.org">mail</a></p>\n',
    "[run](javascript:alert(1))": "<p>run</p>\n",
    "[run](  JavaScript:alert(1))": "<p>run</p>\n",
    "[data](data:text/html,x) [file](file:///etc/passwd)": "<p>data file</p>\n",
    "[near](other.md)": "<p>near</p>\n",
    "<javascript:alert(1)>": "<p>javascript:alert(1)</p>\n",
    "![a *map*](http://127.0.0.1/x.png)": "<p>a <em>map</em></p>\n",
    "[![map](x.png)](https://example.org)": '<p><a href="https://example.org">map</a></p>\n',
    "https://example.org": "<p>https://example.org</p>\n",
    "&lt;i&gt; &#60;i&#62;": "<p>&lt;i&gt; &lt;i&gt;</p>\n",
}


@pytest.mark.parametrize(("text", "html"), MARKDOWN.items())
def test_markdown(text: str, html: str) -> None:
    assert markdown(text) == html


def test_quotes_have_paragraphs() -> None:
    assert quoted_paragraphs("One\ntwo.\n\n  \nThree.") == ["One\ntwo.", "Three."]


def test_attributes_of_foreign_passages() -> None:
    assert foreign("pl") == ' lang="pl" dir="ltr"'
    assert foreign("he") == ' lang="he" dir="rtl"'
    assert foreign("") == ' dir="auto"'
    assert foreign('x"onclick="alert(1)') == ' lang="x&#34;onclick=&#34;alert(1)" dir="ltr"'


def folders(tmp_path: Path, **files: str) -> tuple[Path, ...]:
    """Template folders `own` and `ours`, with files named `own` or `ours` and what they hold."""
    made = tuple(tmp_path / owner / "templates" for owner in ("own", "ours"))
    for folder in made:
        (folder / "site").mkdir(parents=True)
    for name, text in files.items():
        owner, _, page = name.partition("_")
        (tmp_path / owner / "templates/site" / f"{page}.html").write_text(text, encoding="utf-8")
    return made


def test_the_dossiers_own_template_wins_file_by_file(tmp_path: Path) -> None:
    made = environment(
        folders(
            tmp_path,
            ours_base="ours {% block a %}{% endblock %}",
            ours_page="{% extends 'site/base.html' %}{% block a %}page{% endblock %}",
            own_base="own {% block a %}{% endblock %}",
        ),
        "en",
    )
    assert render(made, "site/page.html", {}) == "own page"


def test_values_are_escaped(tmp_path: Path) -> None:
    made = environment(folders(tmp_path, ours_page="{{ x }}{{ y|markdown }}"), "en")
    assert render(made, "site/page.html", {"x": "<&\"'>", "y": "**b**"}) == (
        "&lt;&amp;&#34;&#39;&gt;<p><strong>b</strong></p>\n"
    )


MISTAKES = {
    "line\n{% if x %}\n": "templates/site/page.html:2: Unexpected end of template. Jinja was looking for the "
    "following tags: 'elif' or 'else' or 'endif'. The innermost block that needs to be closed is 'if'.",
    "\n\n{{ brif.title }}": "templates/site/page.html:3: 'brif' is undefined",
    "{{ 'a'.b }}": "templates/site/page.html:1: 'str object' has no attribute 'b'",
    "\n{{ t('no such word') }}": "templates/site/page.html:2: KeyError: 'no such word'",
    "{{ 1 / 0 }}": "templates/site/page.html:1: ZeroDivisionError: division by zero",
    "\n{% include 'site/gone.html' %}": "templates/site/page.html:2: there is no template site/gone.html",
    "\n{% include 'site/other.html' %}": "templates/site/other.html:4: 'x' is undefined",
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.items())
def test_mistakes_in_templates_name_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    made = environment(folders(tmp_path, own_page=text, ours_other="\n\n\n{{ x }}"), "en")
    with pytest.raises(DossierError) as raised:
        render(made, "site/page.html", {})
    assert str(raised.value) == message


def test_a_missing_template_is_named(tmp_path: Path) -> None:
    with pytest.raises(DossierError) as raised:
        render(environment(folders(tmp_path), "en"), "site/gone.html", {})
    assert str(raised.value) == "templates/site/gone.html: there is no template site/gone.html"


@pytest.fixture
def anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], int]]:
    """Let what is compiled be forgotten, as in a new process; returns how many templates are compiled then."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    compiled: list[object] = []
    generate = Environment._generate
    monkeypatch.setattr(Environment, "_generate", lambda *a, **b: compiled.append(a) or generate(*a, **b))

    def made() -> int:
        module._compiled.cache_clear()
        compiled.clear()
        environment((tmp_path / "mine", templates()), "en").get_template("serve/error.html")
        with suppress(TemplateNotFound):
            environment((tmp_path / "mine", templates()), "en").get_template("mine.html")
        return len(compiled)

    yield made
    module._compiled.cache_clear()


def test_our_templates_are_compiled_once_for_all_processes(tmp_path: Path, anew: Callable[[], int]) -> None:
    assert anew() == 1
    assert len(list(tmp_path.glob("*/dossier-*"))) == 1
    assert anew() == 0


def test_templates_of_a_dossier_are_kept_nowhere(tmp_path: Path, anew: Callable[[], int]) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/mine.html").write_text("Mine", encoding="utf-8")
    assert anew() == 2
    assert len(list(tmp_path.glob("*/dossier-*"))) == 1
    assert anew() == 1


def test_where_nothing_can_be_kept_templates_are_compiled(tmp_path: Path, anew: Callable[[], int]) -> None:
    (tmp_path / f"_jinja2-cache-{os.getuid()}").write_text("in the way", encoding="utf-8")
    assert (anew(), anew()) == (1, 1)
