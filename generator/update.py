"""What the generator offers for briefs that a person changed: shown, or merged into them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from generator.authority import Authority
from generator.brief import parse_brief, write_brief
from generator.dossier import Inputs
from generator.merge import Conflict, merge, removed, without
from generator.model import Brief
from generator.store import Record, write_brief_and_record


def differences(root: Path, inputs: Inputs) -> Iterator[str]:
    """A unified diff for each brief that a person changed: what stands (-), what the generator would write (+)."""
    for brief, record in _changed(root, inputs):
        offer, _ = _offer(inputs, brief, record)
        mine = _read(root, brief).splitlines(keepends=True)
        yield "".join(difflib.unified_diff(mine, offer.splitlines(keepends=True), brief.path,
                                           f"{brief.path} (generated)"))


def update(root: Path, inputs: Inputs) -> tuple[tuple[Brief, tuple[Conflict, ...]], ...]:
    """Merge what is offered into the briefs that a person changed; returns these with what both had changed.

    The merged brief is put in place together with the record that makes the offer its base.
    """
    done = []
    for brief, record in _changed(root, inputs):
        if not record.offer:
            continue
        offer, taken = _offer(inputs, brief, record)
        merged = merge(record.document, _read(root, brief), offer)
        now = replace(record, document=offer, offer="", article_changed=False, removed=taken)
        write_brief_and_record(root / "content", root / brief.path, merged.document, now)
        done.append((brief, merged.conflicts))
    return tuple(done)


def _offer(inputs: Inputs, brief: Brief, record: Record) -> tuple[str, Mapping[str, tuple[str, ...]]]:
    """What the generator would write now, without what the person took out; and what that is."""
    taken = removed(record.document, brief, record.removed)
    authority = Authority(inputs.actors, inputs.roll.caught_up(inputs.actors).former)

    def now(name: str) -> str:
        actor = authority.resolve(name)
        return actor.name if actor else name

    fresh = parse_brief(record.offer or record.document, brief.path, brief.slug)
    return write_brief(without(fresh, taken, now)), taken


def _changed(root: Path, inputs: Inputs) -> Iterator[tuple[Brief, Record]]:
    for brief in inputs.briefs:
        record = inputs.records.get(brief.source.article)
        if record and _read(root, brief) != record.document:
            yield brief, record


def _read(root: Path, brief: Brief) -> str:
    return (root / brief.path).read_bytes().decode("utf-8")
