"""Shortcuts through WeasyPrint: the same bytes in less time.

Each replaces a function of the library by one that gives the same result.
`tests/render/pdf/shortcuts/test_guard.py` compares the bytes.
"""

from sitegen.render.pdf.shortcuts.guard import leave, take

__all__ = ["leave", "take"]
