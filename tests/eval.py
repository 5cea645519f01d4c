"""How well extraction does: `python -m tests.eval [DIR]` scores it against annotated texts and prints a table.

DIR holds files of JSON lines; without it, the annotations of the sample dossier in tests/gold are used.

A line of `quotes*.jsonl` has `quotes`: [{"start", "end", "attributed", "mention": [start, end] or null, "speaker"}].
Of quotes of four words or more:
  found    a predicted quotation counts when it overlaps an attributed one by 0.8 (intersection over union)
  speaker  share of those found whose words naming the speaker overlap the annotated ones
  both     precision, recall and F1 when both must be right
  person   share of those found whose speaker is the person annotated, where the annotation has a name

A line of `names*.jsonl` has `topic` and `names`: [{"start", "end", "type": PER | ORG | LOC, "link"}].
  names    precision, recall and F1 of (document, form, type)
  linked   B-cubed precision, recall and F1 of the actors to which a topic's forms are assigned
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.extract import extract
from generator.extract.actors.sounds import skeleton
from generator.jobs import cores, parallel_map
from generator.model import Extraction, FoundQuote, PartialDate

KINDS = {"PER": "person", "ORG": "organization", "LOC": "place"}
Document = Mapping[str, Any]
Pair = tuple[Document, Extraction]


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else Path(__file__).parent / "gold"
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        print(f"{folder} has no .jsonl files", file=sys.stderr)
        return 1
    for file in files:
        documents = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
        began = time.perf_counter()
        found = list(parallel_map(_extracted, documents, cores()))
        seconds = time.perf_counter() - began
        print(f"{file.name}: {len(documents)} documents, {len(documents) / seconds:.0f} a second on {cores()} cores")
        pairs = list(zip(documents, found, strict=True))
        for line in score_quotes(pairs) if "quotes" in documents[0] else score_names(pairs):
            print(f"  {line}")
    return 0


def _extracted(document: Document) -> Extraction:
    date = PartialDate.parse(document["date"]) if document.get("date") else None
    return extract(document["text"], document["language"], title=document.get("title") or "", date=date)


def score_quotes(pairs: Iterable[Pair]) -> Iterator[str]:
    """Lines of the table for annotated quotations."""
    counts: Counter[str] = Counter()
    for document, found in pairs:
        text = document["text"]
        wanted = [q for q in document["quotes"] if q["attributed"] and _is_long(text, q["start"], q["end"])]
        given = [q for q in found.quotes if _is_long(text, *q.span)]
        counts["wanted"] += len(wanted)
        counts["given"] += len(given)
        for quote, gold in _matched(given, wanted):
            counts["found"] += 1
            counts["speaker"] += _same_mention(quote, gold["mention"])
            if gold.get("speaker"):
                counts["named"] += 1
                counts["person"] += _same_person(quote.speaker, gold["speaker"])
    yield _line("found", counts["found"], counts["given"], counts["wanted"])
    yield f"speaker  {counts['speaker'] / max(1, counts['found']):.3f} of {counts['found']} found"
    yield _line("both", counts["speaker"], counts["given"], counts["wanted"])
    yield f"person   {counts['person'] / max(1, counts['named']):.3f} of {counts['named']} found with a named speaker"


def _is_long(text: str, start: int, end: int) -> bool:
    return len(text[start:end].split()) >= 4


def _matched(given: list[FoundQuote], wanted: list[Document]) -> Iterator[tuple[FoundQuote, Document]]:
    free = dict(enumerate(wanted))
    for quote in given:
        best = max(free, key=lambda i: _overlap(quote.span, (free[i]["start"], free[i]["end"])), default=None)
        if best is not None and _overlap(quote.span, (free[best]["start"], free[best]["end"])) >= 0.8:
            yield quote, free.pop(best)


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    shared = min(a[1], b[1]) - max(a[0], b[0])
    return shared / (max(a[1], b[1]) - min(a[0], b[0])) if shared > 0 else 0.0


def _same_mention(quote: FoundQuote, gold: tuple[int, int] | None) -> bool:
    if gold is None or quote.mention is None:
        return gold is None and quote.mention is None
    return _overlap(quote.mention, gold) > 0


def _same_person(speaker: str, gold: str) -> bool:
    """Whether the last words of two names sound alike."""
    return bool(speaker) and skeleton(speaker.split()[-1]) == skeleton(gold.split()[-1])


def score_names(pairs: Iterable[Pair]) -> Iterator[str]:
    """Lines of the table for annotated names."""
    counts: Counter[str] = Counter()
    topics: dict[str, list[tuple[str, object]]] = defaultdict(list)
    for document, found in pairs:
        text = document["text"]
        wanted = {(text[n["start"] : n["end"]].casefold(), KINDS[n["type"]]): n["link"]
                  for n in document["names"] if n["type"] in KINDS}
        actors = [(span.of(text).casefold(), actor) for actor in found.actors for span in actor.mentions]
        given = {(form, actor.kind) for form, actor in actors}
        key_of = {form: actor.id for form, actor in reversed(actors)}
        counts.update(right=len(given & wanted.keys()), given=len(given), wanted=len(wanted))
        for (form, _), link in wanted.items():
            topics[document["topic"]].append((link, key_of.get(form, (document["id"], form))))
    yield _line("names", counts["right"], counts["given"], counts["wanted"])
    precision, recall = _b_cubed(topics.values())
    yield f"linked   P {precision:.3f}  R {recall:.3f}  F1 {_harmonic(precision, recall):.3f}"


def _b_cubed(topics: Iterable[list[tuple[str, object]]]) -> tuple[float, float]:
    """Bagga and Baldwin 1998: mean over forms of how pure, and how complete, the form's group is."""
    precision = recall = total = 0.0
    for pairs in topics:
        links, keys, both = Counter(a for a, _ in pairs), Counter(b for _, b in pairs), Counter(pairs)
        for link, key in pairs:
            precision += both[link, key] / keys[key]
            recall += both[link, key] / links[link]
            total += 1
    return precision / max(1, total), recall / max(1, total)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _line(name: str, right: int, given: int, wanted: int) -> str:
    precision, recall = right / max(1, given), right / max(1, wanted)
    return f"{name:<9}P {precision:.3f}  R {recall:.3f}  F1 {_harmonic(precision, recall):.3f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
