"""Make quotes.jsonl and names.jsonl, what extraction is measured by, out of sample.yaml.

    python -m tests.gold.annotate

Run from the project's folder; it fails, and writes nothing, when a line doesn't fit its article.

sample.yaml has the annotations of the articles in content/articles/ in a form that people can read and mend:

actors    key: canonical name, PER, ORG or LOC; what two articles call by one key is one actor
articles  for each slug, lines of two or three fields parted by “ | ”:
  quotes  speaker | words that name the speaker | quoted words, in the order of the text
      speaker   a key; “~ words” for a speaker whom the article doesn't name; “?” for a statement that can't
                be attributed; “!” for quotation marks around a title, a name or a word that quote nobody
      words     as they stand nearest to the quote, with a title or role; “said [he] softly” means “he” there;
                the verb where the subject is dropped, “-” where nothing stands for the speaker
      quoted    in full, or “first words … last words”; quotation marks around it left out
  names   key | base form | forms in the text, parted by “, ”, each wherever it is a whole word;
          “Dorrand#2” is the second place only; without the third field the base form is the only one

In the results `attributed` is false for “!” alone, `speaker` is the actor's canonical name and `actor` the id
that `link` has in names.jsonl (empty for a speaker who isn't an actor). Quotes within a quote aren't marked
apart; of a quote over several paragraphs each is a line.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from generator.article import read_articles
from generator.model import Article, Span

HERE = Path(__file__).parent
CONTENT = HERE.parents[1] / "content"
PLAIN_SPACES = {0xA0: " ", 0x202F: " "}
"""No-break spaces are written as spaces in sample.yaml."""
Json = dict[str, Any]


class Actor(NamedTuple):
    name: str
    type: str

    @property
    def link(self) -> str:
        return f"{self.type}-{self.name.replace(' ', '-')}"


class MisfitError(Exception):
    """An annotation that doesn't fit its article."""


def lines(table: str, least: int) -> Iterator[list[str]]:
    """The fields of each line of a table, `least` to three; comments and empty lines are left out."""
    for line in table.splitlines():
        fields = [field.strip() for field in line.split(" | ")]
        if line.strip() and not line.startswith("#"):
            if not least <= len(fields) <= 3:
                raise MisfitError(f"this line has {len(fields)} fields: {line}")
            yield fields


def find_quote(text: str, words: str, start: int) -> Span:
    """Where the quoted words stand first from `start` on."""
    first, gap, last = words.partition(" … ")
    begin = text.find(first, start)
    ending = text.find(last, begin + len(first)) if gap else begin
    if min(begin, ending) < 0:
        raise MisfitError(f"the quote isn't there, or not in this order: {words}")
    return Span(begin, ending + len(last or first))


def find_mention(text: str, words: str, quote: Span) -> Span | None:
    """The place of `words` that is nearest to the quote, within it if they are nowhere else; None for “-”."""
    if words == "-":
        return None
    before, bracket, rest = words.partition("[")
    inner, _, after = rest.partition("]") if bracket else (words, "", "")
    before = before if bracket else ""
    pattern = rf"(?<!\w){re.escape(before)}(?<!\w)({re.escape(inner)})(?!\w){re.escape(after)}"
    spans = [Span(*match.span(1)) for match in re.finditer(pattern, text)]
    if not spans:
        raise MisfitError(f"these words aren't there: {words}")
    outside = [span for span in spans if span.end <= quote.start or span.start >= quote.end]
    return min(outside or spans, key=lambda span: max(quote.start - span.end, span.start - quote.end))


def quotes_of(article: Article, table: str, actors: Mapping[str, Actor]) -> Iterator[Json]:
    text = article.text.translate(PLAIN_SPACES)
    cursor = 0
    for speaker, mention, words in lines(table, 3):
        span = find_quote(text, words, cursor)
        cursor = span.end
        place = find_mention(text, mention, span)
        row: Json = {"start": span.start, "end": span.end, "attributed": speaker != "!",
                     "mention": place and list(place), "speaker": None, "actor": ""}
        if speaker.startswith("~"):
            row["speaker"] = speaker[1:].strip()
        elif speaker not in ("?", "!"):
            row |= {"speaker": actor_of(speaker, actors).name, "actor": actor_of(speaker, actors).link}
        yield row


def names_of(article: Article, table: str, actors: Mapping[str, Actor]) -> Iterator[Json]:
    forms: dict[str, dict[int, tuple[Actor, str]]] = {}
    for key, base, *given in lines(table, 2):
        for form in given[0].split(", ") if given else [base]:
            surface, _, number = form.partition("#")
            forms.setdefault(surface, {})[int(number or 0)] = (actor_of(key, actors), base)
    longest_first = "|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True))
    seen = dict.fromkeys(forms, 0)
    for match in re.finditer(rf"(?<!\w)(?:{longest_first})(?!\w)", article.text):
        surface = match.group()
        seen[surface] += 1
        meant = forms[surface].get(seen[surface]) or forms[surface].get(0)
        if not meant:
            raise MisfitError(f"“{surface}” stands there once more than lines say whom it means")
        yield {"start": match.start(), "end": match.end(), "type": meant[0].type, "link": meant[0].link,
               "lemma": meant[1]}
    for surface, places in forms.items():
        if seen[surface] < max(max(places), 1):
            raise MisfitError(f"the form isn't there so often: {surface}")


def actor_of(key: str, actors: Mapping[str, Actor]) -> Actor:
    if key not in actors:
        raise MisfitError(f"no actor has the key “{key}”")
    return actors[key]


def annotate() -> tuple[list[Json], list[Json]]:
    """All rows of quotes.jsonl and names.jsonl; exits naming every article with a misfit."""
    source = yaml.safe_load((HERE / "sample.yaml").read_text(encoding="utf-8"))
    actors = {key: Actor(*value.rsplit(", ", 1)) for key, value in source["actors"].items()}
    articles, problems = read_articles(CONTENT)
    unknown = source["articles"].keys() - {article.slug for article in articles}
    wrong = [*map(str, problems), *(f"{slug}: no such article" for slug in sorted(unknown))]
    quotes, names = [], []
    for article in articles:
        tables = source["articles"].get(article.slug, {"quotes": "", "names": ""})
        row = {"id": article.slug, "language": article.language, "date": str(article.date),
               "title": article.title, "text": article.text}
        try:
            quotes.append({**row, "quotes": list(quotes_of(article, tables["quotes"], actors))})
            found = list(names_of(article, tables["names"], actors))
            names.append({**row, "topic": "torvek", "names": found})
        except MisfitError as misfit:
            wrong.append(f"{article.slug}: {misfit}")
    if wrong:
        sys.exit("\n".join(wrong))
    return quotes, names


def main() -> None:
    for name, rows in zip(("quotes.jsonl", "names.jsonl"), annotate(), strict=True):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (HERE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
