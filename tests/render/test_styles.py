"""The colours of the style sheet are readable, in the light and in the dark scheme."""

from __future__ import annotations

import re

import pytest

from sitegen.render.template_files import builtin_templates


def tokens(css: str, scheme: str) -> dict[str, tuple[float, float, float]]:
    """The colours of the style sheet's tokens in the light or the dark scheme, 0 to 1."""
    light, _, dark = css.partition("@media (prefers-color-scheme: dark)")
    text = light + dark[: dark.index("\n}")] if scheme == "dark" else light
    return {
        name: tuple(int(code[at : at + 2], 16) / 255 for at in (0, 2, 4))  # type: ignore[misc]
        for name, code in re.findall(r"--([a-z0-9-]+): #([0-9a-f]{6});", text)
    }


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance, by WCAG 2."""
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    """The contrast of two colours, 1 to 21."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


VERDICTS = ("verified", "falsified", "untested", "void", "changed")
GROUNDS = ("paper", "tint", *(f"{each}-bg" for each in VERDICTS))
ON = {
    "ink": GROUNDS,
    "ink-2": GROUNDS,
    "link": GROUNDS,
    **{each: ("paper", "tint", f"{each}-bg") for each in VERDICTS},
}
# Shapes without text: the outlines of what is empty, and what is filled.
SHAPES = {"line-2": ("paper",), "data": ("paper", "tint")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_colour_is_readable_on_every_ground_it_stands_on(scheme: str) -> None:
    css = (builtin_templates() / "styles/site.css").read_text(encoding="utf-8")
    colours = tokens(css, scheme)
    assert contrast(colours["ink"], colours["paper"]) >= 7
    weak = {
        (text, ground): round(contrast(colours[text], colours[ground]), 2)
        for text, grounds in ON.items()
        for ground in grounds
        if contrast(colours[text], colours[ground]) < 4.5
    }
    assert weak == {}
    faint = {
        (shape, ground): round(contrast(colours[shape], colours[ground]), 2)
        for shape, grounds in SHAPES.items()
        for ground in grounds
        if contrast(colours[shape], colours[ground]) < 3
    }
    assert faint == {}


def test_the_two_schemes_differ_in_every_colour() -> None:
    css = (builtin_templates() / "styles/site.css").read_text(encoding="utf-8")
    light, dark = tokens(css, "light"), tokens(css, "dark")
    assert light.keys() == dark.keys()
    assert [name for name in light if light[name] == dark[name]] == []
    assert contrast((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)) == pytest.approx(21)
