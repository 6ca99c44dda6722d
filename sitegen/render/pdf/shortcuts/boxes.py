"""Shortcuts in how WeasyPrint goes over boxes and writes objects: what most are is seen at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

CORNERS = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
IMAGES = ("border_image_source", "mask_border_source")
# The names of a box without round corners or a background.
BARE = {**dict.fromkeys(CORNERS, (0, 0)), "background": None}


def is_in_normal_flow(look: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Answer for most boxes at once."""

    def looked(self: Any) -> bool:
        style = self.style
        return (style["float"] == "none" and style["position"] == "static") or look(self)

    return looked


def layout_box_backgrounds(lay_out: Callable[..., None]) -> Callable[..., None]:
    """Note of a box that has no background, round corner or image that it has none."""

    def laid_out(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        if style is not None or box is page or not layout_children or not _is_bare(box.style):
            lay_out(page, box, get_image, layout_children, style)
            return
        for name, value in BARE.items():
            setattr(box, name, value)
        for child in box.all_children():
            laid_out(page, child, get_image)

    return laid_out


def _is_bare(style: Any) -> bool:
    bare: bool | None = vars(style).get("is_bare")
    if bare is None:
        from weasyprint.draw.color import get_color

        bare = style.is_bare = (
            all((0, "px") in style[corner] for corner in CORNERS)
            and all(style[image][0] == "none" for image in IMAGES)
            and all(kind == "none" for kind, _ in style["background_image"])
            and not style["box_shadow"]
            and get_color(style, "background_color").alpha == 0
        )
    return bare


def draw_outline(draw: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """Pass over boxes that have no outline."""
    from weasyprint.formatting_structure.boxes import Box

    def drawn(stream: Any, box: Any) -> None:
        if box.style["outline_width"]:
            draw(stream, box)
            return
        for child in box.children:
            if isinstance(child, Box):
                drawn(stream, child)

    return drawn


def to_bytes(convert: Callable[[Any], bytes]) -> Callable[[Any], bytes]:
    """`pydyf._to_bytes`: ask first for the types that most values have."""

    def converted(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            return item  # type: ignore[no-any-return]
        if kind is str:
            return item.encode("ascii")  # type: ignore[no-any-return]
        if kind is int:
            return b"%d" % item
        return convert(item)

    return converted


def dictionary_data(_: property) -> property:
    """`pydyf.Dictionary.data`: write each name only once."""
    import pydyf

    @lru_cache(maxsize=4_000)
    def name(key: Any) -> bytes:
        return b"/%b " % pydyf._to_bytes(key)

    def data(self: Any) -> bytes:
        convert = pydyf._to_bytes
        return b"<<%b>>" % b"".join([name(key) + convert(value) for key, value in self.items()])

    return property(data)
