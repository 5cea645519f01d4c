"""Running Pagefind over documents of ours.

Its program is spoken to as its own packages for Python and Node do: requests in JSON and Base64, each ended by a
comma. The Python package isn't used because it waits a tenth of a second for each document.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import cbor2

_NEEDED = (
    "pagefind.js", "pagefind-worker.js", "wasm.unknown.pagefind", "pagefind-entry.json",
    "*.pf_meta", "index/*.pf_index", "filter/*.pf_filter",
)  # fmt: skip
_MAGIC = b"pagefind_dcd"
"""What opens each of its files, when unpacked."""


@dataclass(frozen=True, slots=True)
class Document:
    words: str
    """What it is found by."""
    filters: Mapping[str, tuple[str, ...]]


def program() -> Path | None:
    """Pagefind's program, or None where its package has none for this platform."""
    try:
        from pagefind_bin import get_executable

        return Path(get_executable())
    except (ImportError, FileNotFoundError):
        return None


def write_index(program: Path, documents: Iterable[Document], out: Path) -> list[str]:
    """Write what the browser needs to search the documents into `out`, and return their ids, in their order.

    Results can be sorted by `order`, which is that of the documents. Pagefind's own files for what a document says
    are left out, and so are its user interfaces. The same documents make the same bytes. Raises RuntimeError where
    Pagefind fails.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        requests: list[dict[str, object]] = [{"type": "NewIndex", "config": {"force_language": "unknown"}}]
        requests += (_request(number, document) for number, document in enumerate(documents))
        # Where it is to write files itself, it can end before they are whole.
        *_, answer = _converse(program, [*requests, {"type": "GetFiles", "index_id": 0}])
        for file in answer["files"]:
            path = folder / file["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(file["content"]))
        ids = _settled(folder)
        for pattern in _NEEDED:
            for path in folder.glob(pattern):
                target = out / path.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(path, target)
        return ids


def _request(number: int, document: Document) -> dict[str, object]:
    return {
        "type": "AddRecord",
        "index_id": 0,
        "url": str(number),
        "content": document.words,
        "language": "unknown",  # which is: no stemming, so that one index serves all languages
        "filters": {name: values for name, values in document.filters.items() if values},
        "sort": {"order": f"{number:07}"},
    }


def _converse(program: Path, requests: list[dict[str, object]]) -> list[Any]:
    """Send the requests and return the answers; input stays open till then, or requests would be dropped."""
    with subprocess.Popen([program, "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin
        assert process.stdout
        sender = threading.Thread(target=_send, args=(process.stdin, requests))
        sender.start()
        try:
            answers: list[Any] = []
            pieces: list[bytes] = []
            while len(answers) < len(requests):
                read = os.read(process.stdout.fileno(), 1 << 16)
                if not read:
                    raise RuntimeError("Pagefind ended early")
                first, *others = read.split(b",")
                pieces.append(first)
                for other in others:
                    answers.append(_decoded(b"".join(pieces)))
                    pieces = [other]
            return answers
        finally:
            sender.join()
            with suppress(BrokenPipeError):
                process.stdin.close()


def _send(stream: IO[bytes], requests: Iterable[dict[str, object]]) -> None:
    with suppress(BrokenPipeError):  # the reader sees that it ended
        for number, request in enumerate(requests):
            message = {"message_id": number, "payload": request}
            stream.write(base64.b64encode(json.dumps(message).encode()) + b",")
        stream.flush()


def _decoded(answer: bytes) -> Any:
    payload = json.loads(base64.b64decode(answer))["payload"]
    if payload["type"] == "Error":
        raise RuntimeError(f"Pagefind: {payload['message']}")
    return payload


def _settled(folder: Path) -> list[str]:
    """Bring the filters, which are in a random order, into one order, and return the ids of the documents.

    Files are CBOR (RFC 8949), packed, and named after their content. The table of contents is the version, the
    documents' ids with their lengths, the pieces of the index, the names of the filters with the ids of their files,
    the orders with their places of documents, and the names of other fields.
    """
    contents = next(folder.glob("*.pf_meta"))
    _, documents, _, filters, [(_, places)], _ = table = _read(contents)
    for one in filters:
        path = folder / f"filter/{one[1]}.pf_filter"
        name, values = _read(path)
        one[1] = _rename(path, [name, sorted(values)])
    filters.sort()
    entry = folder / "pagefind-entry.json"
    known = json.loads(entry.read_text(encoding="utf-8"))
    known["languages"]["unknown"]["hash"] = _rename(contents, table, "pagefind.")
    entry.write_text(json.dumps(known), encoding="utf-8")
    return [documents[place][0] for place in places]


def _read(path: Path) -> list[Any]:
    content: list[Any] = cbor2.loads(gzip.decompress(path.read_bytes())[len(_MAGIC) :])
    return content


def _rename(path: Path, content: object, prefix: str = "") -> str:
    """Replace a file by one with this content; returns what Pagefind calls it by."""
    packed = gzip.compress(_MAGIC + cbor2.dumps(content), mtime=0)
    name = f"unknown_{hashlib.sha256(packed).hexdigest()[:15]}"
    path.unlink()
    path.with_name(f"{prefix}{name}{path.suffix}").write_bytes(packed)
    return name
