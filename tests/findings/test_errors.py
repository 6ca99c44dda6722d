"""What sitegen raises on purpose: one base, so that nothing else passes for it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import sitegen
from sitegen.findings.errors import SitegenError, UnavailableError

# What no handler of errors may keep: it ends the process, or the work on one paper, or passes
# through the handlers of WeasyPrint.
ENDS = {"TerminatedError", "TimeLimitError", "DependsOnPageError"}


def ours() -> Iterator[type[BaseException]]:
    """Every exception that a module of sitegen defines."""
    for found in pkgutil.walk_packages(sitegen.__path__, "sitegen."):
        for member in vars(importlib.import_module(found.name)).values():
            is_error = inspect.isclass(member) and issubclass(member, BaseException)
            if is_error and member.__module__ == found.name:
                yield member


def test_every_error_of_ours_has_the_base_or_ends_more_than_a_handler_may_keep() -> None:
    found = list(ours())
    assert len(found) > 20
    apart = {each for each in found if not issubclass(each, SitegenError)}
    assert {each.__name__ for each in apart} == ENDS
    assert not any(issubclass(each, Exception) for each in apart)


def test_no_error_of_ours_passes_for_one_of_the_machine() -> None:
    assert not any(issubclass(each, OSError | ValueError | LookupError) for each in ours())
    assert {each for each in ours() if issubclass(each, UnavailableError)} > {UnavailableError}
