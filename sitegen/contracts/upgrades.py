"""The steps that make a published record of one version of a contract from the version before.

Each is given a copy as plain data, which it may change. Records may come from anywhere, so a member
whose form is unknown stays as it is; what is wrong with it is said when the record is typed.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

Data = dict[str, Any]


def of_generated_from(record: Data) -> Data:
    """Of 2026-11-30: `generated_from` is one text, no longer a mapping or a list."""
    sources = record.get("generated_from", "")
    if isinstance(sources, dict):
        texts = (f"{name} sha256:{digest}" for name, digest in sorted(sources.items()))
        sources = "; ".join(texts)
    elif isinstance(sources, list):
        sources = "; ".join(map(str, sources))
    return {**record, "generated_from": sources}


def of_paper_manifest(record: Data) -> Data:
    """Of 2026-11-30: it says that it is complete, as all records were.

    Texts that look cut are entries; before, they were paths, each a guess.
    """
    cut = record.get("cut_texts")
    if isinstance(cut, list):
        record["cut_texts"] = [
            {"path": each, "certain": False} if isinstance(each, str) else each for each in cut
        ]
    return {"completeness": "COMPLETE", **of_generated_from(record)}


def of_verification_levels(record: Data) -> Data:
    """Of 2026-11-30: upper levels are those of the ladder, no longer their keys."""
    levels, keys = record.get("levels"), record.get("unsupported_upper_levels")
    if isinstance(levels, list) and isinstance(keys, list):
        rungs = {each.get("key"): each for each in levels if isinstance(each, dict)}
        record["unsupported_upper_levels"] = [
            rungs.get(key, key) if isinstance(key, str) else key for key in keys
        ]
    return of_generated_from(record)


def of_quality_dimensions(record: Data) -> Data:
    """Of 2026-11-30: a basis that nobody wrote is a sentence; the record says how to read it."""
    dimensions = record.get("dimensions")
    if isinstance(dimensions, dict):
        for each in dimensions.values():
            if isinstance(each, dict) and each.get("basis") is None:
                each["basis"] = "Not stated in this record."
    return {"interpretation": "", "limitations": [], **of_generated_from(record)}


# The order of the publisher.
TIERS = ("FLAGSHIP_CANDIDATE", "DOI_GRADE", "PUBLIC_RECORD", "WATCHLIST", "QUARANTINE_CANDIDATE")


def of_quality_tiers(record: Data) -> Data:
    """Of 2026-11-30: thresholds have the order and the numbers of the publisher.

    A public record is above the line of quarantine, and a maximum is the highest score to two
    decimals.
    """
    thresholds = record.get("thresholds")
    if isinstance(thresholds, list):
        by_tier = {each.get("tier"): each for each in thresholds if isinstance(each, dict)}
        if by_tier.keys() >= {*TIERS}:
            low = by_tier["QUARANTINE_CANDIDATE"].get("maximum_review_score")
            by_tier["PUBLIC_RECORD"]["minimum_review_score"] = low
            doi_grade = by_tier["DOI_GRADE"].get("minimum_review_score")
            by_tier["WATCHLIST"]["maximum_review_score"] = _just_below(doi_grade)
            by_tier["QUARANTINE_CANDIDATE"]["maximum_review_score"] = _just_below(low)
            record["thresholds"] = [by_tier[tier] for tier in TIERS]
    return of_generated_from(record)


def _just_below(line: Any) -> Any:
    try:
        return float(Decimal(str(line)) - Decimal("0.01"))
    except InvalidOperation:
        return line
