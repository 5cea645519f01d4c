"""Dates that a text mentions, with the precision that it states, and the date of its publication."""

from __future__ import annotations

import calendar
import datetime
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from generator.languages import data
from generator.model import FoundDate, PartialDate, Span
from generator.text import lowered, paragraphs, quotations, sentences_of

_WORD = re.compile(r"[^\W\d_]{3,}")
_BESIDE = 25
"""Code points between a weekday and the day of the calendar that goes with it: “Sunday morning, 27 December”."""
_CLOSE = 4
"""Words before a weekday among which an infinitive belongs to it."""
_AFTER_DATELINE = re.compile(r"[^\w\n]{0,3}(?:\([^)\n]{2,30}\))?\s*[–—-]\s")


def find_dates(text: str, language: str, published: PartialDate | None) -> tuple[FoundDate, ...]:
    """Dates mentioned, in the order of the text, each with its sentence; never finer than stated.

    A day or month without its year is the one nearest to `published`. A weekday counts only when `published`
    is a day and the weekday's clause tells whether it lies behind or ahead, “yesterday” and “tomorrow” only
    outside of quotations; what can't be told is left out.
    """
    rules = _rules(language)
    found: list[FoundDate] = []
    blocks = iter(paragraphs(text))
    block = sentence = Span(0, 0)
    quoted = _Quoted(text)
    matches = list(rules.pattern.finditer(lowered(text)))
    for place, match in enumerate(matches):
        while block.end <= match.start():
            block = next(blocks, Span(match.start(), len(text)))
            spans = sentences_of(text, block, language)
        while sentence.end <= match.start():
            sentence = next(spans, block)
        if match["relative"] and quoted.contains(match.start()):
            continue
        if match["weekday"] and any(_dates_it(match, other) for other in matches[max(0, place - 1) : place + 2]):
            continue
        for date in _dates(match, text, sentence, rules, published):
            found.append(FoundDate(date, _span(match), sentence))
    return tuple(found)


def _dates_it(weekday: re.Match[str], other: re.Match[str]) -> bool:
    """Whether a day of the calendar stands beside a weekday and says which one is meant."""
    beside = 0 <= other.start() - weekday.end() <= _BESIDE or 0 <= weekday.start() - other.end() <= 2
    return beside and bool(other["d1"] or other["n1"] or other["iso"] or other.groupdict().get("d3"))


def publication_date(text: str, language: str) -> PartialDate | None:
    """The date of publication that the text itself states with its year; None when there is none.

    It counts in a dateline (“PORT SELIN, 3 March 2025 – ”), in a line that says so (“Published: 3 March
    2025”), or alone on its line, in the first six or last three paragraphs.
    """
    rules = _rules(language)
    blocks = paragraphs(text)
    for block in (*blocks[:6], *blocks[6:][-3:]):
        line = text[block.start : min(block.end, block.start + 150)]
        match = rules.pattern.search(lowered(line))
        if match and _is_publication(line, match, rules):
            return next((date for date in _stated(match, rules) if date.year), None)
    return None


def _is_publication(line: str, match: re.Match[str], rules: _Rules) -> bool:
    before, after = line[: match.start()], line[match.end() :]
    dateline = before[:1].isupper() and len(before) < 60 and _AFTER_DATELINE.match(after)
    stated = len(line) < 90 and any(word.lower() in rules.published for word in _WORD.findall(line)[:3])
    return bool(dateline or stated or len(_WORD.findall(f"{before} {after}")) <= 1)


class _Quoted:
    """Tells whether rising places of a text lie inside quotation marks."""

    def __init__(self, text: str) -> None:
        self._spans = (span for block in paragraphs(text) for span in quotations(text, block))
        self._span = Span(0, 0)

    def contains(self, place: int) -> bool:
        while self._span.end <= place:
            self._span = next(self._spans, Span(sys.maxsize, sys.maxsize))
        return self._span.start <= place


@dataclass(frozen=True, slots=True)
class _Rules:
    """A language's calendar.yaml, ready for use."""

    pattern: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    relative: dict[str, int]
    day_first: bool
    past: re.Pattern[str]
    future: re.Pattern[str]
    unsure: re.Pattern[str]
    clause: re.Pattern[str]
    published: frozenset[str]


