"""What a PDF says of itself, by the dossier's own data: never by the clock. PDF/UA-1, on request PDF/A-3u."""

from __future__ import annotations

import hashlib
from codecs import BOM_UTF16_BE
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from xml.sax.saxutils import escape

import pydyf

from generator import __version__
from generator.model import PartialDate


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with the PDF."""

    name: str
    content: bytes
    media_type: str
    relation: str
    """To the PDF: `Source`, `Data`, … (ISO 19005-3, annex E)."""


@dataclass(frozen=True, slots=True)
class About:
    """What the document says of itself."""

    title: str
    language: str
    author: str = ""
    subject: str = ""
    keywords: tuple[str, ...] = ()
    date: PartialDate | None = None
    attached: tuple[Attached, ...] | None = None
    """The files within an archival document (PDF/A-3u); None: it isn't one."""


Add = Callable[[pydyf.Object], bytes]
"""Adds an object to a document, and gives its reference."""


def describe(catalog: pydyf.Dictionary, about: About, add: Add) -> pydyf.Dictionary:
    """Put into the catalog all that a document says of itself; returns the same in the old form, for the trailer."""
    day = f"{about.date.year:04}{about.date.month or 1:02}{about.date.day or 1:02}" if about.date else ""
    packet = pydyf.Stream([_xmp(about, day).encode()], {"Type": "/Metadata", "Subtype": "/XML"})
    catalog["Metadata"] = add(packet)
    catalog["Lang"] = pydyf.String(about.language)
    catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    if about.attached is not None:
        _archive(catalog, about.attached, day or "19700101", add)
    stated = {
        "Title": about.title,
        "Author": about.author,
        "Subject": about.subject,
        "Keywords": ", ".join(about.keywords),
        "Creator": f"Dossier {__version__}",
        "Producer": _producer(),
        "CreationDate": day and f"D:{day}000000Z",
        "ModDate": day and f"D:{day}000000Z",
    }
    return pydyf.Dictionary({name: pydyf.String(words) for name, words in stated.items() if words})


def _producer() -> str:
    from importlib.metadata import version

    return f"WeasyPrint {version('weasyprint')}"


def _archive(catalog: pydyf.Dictionary, attached: Sequence[Attached], day: str, add: Add) -> None:
    profile = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
    intent = pydyf.Dictionary({
        "Type": "/OutputIntent",
        "S": "/GTS_PDFA1",
        "OutputConditionIdentifier": pydyf.String("sRGB"),
        "Info": pydyf.String("sRGB2014"),
        "DestOutputProfile": add(pydyf.Stream([profile], {"N": 3}, compress=True)),
    })  # fmt: skip
    catalog["OutputIntents"] = pydyf.Array([add(intent)])
    held = [
        (pydyf.String(file.name), add(_specified(file, day, add)))
        for file in sorted(attached, key=lambda file: order(file.name))
    ]
    catalog["AF"] = pydyf.Array([reference for _, reference in held])
    listed = pydyf.Array([part for pair in held for part in pair])
    catalog["Names"]["EmbeddedFiles"] = add(pydyf.Dictionary({"Names": listed}))


def order(name: str) -> bytes:
    """Its place among others in a tree of names: as its bytes have it."""
    return name.encode() if name.isascii() else BOM_UTF16_BE + name.encode("utf-16-be")


def _specified(file: Attached, day: str, add: Add) -> pydyf.Dictionary:
    """A file with what is said of it."""
    stamp = pydyf.String(f"D:{day}000000Z")
    sum_ = f"<{hashlib.md5(file.content, usedforsecurity=False).hexdigest()}>".encode()
    known = {"Size": len(file.content), "CreationDate": stamp, "ModDate": stamp, "CheckSum": sum_}
    kind = pydyf.name(file.media_type)
    extra = {"Type": "/EmbeddedFile", "Subtype": kind, "Params": pydyf.Dictionary(known)}
    content = add(pydyf.Stream([file.content], extra, compress=True))
    name = pydyf.String(file.name)
    return pydyf.Dictionary({
        "Type": "/Filespec",
        "F": name,
        "UF": name,
        "Desc": name,
        "AFRelationship": f"/{file.relation}",
        "EF": pydyf.Dictionary({"F": content, "UF": content}),
    })  # fmt: skip


def _xmp(about: About, day: str) -> str:
    """The same in XMP (ISO 16684-1)."""
    stamp = day and f"{day[:4]}-{day[4:6]}-{day[6:]}T00:00:00Z"
    title, author, subject = (escape(text) for text in (about.title, about.author, about.subject))
    parts = [
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>',
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
        f'<rdf:Description rdf:about="" {_NAMESPACES}>',
        "<pdfuaid:part>1</pdfuaid:part>",
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>',
        author and f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>",
        subject
        and f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>',
        f"<dc:language><rdf:Bag><rdf:li>{escape(about.language)}</rdf:li></rdf:Bag></dc:language>",
        about.keywords and f"<pdf:Keywords>{escape(', '.join(about.keywords))}</pdf:Keywords>",
        f"<pdf:Producer>{_producer()}</pdf:Producer>",
        f"<xmp:CreatorTool>Dossier {__version__}</xmp:CreatorTool>",
        stamp and f"<xmp:CreateDate>{stamp}</xmp:CreateDate><xmp:ModifyDate>{stamp}</xmp:ModifyDate>",
        about.attached is not None and _PDFA,
        "</rdf:Description>",
        "</rdf:RDF></x:xmpmeta>",
        '<?xpacket end="r"?>',
    ]
    return "\n".join(part for part in parts if part)


_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("dc", "http://purl.org/dc/elements/1.1/"),
        ("pdf", "http://ns.adobe.com/pdf/1.3/"),
        ("xmp", "http://ns.adobe.com/xap/1.0/"),
        ("pdfuaid", "http://www.aiim.org/pdfua/ns/id/"),
        ("pdfaid", "http://www.aiim.org/pdfa/ns/id/"),
        ("pdfaExtension", "http://www.aiim.org/pdfa/ns/extension/"),
        ("pdfaSchema", "http://www.aiim.org/pdfa/ns/schema#"),
        ("pdfaProperty", "http://www.aiim.org/pdfa/ns/property#"),
    )
)

# PDF/A has every schema described that it doesn't know itself, and it doesn't know that of PDF/UA.
_PDFA = """<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>U</pdfaid:conformance>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>part of ISO 14289 to which the document conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>"""
