"""Turn HTML reports into PDF with WeasyPrint: reproducibly, without network or system fonts."""

from sitegen.render.pdf.libraries import PdfUnavailableError
from sitegen.render.pdf.metadata import PdfAttachment, PdfMetadata
from sitegen.render.pdf.renderer import PdfRenderer, named_place

__all__ = ["PdfAttachment", "PdfMetadata", "PdfRenderer", "PdfUnavailableError", "named_place"]