@cache
def _rules(language: str) -> _Rules:
    entries = data(language, "calendar")

    def listed(key: str) -> list[str]:
        words: str = entries.get(key, "")
        return words.split()

    def pattern(key: str, more: str = "") -> re.Pattern[str]:
        return re.compile(rf"{more}\b(?:{_any(listed(key))})\b")

    relative = {word: offset for key, offset in (("yesterday", -1), ("tomorrow", 1)) for word in listed(key)}
    months = {form: number for number, forms in enumerate(entries.get("months", ()), 1) for form in forms.split()}
    weekdays = {form: number for number, forms in enumerate(entries.get("weekdays", ())) for form in forms.split()}
    return _Rules(
        pattern=_pattern(listed, months, weekdays, relative, entries.get("month_first") == "yes"),
        months=months,
        weekdays=weekdays,
        relative=relative,
        day_first=entries.get("numeric") == "day_first",
        past=pattern("past"),
        future=pattern("future"),
        unsure=pattern("unsure"),
        clause=pattern("clause", r"[,;:“”„«»\"()]|\s[–—-]\s|"),
        published=frozenset(listed("published")),
    )


def _pattern(
    listed: Callable[[str], list[str]],
    months: dict[str, int],
    weekdays: dict[str, int],
    relative: dict[str, int],
    month_first: bool,
) -> re.Pattern[str]:
    """One pattern of all forms of dates, in lower case; what stands where in it is told by the names of its groups."""
    short = {form for form in months if len(form) <= 4 and any(o != form and o.startswith(form) for o in months)}
    full = months.keys() - short
    month = rf"(?:(?:{_any(full)})\b|(?:{_any(short)})\b\.?)"
    day = rf"\d{{1,2}}(?!\d)(?:\s?(?:{_any(listed('day_endings'))})\b|[.º°])?"
    year = r"(?:1[89]|20)\d\d(?!\d)"
    of = rf"(?:\s(?:{_any(listed('of'))}))?\s"
    to = rf"(?:\s?[-–—]\s?|\s(?:{_any(listed('to'))})\s)"
    forms = [
        r"(?P<iso>(?:1[89]|20)\d\d-\d\d(?:-\d\d)?)(?![\d-])",
        rf"(?P<n1>\d{{1,2}})(?P<sep>[./])\s?(?P<n2>\d{{1,2}})(?P=sep)\s?(?P<n3>{year})",
        rf"(?P<d1>{day})(?:{to}(?P<d2>{day}))?{of}(?P<m1>{month})(?:,?{of}(?P<y1>{year}))?",
        rf"(?P<m3>{month})(?:,|{of})?\s?(?P<y3>{year})",
        rf"(?:{_any(listed('in'))})\s(?P<m4>{_any(full)})\b(?!,?{of}\d)",
        rf"(?:{_any(listed('in'))})\s(?P<y4>{year})(?!\s?[-–—/.,%]\d|\s?%)",
        rf"(?P<y5>{year})\s(?:{_any(listed('year_endings'))})\b",
        rf"(?P<weekday>{_any(weekdays)})\b",
        rf"(?P<relative>{_any(relative)})\b",
    ]
    if month_first:
        forms.insert(3, rf"(?P<m2>{month})\s(?P<d3>{day})(?:{to}(?P<d4>{day}))?(?:,?\s(?P<y2>{year}))?(?![:%]\d)")
    return re.compile(rf"(?<![\w.,/–-])(?:{'|'.join(forms)})")


