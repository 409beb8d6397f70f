"""The picture as SVG: one of each store for a page, or all of them below one another in a file."""

from django.template.loader import render_to_string

from accounts.datamap.graph.layout import drawing
from accounts.datamap.graph.parts import Parts

BETWEEN = 24


def svg(stores: list[Parts]) -> str:
    """Return one file with every store's picture; it needs nothing else to be looked at, in light and dark."""
    top, placed = 0, []
    for parts in stores:
        one = drawing(parts)
        placed.append({"drawing": one, "top": top})
        top += one.height + BETWEEN
    width = max((one["drawing"].width for one in placed), default=1)  # type: ignore[attr-defined]
    return render_to_string(
        "accounts/graph_file.svg", {"drawings": placed, "width": width, "height": top or 1}
    )
