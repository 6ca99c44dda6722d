"""What is said of records: findings as values, and each form of a report."""

from __future__ import annotations

from sitegen.findings.diagnostics import Diagnostic, Edit, Place, Rule, Severity, has_errors

__all__ = ["Diagnostic", "Edit", "Place", "Rule", "Severity", "has_errors"]
