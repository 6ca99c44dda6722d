"""Write the XMP metadata of a PDF (ISO 16684-1) with the extension schemas that PDF/A asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from sitegen.render.pdf.metadata import PdfMetadata

PRISM = "http://prismstandard.org/namespaces/basic/2.0/"
PDFUAID = "http://www.aiim.org/pdfua/ns/id/"
_NAMESPACES = "".join(
    f' xmlns:{prefix}="{address}"'
    for prefix, address in {
        "dc": "http://purl.org/dc/elements/1.1/",
        "pdf": "http://ns.adobe.com/pdf/1.3/",
        "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
        "pdfuaid": PDFUAID,
        "prism": PRISM,
        "xmp": "http://ns.adobe.com/xap/1.0/",
        "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
        "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
        "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
        "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
    }.items()
)
# The schemas that PDF/A does not know: title, prefix, and of each property the name, the type, who
# states it and what it is.
_SCHEMAS = {
    PDFUAID: (
        "PDF/UA identification schema",
        "pdfuaid",
        (("part", "Integer", "internal", "The part of ISO 14289 that the file conforms to"),),
    ),
    PRISM: (
        "PRISM basic metadata",
        "prism",
        (("doi", "Text", "external", "The digital object identifier of the paper"),),
    ),
    "": (
        "Public record of the paper",
        "record",
        (
            ("id", "Text", "external", "The id of the record"),
            ("status", "Text", "external", "The editorial status of the paper"),
        ),
    ),
}
_CONFORMING = (
    "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>"
    "<pdfuaid:part>1</pdfuaid:part>"
)


def xmp_packet(metadata: PdfMetadata, producer: str, *, conforms: bool) -> bytes:
    """The metadata stream of a PDF; `conforms` if it may claim PDF/A-3a and PDF/UA-1."""
    own = f" xmlns:record={quoteattr(metadata.namespace)}" if metadata.namespace else ""
    properties = "\n".join(_properties(metadata, producer))
    claims = _CONFORMING if conforms else ""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{_NAMESPACES}{own}>\n'
        f"{claims}\n{properties}\n{_extensions(metadata.namespace)}\n"
        "</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    ).encode()


def _properties(stated: PdfMetadata, producer: str) -> Iterator[str]:
    yield _alternatives("dc:title", stated.title, stated.language)
    yield _items("dc:creator", "Seq", stated.creators)
    yield _alternatives("dc:description", stated.description, "")  # some of it is of the site
    yield _items("dc:publisher", "Bag", [stated.publisher])
    yield _items("dc:subject", "Bag", stated.topics)
    yield _items("dc:language", "Bag", [stated.language])
    yield _items("dc:date", "Seq", [stated.created])
    yield _alternatives("dc:rights", stated.license, "")
    for name, value in (
        ("dc:format", "application/pdf"),
        ("dc:identifier", f"doi:{stated.doi}" if stated.doi else stated.identifier),
        ("prism:doi", stated.doi),
        ("xmpRights:WebStatement", stated.license_url),
        ("xmp:CreateDate", stated.created),
        ("xmp:ModifyDate", stated.modified),
        ("xmp:CreatorTool", "sitegen"),
        ("pdf:Producer", producer),
        ("pdf:Keywords", ", ".join(stated.topics)),
        ("record:id", stated.record_id if stated.namespace else ""),
        ("record:status", stated.status if stated.namespace else ""),
    ):
        if value:
            yield f"<{name}>{escape(value)}</{name}>"


def _alternatives(name: str, text: str, language: str) -> str:
    """A text in the language of the paper, which is also the one for readers of any other."""
    if not text:
        return ""
    languages = [each for each in ("x-default", language) if each]
    items = "".join(f"<rdf:li xml:lang={quoteattr(x)}>{escape(text)}</rdf:li>" for x in languages)
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def _items(name: str, kind: str, values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


@cache
def _extensions(namespace: str) -> str:
    """The description of every schema that is not among those of PDF/A."""
    schemas = (
        _schema(address or namespace, *each)
        for address, each in _SCHEMAS.items()
        if address or namespace
    )
    return f"<pdfaExtension:schemas><rdf:Bag>{''.join(schemas)}</rdf:Bag></pdfaExtension:schemas>"


def _schema(address: str, title: str, prefix: str, known: tuple[tuple[str, ...], ...]) -> str:
    names = ("name", "valueType", "category", "description")
    properties = (
        _resource("pdfaProperty", dict(zip(names, map(escape, values), strict=True)))
        for values in known
    )
    return _resource(
        "pdfaSchema",
        {
            "schema": title,
            "namespaceURI": escape(address),
            "prefix": prefix,
            "property": f"<rdf:Seq>{''.join(properties)}</rdf:Seq>",
        },
    )


def _resource(prefix: str, members: dict[str, str]) -> str:
    inside = "".join(
        f"<{prefix}:{name}>{value}</{prefix}:{name}>" for name, value in members.items()
    )
    return f'<rdf:li rdf:parseType="Resource">{inside}</rdf:li>'
