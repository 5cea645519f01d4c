"""YAML as a person writes it: every scalar a string, every value with its line, nothing silently dropped.

Files that a person edits are only ever read through this module, and never dumped again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from generator.errors import DossierError, Problem
from generator.model import PartialDate

MAX_DEPTH, MAX_KEYS, MAX_TEXTS = 12, 100, 1000
MAX_BYTES = 5_000_000
"""Of a file: 20,000 actors with all they can have."""
_BREAKS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))
"""Line ends for YAML 1.1, and for no editor: lines would be counted wrongly."""


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar (str), a list or a mapping of values, with the line (from 1) on which it starts."""

    content: str | list[Value] | dict[str, Value]
    line: int


def read(file: Path, path: str) -> str:
    """The text of a file, in UTF-8, for `parse`; `path` is for messages.

    Raises FileNotFoundError, and DossierError for a file that can't be read or is too large.
    """
    try:
        if file.stat().st_size > MAX_BYTES:
            size = f"{MAX_BYTES // 1_000_000} MB"
            raise DossierError([Problem(path, 0, f"this file is larger than {size}", "cut it down")])
        return file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise
    except (OSError, UnicodeDecodeError) as error:
        raise DossierError([Problem(path, 0, f"can't be read: {error}", "save it as UTF-8")]) from None


def parse(text: str, path: str, first_line: int = 1) -> Value:
    """Read one YAML document; an empty one is an empty mapping.

    `first_line` is the line of the file on which `text` starts. Raises DossierError for broken YAML and for
    what no file here needs: tags, anchors and aliases, duplicate keys, nesting beyond MAX_DEPTH, more than MAX_KEYS.
    """
    offset = first_line - 1
    text = text.translate(_BREAKS)
    try:
        _refuse_anchors(text, path, offset)
        node = yaml.compose(text, Loader=yaml.CBaseLoader)
        return Value({}, first_line) if node is None else _value(node, path, offset)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 + offset if mark else first_line
        raise DossierError([Problem(path, line, f"not valid YAML: {error.problem}", _YAML_HINT)]) from None
    except yaml.YAMLError as error:
        raise DossierError([Problem(path, first_line, f"not valid YAML: {error}")]) from None


_YAML_HINT = "put quotation marks around a text that contains “: ”, “ #” or starts with a special character"


def _refuse_anchors(text: str, path: str, offset: int) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        line = offset + 1 + (event.start_mark.line if event.start_mark else 0)
        if getattr(event, "anchor", None):
            raise DossierError([Problem(path, line, "anchors and aliases (& and *) are not used here",
                                        "write the value out, or put it in quotation marks")])
        tag = getattr(event, "tag", None)
        if tag:
            raise DossierError([Problem(path, line, f"the tag {tag} is not used here", "remove it")])
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise DossierError([Problem(path, line, "nested too deeply")])


def _value(node: yaml.Node, path: str, offset: int) -> Value:
    line = node.start_mark.line + 1 + offset
    if isinstance(node, yaml.ScalarNode):
        return Value(node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return Value([_value(child, path, offset) for child in node.value], line)
    if len(node.value) > MAX_KEYS:
        raise DossierError([Problem(path, line, f"more than {MAX_KEYS} keys stand here", "cut it down")])
    mapping: dict[str, Value] = {}
    for key, child in node.value:
        key_line = key.start_mark.line + 1 + offset
        if not isinstance(key, yaml.ScalarNode):
            raise DossierError([Problem(path, key_line, "a key must be a plain word")])
        if key.value in mapping:
            first = mapping[key.value].line
            raise DossierError([Problem(path, key_line, f"“{key.value}” stands here twice",
                                        f"it was first given on line {first}; keep one of the two")])
        value = _value(child, path, offset)
        mapping[key.value] = Value(value.content, key_line)
    return Value(mapping, line)


class Fields:
    """A mapping taken apart by a schema; what is wrong is added to `problems`, and reading goes on."""

    def __init__(self, value: Value, path: str, allowed: Iterable[str], problems: list[Problem]) -> None:
        self._path = path
        self._problems = problems
        self.line = value.line
        self.values: dict[str, Value] = {}
        if not isinstance(value.content, dict):
            self.report(value.line, "keys with values are expected here, such as “name: …”")
            return
        known = tuple(allowed)
        for key, item in value.content.items():
            if key in known:
                self.values[key] = item
            else:
                self.report(item.line, f"unknown key “{key}”", suggestion(key, known))

    def report(self, line: int, message: str, hint: str = "") -> None:
        self._problems.append(Problem(self._path, line, message, hint))

    def line_of(self, key: str) -> int:
        return self.values[key].line if key in self.values else self.line

    def text(self, key: str, *, required: bool = False) -> str:
        """A scalar, without white space at its ends; empty when not given."""
        value = self.values.get(key)
        content = value.content if value else ""
        if value and not isinstance(content, str):
            self.report(value.line, f"“{key}” takes one text, not a list or a mapping")
            return ""
        if required and not content:
            self.report(self.line_of(key), f"“{key}” is missing" if not value else f"“{key}” is empty")
        return content.strip() if isinstance(content, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of scalars; a single scalar counts as a list of one."""
        value = self.values.get(key)
        if value is None or value.content == "":
            return ()
        items = value.content if isinstance(value.content, list) else [value]
        if len(items) > MAX_TEXTS:
            self.report(value.line, f"“{key}” takes no more than {MAX_TEXTS:,} texts", "cut it down")
            return ()
        found = []
        for item in items:
            if isinstance(item.content, str) and item.content.strip():
                found.append(item.content.strip())
            else:
                self.report(item.line, f"“{key}” takes a list of texts", "as in: [one, two]")
        return tuple(found)

    def choice(self, key: str, options: tuple[str, ...], default: str) -> str:
        text = self.text(key)
        if text and text not in options:
            self.report(self.line_of(key), f"“{key}” can't be “{text}”", f"it is one of: {', '.join(options)}")
        return text if text in options else default

    def date(self, key: str) -> PartialDate | None:
        text = self.text(key)
        if not text:
            return None
        try:
            return PartialDate.parse(text)
        except ValueError as error:
            self.report(self.line_of(key), f"{key}: {error}", "write it as 2025, 2025-02 or 2025-02-27")
            return None

    def items(self, key: str) -> Iterator[Value]:
        value = self.values.get(key)
        if value is None or value.content == "":
            return
        if isinstance(value.content, list):
            yield from value.content
        else:
            self.report(value.line, f"“{key}” takes a list")


def suggestion(word: str, known: Iterable[str]) -> str:
    """“did you mean …?” for a slip, else the words that are known."""
    import difflib

    options = tuple(known)
    close = difflib.get_close_matches(word, options, n=1, cutoff=0.6)
    if close:
        return f"did you mean “{close[0]}”?"
    return f"known are: {', '.join(options)}" if len(options) <= 20 else ""
