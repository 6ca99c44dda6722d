"""Findings about records, as values, and the formats in which they are reported."""

from __future__ import annotations

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, has_errors

__all__ = ["Diagnostic", "Edit", "Place", "Rule", "Severity", "has_errors"]
