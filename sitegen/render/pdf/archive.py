"""Make a PDF worth archiving: what PDF/A-3 and PDF/UA ask for beside the tags of its content."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import pydyf

from sitegen.render.pdf.metadata import (
    LONGEST,
    MOST_BYTES,
    PdfAttachment,
    PdfMetadata,
    pdf_date,
    short,
)
from sitegen.render.pdf.missing_glyphs import lack_a_character
from sitegen.render.pdf.page_content import ContentMarks
from sitegen.render.pdf.tags import add_tags
from sitegen.render.pdf.xmp import xmp_packet

PRINTED = 4  # the flag of an annotation that is not hidden and is printed
# Characters that mean what a font says, or nothing.
PRIVATE = re.compile("[\x00\ue000-\uf8ff\ufeff\ufffe\U000f0000-\U0010ffff]")
# The media types of attachments, from Python's own list: those of the machine do not matter.
MEDIA_TYPES = mimetypes.MimeTypes()


class _Identifier(pydyf.Object):  # type: ignore[misc]
    """The identifier of a file, which is known only when all of it is written."""

    def __init__(self) -> None:
        super().__init__()
        self.sha256 = ""

    @property
    def data(self) -> bytes:
        """Its first 32 digits."""
        return self.sha256[:32].encode()


class _Written(pydyf.Object):  # type: ignore[misc]
    """An object of a PDF with its bytes, which are needed more than once."""

    def __init__(self, written: Any) -> None:
        super().__init__()
        self.number, self.generation = written.number, written.generation
        self.offset, self.free = written.offset, written.free
        self._is_compressible: bool = written.compressible
        self._data = b"" if written.free == "f" else written.data

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return self._is_compressible


def written(
    document: Any, root: Any, metadata: PdfMetadata, attachments: Iterable[PdfAttachment]
) -> bytes:
    """The PDF of a document that WeasyPrint has laid out. `root` is the element of its HTML."""
    identifier, marks = _Identifier(), ContentMarks(document, root)

    def finish(document: Any, pdf: Any) -> None:
        add_tags(pdf, document, marks)
        conforms = marks.is_whole and _conforms(document, pdf, metadata)
        _archive(pdf, metadata, attachments, conforms=conforms)
        _identify(pdf, identifier)

    pdf: bytes = document.write_pdf(finisher=finish, pdf_identifier=identifier)
    return pdf


def _archive(
    pdf: Any, metadata: PdfMetadata, attachments: Iterable[PdfAttachment], *, conforms: bool
) -> None:
    """Add colours, metadata and attachments to a PDF. `conforms` if it may claim its standards."""
    producer = pdf.info["Producer"].string
    _tell(pdf, metadata)
    packet = xmp_packet(metadata, producer, conforms=conforms)
    stream = pydyf.Stream([packet], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference
    pdf.catalog["OutputIntents"] = pydyf.Array([_colours(pdf)])
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    for each in filter(_is_dictionary, [*pdf.objects, pdf.info]):
        _keep_limits(each)
    _attach(pdf, attachments, metadata.modified)


def _keep_limits(dictionary: dict[str, Any]) -> None:
    """Let links be printed, and shorten strings that are too long for PDF/A.

    These are headings in the outline, texts of links, and the authors, all of whom XMP has.
    """
    if dictionary.get("Type") == "/Annot":
        dictionary["F"] = PRINTED
    for name, value in dictionary.items():
        if isinstance(value, pydyf.String) and len(value.string) > LONGEST:
            dictionary[name] = pydyf.String(short(value.string))


def _conforms(document: Any, pdf: Any, metadata: PdfMetadata) -> bool:
    """Whether the PDF may claim its standards, if all of its content is marked.

    It has a title, a language and no address that is too long; each glyph is there and means a
    character.
    """
    fonts = document.fonts.values()
    is_named = bool(metadata.title and metadata.language)
    meanings = "".join(text for font in fonts for text in font.to_unicode.values())
    is_shown = not lack_a_character(fonts) and not PRIVATE.search(meanings)
    return is_named and is_shown and not _has_long_url(pdf)


def _is_dictionary(found: Any) -> bool:
    return isinstance(found, dict)


def _has_long_url(pdf: Any) -> bool:
    """Whether the address of a link is too long for PDF/A; no part of it would do instead."""
    actions = [each["A"] for each in filter(_is_dictionary, pdf.objects) if "A" in each]
    return any(len(each["URI"].data) > MOST_BYTES for each in actions if "URI" in each)


def _identify(pdf: Any, identifier: _Identifier) -> None:
    """Name a finished PDF by its content. Each object is written once."""
    pdf.objects[:] = [_Written(each) for each in pdf.objects]
    digest = hashlib.sha256()
    for each in pdf.objects:
        digest.update(each.data)
    digest.update(pdf.info.data)
    identifier.sha256 = digest.hexdigest()


def _tell(pdf: Any, metadata: PdfMetadata) -> None:
    """State in the document information what XMP states as well."""
    pdf.catalog["Lang"] = pydyf.String(metadata.language)
    stated = {
        "Title": metadata.title,
        "Author": "; ".join(metadata.creators),
        "Subject": metadata.description,
        "Keywords": ", ".join(metadata.topics),
        "Creator": "sitegen",
        "CreationDate": pdf_date(metadata.created) if metadata.created else "",
        "ModDate": pdf_date(metadata.modified) if metadata.modified else "",
    }
    producer = pdf.info["Producer"]
    pdf.info.clear()
    pdf.info |= {name: pydyf.String(value) for name, value in stated.items() if value}
    pdf.info["Producer"] = producer


@cache
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def _colours(pdf: Any) -> Any:
    """The output intent: colours are those of sRGB."""
    profile = pydyf.Stream([_srgb()], {"N": 3}, compress=True)
    pdf.add_object(profile)
    name = pydyf.String("sRGB IEC61966-2.1")
    return pydyf.Dictionary(
        {
            "Type": "/OutputIntent",
            "S": "/GTS_PDFA1",
            "OutputConditionIdentifier": name,
            "Info": name,
            "DestOutputProfile": profile.reference,
        }
    )


def _attach(pdf: Any, attachments: Iterable[PdfAttachment], modified: str) -> None:
    """Embed files, each listed once by its name and once with its relationship."""
    names, associated = pydyf.Array(), pydyf.Array()
    for each in sorted(attachments, key=lambda attached: attached.name):
        file = _file(pdf, each, modified)
        names.extend([file["F"], file.reference])
        associated.append(file.reference)
    if associated:
        listed = pydyf.Dictionary({"Names": names})
        pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = listed
        pdf.catalog["AF"] = associated


def _file(pdf: Any, attached: PdfAttachment, modified: str) -> Any:
    media_type = MEDIA_TYPES.guess_type(attached.name)[0] or "application/octet-stream"
    parameters = pydyf.Dictionary({"Size": len(attached.content)})
    if modified:
        parameters["ModDate"] = pydyf.String(pdf_date(modified))
    stream = pydyf.Stream(
        [attached.content],
        pydyf.Dictionary(
            {
                "Type": "/EmbeddedFile",
                "Subtype": f"/{media_type.replace('/', '#2f')}",
                "Params": parameters,
            }
        ),
        compress=True,
    )
    pdf.add_object(stream)
    name = pydyf.String(attached.name)
    file = pydyf.Dictionary(
        {
            "Type": "/Filespec",
            "F": name,
            "UF": name,
            "EF": pydyf.Dictionary({"F": stream.reference}),
            "Desc": pydyf.String(attached.description),
            "AFRelationship": f"/{attached.relationship}",
        }
    )
    pdf.add_object(file)
    return file
