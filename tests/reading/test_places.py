"""Places: where each key and value was written."""

from __future__ import annotations

import pytest
import yaml

from sitegen.findings.diagnostics import Place
from sitegen.reading import parser
from sitegen.reading.documents import Document, KeyPath, read_yaml
from tests.reading.reader import FILE, MANIFEST, good, spots
from tests.reading.test_any_text import corpus


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        ((), (2, 1), (2, 1)),
        (("contract_version",), (2, 19), (2, 1)),
        (("work",), (4, 3), (3, 1)),
        (("work", "title"), (5, 10), (5, 3)),
        (("work", "abstract"), (7, 13), (7, 3)),
        (("work", "topics"), (12, 11), (12, 3)),
        (("work", "topics", 1), (12, 36), (12, 36)),
        (("work", "creators", 0, "orcid"), (13, 42), (13, 35)),
        (("artifacts",), (30, 1), (29, 1)),
        (("artifacts", 0), (30, 3), (30, 3)),
        (("artifacts", 1, "label"), (32, 10), (32, 3)),
        (("limitations", 1), (42, 5), (42, 5)),
    ],
)
def test_every_value_and_key_has_a_place(
    path: KeyPath, value: tuple[int, int], key: tuple[int, int]
) -> None:
    document = good(MANIFEST)
    assert document.value_place(path) == Place(FILE, *value)
    assert document.key_place(path) == Place(FILE, *key)


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("license",), (2, 1)),
        (("work", "license"), (3, 1)),
        (("work", "license", "name", 0), (3, 1)),
        (("work", "title", "text"), (5, 3)),
        (("work", 0), (3, 1)),
        (("artifacts", 2), (29, 1)),
        (("artifacts", -1), (29, 1)),
        (("artifacts", "type"), (29, 1)),
        (("artifacts", 1, "sha256"), (31, 3)),
    ],
)
def test_what_is_missing_has_the_place_of_the_nearest_key(
    path: KeyPath, place: tuple[int, int]
) -> None:
    document = good(MANIFEST)
    assert document.value_place(path) == document.key_place(path) == Place(FILE, *place)


@pytest.mark.usefixtures("each_parser")
@pytest.mark.parametrize("start", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_columns_count_characters_and_lines_count_as_in_an_editor(start: str, end: str) -> None:
    document = good(f'{start}{{"é😀": "😀", k: [😀, v]}}{end}'.encode())
    assert document.value_place(("é😀",)) == Place(FILE, 1, 8)
    assert document.value_place(("k", 1)) == Place(FILE, 1, 20)
    document = good(f"{start}😀: 😀{end}{end}b:{end}  c: 😀{end}".encode())
    assert document.value_place(("b", "c")) == Place(FILE, 4, 6)
    assert document.data["b"]["c"] == "😀"


@pytest.mark.usefixtures("each_parser")
def test_a_problem_behind_astral_characters_has_its_column_in_characters() -> None:
    assert spots("\ufeff'😀😀': [😀, ~]\r\n") == [(1, 11, "SG119")]


@pytest.mark.usefixtures("each_parser")
def test_every_place_is_where_pyyaml_finds_a_node() -> None:
    texts = [MANIFEST.decode(), *(case["yaml"] for case in corpus("yaml-test-suite.json"))]
    read = [document for text in texts if (document := read_yaml(text.encode(), FILE)[0])]
    assert len(read) > 50
    for document in read:
        assert_places(document, (), *[yaml.compose(document.text, Loader=parser.Loader)] * 2)


def assert_places(document: Document, path: KeyPath, key: yaml.Node, value: yaml.Node) -> None:
    for node, place in ((key, document.key_place(path)), (value, document.value_place(path))):
        assert place == Place(FILE, node.start_mark.line + 1, node.start_mark.column + 1), path
    if isinstance(value, yaml.MappingNode):
        for inner_key, inner in value.value:
            assert_places(document, (*path, inner_key.value), inner_key, inner)
    elif isinstance(value, yaml.SequenceNode):
        for index, item in enumerate(value.value):
            assert_places(document, (*path, index), item, item)
