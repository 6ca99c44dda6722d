"""The rules of shape: their pages in the manual show what breaks and what keeps each of them."""

from __future__ import annotations

import textwrap

import pytest

from sitegen.contracts.authored_manifest import AuthoredManifest
from sitegen.contracts.correction_record import AuthoredCorrectionRecord
from sitegen.contracts.settings import SiteSettings
from sitegen.reading.documents import read_yaml
from sitegen.shapes.reader import Authored, read_shape
from sitegen.shapes.shape_rules import SHAPE_RULES

# Where what a page shows stands in a file; others stand among the keys of `work`.
ARTIFACT = "artifacts:\n- type: dataset\n  label: Data\n"
PLACES: dict[str, tuple[type[Authored], str, int]] = {
    "SG201": (AuthoredManifest, "", 0),
    "SG202": (AuthoredManifest, "", 0),
    "SG204": (AuthoredManifest, "gate_verdict:\n", 2),
    "SG205": (AuthoredManifest, "quality_assessment:\n", 2),
    "SG208": (AuthoredManifest, "gate_verdict:\n", 2),
    "SG211": (AuthoredManifest, ARTIFACT, 2),
    "SG212": (AuthoredManifest, "work:\n  creators:\n  - name: A. B.\n", 4),
    "SG215": (AuthoredManifest, ARTIFACT, 2),
    "SG216": (AuthoredManifest, ARTIFACT, 2),
    "SG217": (AuthoredManifest, "report:\n  claims:\n  - text: A claim.\n", 4),
    "SG218": (AuthoredCorrectionRecord, "correction_events:\n- batch: x\n", 2),
    "SG219": (AuthoredManifest, "artifacts:\n", 0),
    "SG221": (SiteSettings, "navigation:\n", 0),
    "SG227": (SiteSettings, "", 0),
    "SG228": (SiteSettings, "", 0),
    "SG229": (SiteSettings, "", 0),
}
OF_WORK = (AuthoredManifest, "work:\n", 2)
# Their pages tell in words what cannot be shown in a few lines.
IN_WORDS = {"SG222"}


def codes(code: str, example: str) -> set[str]:
    shape, above, column = PLACES.get(code, OF_WORK)
    lines = textwrap.indent(textwrap.dedent(example).strip("\n"), " " * column)
    document, found = read_yaml(f"{above}{lines}\n".encode(), "")
    assert document, found
    return {each.code for each in read_shape(shape, document)[1]}


@pytest.mark.parametrize("code", sorted(SHAPE_RULES.keys() - IN_WORDS))
def test_the_examples_in_the_manual_break_and_keep_the_rule(code: str) -> None:
    _, _, examples = SHAPE_RULES[code].explanation.partition("Wrong:\n")
    wrong, _, right = examples.partition("Right:\n")
    assert code in codes(code, wrong)
    if code != "SG201":  # of a whole manifest, the page shows one part
        assert code not in codes(code, right)
