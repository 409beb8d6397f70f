"""Where everything of a store is drawn: the person at the left, tables by how many steps they are away, recipients at the right."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.datamap.graph.parts import PERSON, Edge, Node, Parts

WIDTH, HEIGHT, GAP_X, GAP_Y = 224, 44, 72, 12
MARGIN, HEAD = 16, 44
MOST_ROWS = 12
"""Tables one below the other; more stand in a further column."""
LANE = 8
"""Between two lines that run beside each other."""
LETTERS, SMALL_LETTERS = 24, 31
"""What fits in a box; the whole text is its title."""


@dataclass(frozen=True)
class Box:
    """A box of the picture with its two lines of text."""

    key: str
    kind: str
    title: str
    line: str
    small: str
    x: int
    y: int

    @property
    def width(self) -> int:
        """Return how wide it is."""
        return WIDTH

    @property
    def middle(self) -> int:
        """Return the height of its middle."""
        return self.y + HEIGHT // 2

    @property
    def text_x(self) -> int:
        """Return where its text begins."""
        return self.x + 12

    @property
    def line_y(self) -> int:
        """Return where its first line stands."""
        return self.y + (19 if self.small else 27)

    @property
    def small_y(self) -> int:
        """Return where its second line stands."""
        return self.y + 35


@dataclass(frozen=True)
class Curve:
    """A way between two boxes."""

    d: str
    kind: str
    title: str


@dataclass(frozen=True)
class Drawing:
    """A store's picture: its size, boxes and curves, and the store."""

    parts: Parts
    width: int
    height: int
    boxes: tuple[Box, ...]
    curves: tuple[Curve, ...]
    heads: tuple[tuple[int, str], ...]


def drawing(parts: Parts) -> Drawing:
    """Return the layout of one store."""
    columns = _columns(parts.nodes, parts.edges)
    rows = max([len(column) for column in columns] + [min(len(parts.recipients), MOST_ROWS), 1])
    height = HEAD + rows * (HEIGHT + GAP_Y) + MARGIN
    person = Box(
        PERSON, "person", "A person", "A person", "", MARGIN, HEAD + (rows - 1) * (HEIGHT + GAP_Y) // 2
    )
    boxes = {PERSON: person}
    heads = []
    for place, column in enumerate(columns, 1):
        x = MARGIN + place * (WIDTH + GAP_X)
        for row, node in enumerate(column):
            boxes[node.key] = _box(node, x, HEAD + row * (HEIGHT + GAP_Y))
    beside = (0, WIDTH + GAP_X)
    far = [e for e in parts.edges if boxes[e.start].x - boxes[e.end].x not in beside]
    lanes = {end: lane for lane, end in enumerate(dict.fromkeys(edge.end for edge in far))}
    floor = HEAD + rows * (HEIGHT + GAP_Y)
    height += len(lanes) * LANE
    curves = tuple(
        _around(boxes[e.start], boxes[e.end], e, lanes[e.end], floor)
        if e in far
        else _curve(boxes[e.start], boxes[e.end], e)
        for e in parts.edges
    )
    x = MARGIN + (len(columns) + 1) * (WIDTH + GAP_X)
    receivers = []
    for row, name in enumerate(parts.recipients):
        across, down = divmod(row, MOST_ROWS)
        receivers.append(_receiver(name, x + across * (WIDTH + GAP_X), HEAD + down * (HEIGHT + GAP_Y)))
    if receivers:
        heads.append((x, "received by"))
    width = max([box.x for box in (*boxes.values(), *receivers)]) + WIDTH + MARGIN
    return Drawing(parts, width, height, (*boxes.values(), *receivers), curves, tuple(heads))


def _columns(nodes: Iterable[Node], edges: Iterable[Edge]) -> list[list[Node]]:
    """Return the nodes by distance; in each column those whose way leads to the same place stand together."""
    ends: dict[str, str] = {}
    for edge in edges:
        ends.setdefault(edge.start, edge.end)
    by_distance: dict[int, list[Node]] = {}
    for node in nodes:
        by_distance.setdefault(node.away, []).append(node)
    columns = []
    height: dict[str, float] = {}
    for away in sorted(by_distance):
        column = sorted(
            by_distance[away], key=lambda node: (height.get(ends.get(node.key, ""), 0), node.label)
        )
        columns += [column[start : start + MOST_ROWS] for start in range(0, len(column), MOST_ROWS)]
        height |= {node.key: place / len(column) for place, node in enumerate(column)}
    return columns


def _box(node: Node, x: int, y: int) -> Box:
    small = f"{node.key} · {node.erase}" if node.erase else node.key
    title = f"{node.label} ({small})"
    return Box(
        node.key,
        node.erase or "outside",
        title,
        _short(node.label, LETTERS),
        _short(small, SMALL_LETTERS),
        x,
        y,
    )


def _receiver(name: str, x: int, y: int) -> Box:
    return Box(f"recipient {name}", "recipient", name, _short(name, LETTERS), "", x, y)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _around(start: Box, end: Box, edge: Edge, lane: int, floor: int) -> Curve:
    """Return a way to a box further off: below all boxes, in a lane that all ways to that box share."""
    aside = 14 + LANE * (lane % 6)
    x1, x2, y = start.x - aside, end.x + WIDTH + aside, floor + lane * LANE
    title = f"{start.line} → {end.line} by {edge.by}"
    d = f"M{start.x} {start.middle} H{x1} V{y} H{x2} V{end.middle} H{end.x + WIDTH}"
    return Curve(d, "found" if edge.found else "key", title)


def _curve(start: Box, end: Box, edge: Edge) -> Curve:
    """Return a curve from the left side of a box to the right side of the one it leads to; a loop when they are the same."""
    by = f" by {edge.by}" if edge.by else ""
    kind, title = "found" if edge.found else "key", f"{start.line} → {end.line}{by}"
    x1, y1 = start.x, start.middle
    if start.x == end.x:
        # In one column: around the left side.
        d = f"M{x1} {y1} C{x1 - 40} {y1} {end.x - 40} {end.middle + 8} {end.x} {end.middle + 8}"
        return Curve(d, kind, title)
    x2, y2 = end.x + WIDTH, end.middle
    bend = max(GAP_X, (x1 - x2) // 2)
    return Curve(f"M{x1} {y1} C{x1 - bend} {y1} {x2 + bend} {y2} {x2} {y2}", kind, title)
