"""Turn HTML reports into PDF with WeasyPrint: reproducibly, without network or system fonts."""

from sitegen.render.pdf.libraries import PdfUnavailableError
from sitegen.render.pdf.renderer import PdfAttachment, PdfRenderer, named_place

__all__ = ["PdfAttachment", "PdfRenderer", "PdfUnavailableError", "named_place"]
