"""What is prose in a saved page and what isn't."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.extract.furniture import headline, is_furniture, prose
from generator.languages import LANGUAGES

PROSE = "The council of Ostmark met on Monday. It agreed on the bridge."

FURNITURE = {
    "en": ["Home page world", "Read also: Bridge burns", "Subscribe to our newsletter", "Photo: A. Olt / OPA",
           "© Selin Herald", "3 min read", "Published: March 3, 2025", "All rights reserved."],
    "pl": ["Strona główna | Polityka", "Czytaj też: Most spłonął", "Fot. A. Olt", "Zapisz się do newslettera",
           "Data publikacji: 3.03.2025", "27 lutego 2025, 14:30", "Dalsza część artykułu pod wideo"],
    "de": ["Startseite Politik", "Lesen Sie auch: Brücke brennt", "Foto: A. Olt/OPA", "Stand: 3. März 2025"],
    "es": ["Portada | Política", "Lea también: El puente arde", "Foto: A. Olt", "Suscríbase al boletín"],
    "fr": ["Accueil > Monde > Ostmark", "Lire aussi : Le pont brûle", "Photo : A. Olt", "Abonnez-vous à la lettre"],
    "ru": ["Главная / Политика", "Читайте также: Мост сгорел", "Фото: А. Ольт", "Подписывайтесь на нас"],
    "uk": ["Головна / Політика", "Читайте також: Міст згорів", "Фото: А. Ольт", "Підписуйтесь на нас"],
    "cs": ["Domů | Politika", "Čtěte také: Most shořel", "Foto: A. Olt", "20. července 2020 20:00, doplněno 20:24"],
    "sl": ["Domov | Politika", "Preberite tudi: Most je zgorel", "Foto: A. Olt"],
    "bg": ["Начало | Политика", "Прочетете още: Мостът изгоря", "Снимка: А. Олт"],
    "it": ["Home | Politica", "Leggi anche: Il ponte brucia", "Foto: A. Olt"],
    "pt": ["Início | Política", "Leia também: A ponte arde", "Foto: A. Olt"],
}  # fmt: skip


@pytest.mark.parametrize(("language", "line"), [(code, line) for code, lines in FURNITURE.items() for line in lines])
def test_furniture(language: str, line: str) -> None:
    assert is_furniture(line, language)
    text = f"{line}\n\n{PROSE}"
    assert " ".join(span.of(text) for span in prose(text, language)) == PROSE


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Home secretary Ada Brenn resigned on Monday."),
        ("en", "Politics is a slow trade, she said."),
        ("pl", "Polityka rolna Ostmarku się zmienia."),
        ("de", "Foto und Text stammen vom Minister."),
        ("ru", "Политика совета изменилась."),
    ],
)
def test_prose_is_not_furniture(language: str, line: str) -> None:
    assert not is_furniture(line, language)


@pytest.mark.parametrize(
    ("language", "line", "told"),
    [
        ("en", "PORT SELIN – The council met.", "The council met."),
        ("en", "Port Selin (OPA) — The council met.", "The council met."),
        ("en", "Update from Friday, March 7, 3:40 p.m.: The council met.", "The council met."),
        ("en", "The council met. (ab)", "The council met."),
        ("en", "The council – a body of nine – met.", "The council – a body of nine – met."),
        ("en", "NATO – the alliance – met.", "NATO – the alliance – met."),
        ("en", "The council of Ostmark (CO) met.", "The council of Ostmark (CO) met."),
        ("de", "Port Selin (Ostmark), 03.04.2006 – Der Rat tagte. (ab/OPA)", "Der Rat tagte."),
        ("pl", "Z ostatniej chwili: Rada się zebrała.", "Rada się zebrała."),
        ("pl", "– Zgoda – dodał premier.", "– Zgoda – dodał premier."),
    ],
)
def test_openings_and_signatures_are_cut_off(language: str, line: str, told: str) -> None:
    assert [span.of(line) for span in prose(line, language)] == [told]


def test_headings_are_left_out() -> None:
    text = f"Council agrees on bridge\n\n{PROSE}\n\nWhat does Vardania say?\n\nIt says nothing. It waits."
    assert [span.of(text) for span in prose(text, "en")] == [
        "The council of Ostmark met on Monday.", "It agreed on the bridge.", "It says nothing.", "It waits.",
    ]  # fmt: skip


def test_a_text_of_headings_keeps_them() -> None:
    assert [span.of("Council agrees\n\nBridge comes") for span in prose("Council agrees\n\nBridge comes", "en")] == [
        "Council agrees", "Bridge comes",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"Home page world\n\nCouncil agrees on bridge\n\n{PROSE}", "Council agrees on bridge"),
        (f"Who will build the bridge?\n\n{PROSE}", "Who will build the bridge?"),
        (PROSE, None),
        (f"{PROSE}\n\nCouncil agrees on bridge", None),
        ("The council met and\n\nagreed on the bridge.", None),
        ("", None),
    ],
)
def test_headline(text: str, found: str | None) -> None:
    span = headline(text, "en")
    assert (span.of(text) if span else None) == found


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_has_prose_in_order(text: str, language: str) -> None:
    spans = list(prose(text, language))
    assert bool(spans) == bool(text.strip())
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(spans)
