"""Published facts and events as authored data, with keys in the order of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, TypeVar

from pydantic import ValidationError

from sitegen.contracts import correction_record
from sitegen.contracts.authored_manifest import AuthoredManifest, TranscribedFrom
from sitegen.contracts.correction_events import CorrectionEvent
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.ledger import LedgerRemoval
from sitegen.contracts.paper_manifest import CONTRACT
from sitegen.contracts.paper_report import ATTACHED, AuthoredReport
from sitegen.contracts.quality_tiers import possible_tiers
from sitegen.contracts.settings import TierPolicy
from sitegen.contracts.tombstone import Tombstone
from sitegen.contracts.versions import authored_versions, is_newer
from sitegen.findings.canonical import shortest
from sitegen.findings.errors import SitegenError
from sitegen.history.base import LEDGER
from sitegen.reading.documents import Plain
from sitegen.shapes.reader import Authored

Shape = TypeVar("Shape", bound=Authored)


class NotAuthoredError(SitegenError):
    """No record can hold a published value.

    `file` is relative to the paper's address, or is the ledger; `pointer` is a JSON pointer.
    `is_newer` says that a later version of sitegen published it.
    """

    is_newer = False

    def __init__(self, file: str, pointer: str, why: str) -> None:
        super().__init__(why)
        self.file, self.pointer = file, pointer


def manifest_data(
    facts: Mapping[str, Any], has_report: bool, report: Any, transcribed_from: Any
) -> dict[str, Any]:
    """The data of `manifest.yaml`.

    `report` is JSON data; None if no report is authored, or none was found. `transcribed_from` is
    that of the published manifest, if it is a transcription. Raises NotAuthoredError.
    """
    # Zeros and UNASSESSED are defaults, but what a transcription states is written.
    is_partial = facts.get("completeness") == "PARTIAL"
    data = _authored(facts).model_dump(
        mode="json", exclude_unset=is_partial, exclude_defaults=not is_partial
    )
    if transcribed_from is not None:
        known = _without_unknown(TranscribedFrom, transcribed_from)
        source = _shaped(TranscribedFrom, known, "manifest.json", "/transcribed_from")
        data["transcribed_from"] = source.model_dump(mode="json", exclude_none=True)
    if not has_report:
        data["report"] = "none"
    elif report is not None:
        stated = _shaped(AuthoredReport, report, "paper.pdf", f"/{ATTACHED}")
        data["report"] = stated.model_dump(mode="json", exclude_defaults=True)
    if "submitted" in data["work"]:
        data["work"]["submitted"] = Plain(data["work"]["submitted"])
    _shorten(data["quality_assessment"])
    for artifact in data.get("artifacts", ()):
        if "path" in artifact:  # the digest follows from the bytes, which the record has
            artifact.pop("sha256", None)
    return {key: data[key] for key in AuthoredManifest.model_fields if key in data}


def known_facts(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a published manifest; of a later version, those that this version knows.

    If others are missing, the digest of the facts differs and the proof reports it.
    """
    facts: dict[str, Any] = manifest["facts"]
    if not is_newer(CONTRACT.name, manifest):
        return facts
    known = _without_unknown(AuthoredManifest, _as_oldest(facts))
    return {key: value for key, value in known.items() if key != "contract_version"}


def _as_oldest(facts: Mapping[str, Any]) -> dict[str, Any]:
    # Values that older versions implied are not facts: facts are read as of the oldest version.
    return {**facts, "contract_version": authored_versions(CONTRACT.name)[0]}


def _authored(facts: Mapping[str, Any]) -> AuthoredManifest:
    return _shaped(AuthoredManifest, _as_oldest(facts), "manifest.json", "/facts")


def _shorten(assessment: dict[str, Any]) -> None:
    dimensions = assessment.get("dimensions", {})
    for name, dimension in dimensions.items():
        if dimension.keys() == {"level"}:
            dimensions[name] = dimension["level"]
        elif "score" in dimension:
            dimension["score"] = shortest(dimension["score"])
    if "review_score" in assessment:
        assessment["review_score"] = shortest(assessment["review_score"])


def needs_tier(facts: Mapping[str, Any], policy: TierPolicy) -> bool:
    """Whether the record has to declare the tier, as it does not follow from the thresholds."""
    manifest = _authored(facts)
    assessment, claims = manifest.quality_assessment, manifest.verification.source_grounded_claims
    level, score = manifest.reproducibility, assessment.review_score
    possible = possible_tiers(score, claims, level, policy)
    return assessment.tier is None and len(possible) > 1


def artifact_paths(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield path and SHA-256 of each artifact whose file is in the folder of the paper.

    Raises NotAuthoredError if an artifact with a path has no digest.
    """
    for number, artifact in enumerate(facts.get("artifacts", ())):
        if "path" in artifact:
            if "sha256" not in artifact:
                pointer = f"/facts/artifacts/{number}/sha256"
                raise NotAuthoredError("manifest.json", pointer, "is missing")
            yield artifact["path"], artifact["sha256"]


def corrections_data(
    paper_id: str, events: Sequence[CorrectionEvent], superseded_by: str
) -> dict[str, Any] | None:
    """The data of `corrections.yaml`; None if the paper has none. Raises NotAuthoredError.

    Keys of a later version that this version does not know are dropped; the proof reports such an
    event.
    """
    if not (events or superseded_by):
        return None
    version = correction_record.CONTRACT.authored_version
    whole: dict[str, Any] = {
        "contract_version": version,
        "work": {"id": paper_id},
        "superseded_by": superseded_by or None,
        "correction_events": [event.members for event in events],
    }
    known = _without_unknown(AuthoredCorrectionRecord, whole)
    record = _shaped(AuthoredCorrectionRecord, known, "corrections.json", "")
    return record.model_dump(mode="json", exclude_defaults=True)


def tombstone_data(removal: LedgerRemoval) -> dict[str, Any]:
    """The data of `tombstone.yaml`. Raises NotAuthoredError."""
    said = removal.model_dump(exclude={"superseded_by"})
    tombstone = _shaped(Tombstone, said, LEDGER, "/removed")
    return tombstone.model_dump(mode="json")


def _without_unknown(shape: type[Authored], data: Any) -> Any:
    """Data without the keys that a shape does not know."""
    try:
        shape.model_validate(data)
    except ValidationError as error:
        known = deepcopy(data)
        for each in error.errors(include_url=False):
            if each["type"] == "extra_forbidden":
                *above, key = each["loc"]
                holder: Any = known
                for step in above:
                    holder = holder[step]
                del holder[key]
        return known
    return data


def _shaped(shape: type[Shape], data: Any, file: str, start: str) -> Shape:
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        steps = (str(each).replace("~", "~0").replace("/", "~1") for each in first["loc"])
        raise NotAuthoredError(file, "/".join((start, *steps)), first["msg"]) from error
