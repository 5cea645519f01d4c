"""The subject of a reporting verb where the finite verb comes second and other verbs end their clause (German)."""

from __future__ import annotations

from generator.extract.quotes.phrases import Line, Range, after, before

_DASHES = frozenset("-–—―")


def beside(line: Line, low: int, index: int, end: int, high: int) -> Range | None:
    """The subject of a verb that may stand on either side of it."""
    left, right = before(line, low, index), after(line, end, high, False)
    return better(line, low, left, right) if left and right else left or right


def better(line: Line, low: int, left: Range, right: Range) -> Range:
    """Of two phrases beside a verb the one that speaks: not an object, then the left one if it may speak.

    A pronoun on the right that is no object wins; a noun of speech on the left (“the criticism”) gives way.
    """
    if oblique(line, left) or (left.start == low and left.end == low + 1 and "relative" in line[low].tags):
        return right
    if oblique(line, right):
        return left
    sure = "pronoun" in line[right.start].tags and (
        line[right.start].tags.isdisjoint(("pronoun:f", "pronoun:pl")) or line[right.end].low in (",", ":")
    )
    if not sure and "noun" not in line[left.start + 1].tags and _weight(line, left) > 1:
        return left
    bare = all(token.capital and "determiner" not in token.tags for token in line[left.start : left.end])
    if bare and left.end - left.start > 1 and _weight(line, right) < 3 and "of" not in line[right.start].tags:
        return left
    opening = left == (low, low + 1) and not line[low].tags
    return right if _weight(line, right) > (1 if opening else _weight(line, left)) else left


def one_person(line: Line, phrase: Range) -> bool:
    """Whether a phrase is the name of one person, the subject of no verb in the plural."""
    return "person" in line[phrase.end - 1].tags and not any("and" in t.tags for t in line[phrase.start : phrase.end])


def oblique(line: Line, phrase: Range) -> bool:
    """Whether a phrase is no subject by its form: “des Rates”, “dem Rat”, “der Regierung” (a feminine noun)."""
    opening = line[phrase.start].tags
    if "oblique" in opening:
        return True
    if not {"of", "determiner"} <= opening:
        return False
    noun = None
    for token in line[phrase.start + 1 : phrase.end]:
        if not token.tags.isdisjoint(("determiner", "link", "preposition", "person")):
            break
        noun = token if token.capital else noun
    return noun is not None and not noun.tags.isdisjoint(("feminine", "role:f"))


def _weight(line: Line, phrase: Range) -> int:
    """How likely a phrase is to name somebody who speaks."""
    end = next((k for k in range(phrase.start + 2, phrase.end) if "determiner" in line[k].tags), phrase.end)
    inside = line[phrase.start : end]
    if len(inside) == 1 and not inside[0].tags.isdisjoint(("pronoun", "relative")):
        return 3
    if any(token.actor >= 0 for token in inside):
        return 3
    if any(not token.tags.isdisjoint(("role", "group")) for token in inside):
        return 2
    return int(any(token.capital for token in inside))


def finite(line: Line, low: int, index: int, high: int) -> int | None:
    """The auxiliary beside which the subject of a verb at the end of its clause stands."""
    end = index + line[index].length
    while end < high and "auxiliary" in line[end].tags:
        end += 1
    if end < high and line[end].is_word and line[end].passage < 0:
        return None
    if index > low and "auxiliary" in line[index - 1].tags:
        return None
    return next((k for k in range(low, index - 1) if "auxiliary" in line[k].tags and line[k + 1].low != ","), None)


def ends_clause(line: Line, low: int, index: int, high: int) -> Range | None:
    """The subject of a verb that ends a subordinate clause: “…, der den Plan „…“ nannte”, “weil X es gesagt hat”.

    Without an auxiliary behind the verb, a clause that has one before it is none.
    """
    end = index + line[index].length
    bare = end >= high or "auxiliary" not in line[end].tags
    while end < high and "auxiliary" in line[end].tags:
        end += 1
    if end < high and line[end].is_word and line[end].passage < 0 and "break" not in line[end].tags:
        return None
    commas = (k for k in range(index - 1, low, -1) if line[k].low == ",")
    first = next((k + 1 for k in commas if k + 1 < index or line[k - 1].passage < 0), low)
    if first >= index or (bare and any("auxiliary" in token.tags for token in line[first:index])):
        return None
    return _subordinate(line, first, index, first > low)


def _subordinate(line: Line, first: int, index: int, comma: bool) -> Range | None:
    """The subject between the word that opens a subordinate clause and its verb; or that word, a relative pronoun."""
    while first < index and ("and" in line[first].tags or line[first].low in _DASHES):
        first += 1
    governed = comma and "preposition" in line[first].tags
    first += governed
    if first >= index:
        return None
    opening = line[first].tags
    inner = after(line, first + 1, index, False)
    if inner and oblique(line, inner):
        inner = None
    if comma and "oblique" in opening and not opening.isdisjoint(("relative", "determiner")):
        return inner
    if comma and "relative" in opening:
        tags = line[inner.start].tags if inner else frozenset()
        named = "of" not in opening and inner is not None and _weight(line, inner) > 1
        return inner if governed or "pronoun" in tags or named else Range(first, first + 1)
    return inner if "break" in opening and "auxiliary" not in opening else None
