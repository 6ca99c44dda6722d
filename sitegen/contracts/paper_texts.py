"""Which texts of a paper were cut before they reached the record, and which may have been."""

from __future__ import annotations

from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.cut_texts import (
    ABSTRACT_LENGTHS,
    ROLE_LENGTHS,
    is_prose_possibly_cut,
    is_title_possibly_cut,
)
from sitegen.contracts.gate_reasons import red_team
from sitegen.contracts.paper_manifest import CutText


def cut_texts(authored: AuthoredManifest) -> tuple[CutText, ...]:
    """The texts that the record says were cut, and those that may have been, a guess."""
    work, verdict = authored.work, authored.gate_verdict
    team = red_team(verdict.reason) if verdict and verdict.reason else None
    found = {
        "work.title": is_title_possibly_cut(work.title, work.research_question),
        "work.abstract": is_prose_possibly_cut(work.abstract, ABSTRACT_LENGTHS),
        "gate_verdict.reason": any(
            is_prose_possibly_cut(text, ROLE_LENGTHS) for _, _, text in (team.roles if team else ())
        ),
    }
    guessed = (path for path, is_cut in found.items() if is_cut and path not in authored.cut)
    return (
        *(CutText(path=path, certain=True) for path in sorted(set(authored.cut))),
        *(CutText(path=path, certain=False) for path in guessed),
    )