def _any(words: Iterable[str]) -> str:
    """A regular expression of words, the longest first: * stands for letters, _ for a space."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    escaped = (re.escape(word).replace(r"\*", r"[^\W\d_]+").replace("_", r"\s") for word in ordered)
    return "|".join(escaped) or r"(?!)"


def _span(match: re.Match[str]) -> Span:
    """Where the date stands, without a preposition before it."""
    start = next((match.start(name) for name in ("m4", "y4") if match[name]), match.start())
    return Span(start, match.end())


def _dates(
    match: re.Match[str], text: str, sentence: Span, rules: _Rules, published: PartialDate | None
) -> Iterator[PartialDate]:
    if match["weekday"] or match["relative"]:
        if published and published.day:
            yield from _relative(match, text, sentence, rules, published)
        return
    for date in _stated(match, rules):
        if date.year:
            yield date
        elif published and published.month:
            yield from _nearest(date, published)


def _stated(match: re.Match[str], rules: _Rules) -> Iterator[PartialDate]:
    """What the words say, year 0 when they don't state it; nothing for a day that no calendar has."""
    groups = {name: value for name, value in match.groupdict().items() if value}
    parts: list[tuple[int, ...]]
    if "iso" in groups:
        parts = [tuple(int(part) for part in groups["iso"].split("-"))]
    elif "n1" in groups:
        first, second, year = int(groups["n1"]), int(groups["n2"]), int(groups["n3"])
        orders = {(year, second, first), (year, second, first) if rules.day_first else (year, first, second)}
        parts = [order for order in orders if _exists(*order)]
        parts = parts if len(parts) == 1 else []
    else:
        name = next((groups[key] for key in ("m1", "m2", "m3", "m4") if key in groups), "")
        month = rules.months.get(name.lower().rstrip("."), 0)
        year = int(next((groups[key] for key in ("y1", "y2", "y3", "y4", "y5") if key in groups), "0"))
        days = [int("".join(filter(str.isdecimal, groups[key]))) for key in ("d1", "d2", "d3", "d4") if key in groups]
        parts = [(year, month, day) for day in days] or [(year, month)]
    for part in parts:
        if _exists(*part):
            yield PartialDate(*part)


def _exists(year: int, month: int = 0, day: int = 0) -> bool:
    """Whether a date of the groups makes sense; a day of no stated year may be 29 February."""
    days = calendar.monthrange(year or 2000, month)[1] if 1 <= month <= 12 else 0
    return (year > 0 or month > 0) and month <= 12 and 0 <= day <= days


def _nearest(date: PartialDate, published: PartialDate) -> Iterator[PartialDate]:
    """A day or month of the year in which it lies nearest to the publication; nothing half a year away."""
    months = (date.month - published.month + 6) % 12 - 6
    year = published.year + (published.month + months - 1) // 12
    if abs(months) < 6 and _exists(year, date.month, date.day):
        yield PartialDate(year, date.month, date.day)


def _relative(
    match: re.Match[str], text: str, sentence: Span, rules: _Rules, published: PartialDate
) -> Iterator[PartialDate]:
    """A weekday, “yesterday” or “tomorrow” as a day."""
    origin = datetime.date(published.year, published.month, published.day)
    word = match.group().lower()
    if match["relative"]:
        offset = rules.relative[word]
    else:
        before, after = _clause(match, text, sentence, rules)
        back = (origin.weekday() - rules.weekdays[word]) % 7
        if _has(rules.future, before) or _has(rules.future, after):
            offset = (7 - back) % 7
        elif _is_past(before, after, rules):
            offset = -back
        else:
            return
    day = origin + datetime.timedelta(days=offset)
    yield PartialDate(day.year, day.month, day.day)


def _is_past(before: str, after: str, rules: _Rules) -> bool:
    """Whether a clause tells of the past; an infinitive right before the day leaves it open."""
    unsure = _has(rules.unsure, " ".join(before.split()[-_CLOSE:]))
    return not unsure and (_has(rules.past, before) or _has(rules.past, after))


def _has(pattern: re.Pattern[str], clause: str) -> bool:
    """Whether one of the words occurs, names left out: “Selmira” is no verb."""
    return any(found.group().islower() for found in pattern.finditer(clause))


def _clause(match: re.Match[str], text: str, sentence: Span, rules: _Rules) -> tuple[str, str]:
    """The words before and after a weekday up to the borders of its clause, opening in lower case."""
    before = text[max(sentence.start, match.start() - 100) : match.start()]
    after = text[match.end() : min(sentence.end, match.end() + 100)]
    borders = [border.end() for border in rules.clause.finditer(before)]
    before = before[borders[-1] if borders else 0 :].lstrip()
    if not before:  # “On Tuesday, the minister left”: the comma doesn't end the clause that the day opens
        after = after.removeprefix(",")
    end = rules.clause.search(after)
    return before[:1].lower() + before[1:], after[: end.start() if end else None]
