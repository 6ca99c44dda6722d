"""What the pages of papers show beside their facts: computed by sitegen, written by Hugo.

Words, geometry and commands that follow from a record are values for Hugo, as tier and level are.
Most are the same for many papers, so they are in one data file, and a paper has only their numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from sitegen.contracts.artifacts import ArtifactPanel
from sitegen.contracts.catalog_row import catalog_row
from sitegen.contracts.editorial_status import Status
from sitegen.contracts.fact_labels import label_of
from sitegen.contracts.published_paper import PublishedPaper
from sitegen.contracts.quality_dimensions import Dimension
from sitegen.contracts.settings import Site
from sitegen.contracts.shown_verdicts import GatePanel, verdict_headline
from sitegen.contracts.terms import TERMS
from sitegen.contracts.verdict_summary import VerdictSummary
from sitegen.reading.records import find_papers, read_source
from sitegen.render.cards import card
from sitegen.render.drawings import level_steps
from sitegen.render.ladders import Ladder, level_bar, level_ladder, provenance_ladder
from sitegen.render.links import relative_links
from sitegen.render.paper import understand
from sitegen.render.project import Project, load_site
from sitegen.render.score_scales import ScoreLine, ScoreScale, score_line, score_scale

Data = dict[str, Any]
EXPLAINED = re.compile(rb'class="gloss" id="g-([a-z_]+)"')


class Shared:
    """Values that many papers share, each once, by what they are."""

    def __init__(self) -> None:
        self.values: dict[str, list[Any]] = {}
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, kind: str, value: Any) -> int:
        """The number of a value."""
        key = kind, json.dumps(value, sort_keys=True)
        if key not in self._numbers:
            values = self.values.setdefault(kind, [])
            self._numbers[key] = len(values)
            values.append(value)
        return self._numbers[key]


def terms() -> Data:
    """The terms that pages explain."""
    return {
        key: {"lead": each.lead, "text": each.text, "path": each.path[1:]}
        for key, each in TERMS.items()
    }


def field_labels(events: Iterable[Data]) -> Data:
    """The label of every field that an event changed."""
    fields = {field for each in events for field in each["event"].get("affected_fields") or ()}
    return {field: label_of(field) for field in sorted(fields)}


def all_shown(records: Path, built: Path, shared: Shared) -> Iterator[tuple[str, Data]]:
    """The id of each paper, and what its page shows. `built` is the site that sitegen built."""
    site, _ = load_site(Project(records))
    shared.values["cards"] = [{each: card(site, each).alt for each in ("", *get_args(Status))}]
    shared.values["steps"] = [_steps(level) for level in (None, "LOW", "MEDIUM", "HIGH")]
    for folder in find_papers(records):
        paper = understand(read_source(records, folder)[0], site).paper
        if paper is not None:
            page = built / paper.path[1:] / "index.html"
            keys = [each.decode() for each in EXPLAINED.findall(page.read_bytes())]
            yield paper.manifest.work.id, _shown(paper, site, keys, shared)


def _shown(paper: PublishedPaper, site: Site, keys: list[str], shared: Shared) -> Data:
    return {
        **_summary(paper.summary, paper, site, shared),
        "line": paper.status_line,
        "statement": paper.manifest.editorial_status.statement,
        "verdict_statement": paper.verdict_statement,
        "verdict_headline": verdict_headline(paper.manifest),
        "evidence_words": paper.evidence_words,
        "terms": shared.number("terms", keys),
        "row": shared.number("rows", _row(paper)),
        **_drawings(paper, site, shared),
        **_steps_up(paper, shared),
        **_dimensions(paper, shared),
        "further": paper.manifest.verification.claim_summary.further_counts,
        "gate_panel": _gate(paper.gate_panel, shared),
        "milestones": [[*each] for each in paper.correction_panel.milestones],
        "artifacts": _artifacts(paper.artifact_panel),
        "monitor": shared.number("monitors", _monitor(paper)),
    }


def _row(paper: PublishedPaper) -> Data:
    """What a list says of the status."""
    row = catalog_row("", paper)
    names = ("tone", "icon", "status_label", "status_evidence", "verdict_words", "tier_label")
    return {name: getattr(row, name) for name in names}


def _drawings(paper: PublishedPaper, site: Site, shared: Shared) -> Data:
    manifest, assessment = paper.manifest, paper.manifest.quality_assessment
    line = score_line(assessment.review_score, site.tier_policy)
    score = -1 if line is None else shared.number("score_lines", _line(line))
    return {
        "score": assessment.shown_score or "",
        "score_line": score,
        "level_bar": shared.number("level_bars", level_bar(manifest.verification).segments),
        "level": shared.number("ladders", _ladder(level_ladder(paper.level_panel))),
        "provenance": shared.number("ladders", _ladder(provenance_ladder(paper.provenance_panel))),
        "scale": shared.number("scales", _scale(score_scale(paper.tier_panel))),
    }


def _line(line: ScoreLine) -> Data:
    return {"lines": line.lines, "at": line.at}


def _steps_up(paper: PublishedPaper, shared: Shared) -> Data:
    """What would lift the record."""
    panels: dict[str, Any] = {"level": paper.level_panel, "tier": paper.tier_panel}
    panels["provenance"] = paper.provenance_panel
    return {
        f"{name}_step": shared.number("steps_up", panel.next_step or ())
        for name, panel in panels.items()
    }


def _dimensions(paper: PublishedPaper, shared: Shared) -> Data:
    dimensions = paper.manifest.quality_assessment.quality_dimensions
    return {
        "dimensions": [_dimension(each) for each in dimensions.assessed],
        "unassessed": shared.number("unassessed", dimensions.unassessed),
        "none_assessed": shared.number("unassessed", dimensions.nothing_assessed),
    }


def _monitor(paper: PublishedPaper) -> list[str]:
    monitor = paper.manifest.quality_assessment.review_monitor
    return [monitor.heading, monitor.reasons, monitor.further, monitor.enforcement]


def _summary(short: VerdictSummary, paper: PublishedPaper, site: Site, shared: Shared) -> Data:
    link = relative_links(site.base_url, paper.path)
    answers = [
        [each.question, each.answer, each.detail, link(each.target), each.term, each.is_stated]
        for each in short.answers
    ]
    names = ("label", "tone", "icon", "is_hollow", "headline")
    return {
        "short": shared.number("summaries", {name: getattr(short, name) for name in names}),
        "caution": short.caution,
        "notice_path": link(short.notice_path) if short.notice_path else "",
        "answers": [shared.number("answers", each) for each in answers],
    }


def _ladder(ladder: Ladder) -> Data:
    rungs = [
        [each.radius, each.mark, each.y, each.text, each.baseline, each.number, each.lines]
        for each in ladder.rungs
    ]
    drawing = {"height": ladder.height, "at": ladder.at, "rungs": rungs}
    return drawing | {"says": ladder.says, "caption": ladder.caption}


def _steps(level: Any) -> list[Any]:
    return [[each.fill, each.x, each.y, each.height] for each in level_steps(level).steps]


def _scale(scale: ScoreScale) -> Data:
    numbers = [
        [each.text, each.y, each.label_y, each.baseline, each.is_line]
        for each in scale.frame.numbers
    ]
    names = ("bar", "numbers_at", "names_at", "score", "is_muted", "says", "caption")
    drawing = {name: getattr(scale, name) for name in names}
    drawing |= {"boxes": [[each.fill, each.y, each.height] for each in scale.boxes]}
    drawing |= {"names": [[kind, name.baselines] for kind, name in scale.names]}
    if scale.score:
        drawing |= {"marker": scale.marker, "baseline": scale.baseline}
    return drawing | {"numbers": numbers}


def _gate(panel: GatePanel, shared: Shared) -> Data:
    names = ("label", "tone", "icon", "is_muted", "wording", "lift")
    gate: Data = {"is": shared.number("gates", {name: getattr(panel, name) for name in names})}
    reason = panel.verdict.reason
    gate |= {"gate": panel.verdict.gate or "", "reason": reason or "", "cut": panel.cut_mark}
    if panel.is_explained:
        gate |= {"is_explained": True, "remarks": [[*each] for each in panel.remarks]}
        gate |= {"bands": [_band(each) for each in panel.bands], "not_drawn": panel.not_drawn}
        if (team := panel.red_team) is not None:
            rows = [[*each] for each in team.rows]
            gate |= {"team": [team.caption, rows, team.mean, team.bar, team.sum]}
    elif (readable := panel.readable_reason) is not None:
        gate |= {"readable": readable.sentence}
        gate |= {
            "reviewers": [[each.role, each.text, each.cut_mark] for each in readable.reviewers]
        }
    return gate


def _band(band: Any) -> Data:
    names = ("description", "width", "low", "high", "computed", "expected", "steps", "edges")
    mark = [band.mark.x, band.mark.anchor, band.mark.text_x]
    return {name: getattr(band, name) for name in names} | {"mark": mark, "caption": band.caption}


def _dimension(each: Dimension) -> list[Any]:
    return [each.name, each.level, each.shown_score or "", each.stated_basis]


def _artifacts(panel: ArtifactPanel) -> Data:
    rows = [[each.kind, each.size, each.no_digest, each.is_made_here] for each in panel.artifacts]
    names = ("summary", "missing", "commands", "note")
    return {"rows": rows} | {name: getattr(panel, name) for name in names}
