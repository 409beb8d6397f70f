"""The picture as Mermaid text, which many editors and forges draw."""

from collections.abc import Iterator

from accounts.datamap.graph.parts import PERSON, Parts

SHAPES = {"delete": ("[", "]"), "anonymise": ("(", ")"), "retain": ("[[", "]]"), "": ("[/", "/]")}


def mermaid(stores: list[Parts]) -> str:
    """Return a flowchart: a frame for each store, an arrow for each way, dashed ones for what leads by a value or to a recipient."""
    return "\n".join(["flowchart RL", '  person(("a person"))', *_lines(stores)]) + "\n"


def _lines(stores: list[Parts]) -> Iterator[str]:
    receivers = {
        name: f"r{n}" for n, name in enumerate(dict.fromkeys(r for s in stores for r in s.recipients))
    }
    for place, parts in enumerate(stores):
        names = {PERSON: "person"} | {node.key: f"s{place}n{n}" for n, node in enumerate(parts.nodes)}
        yield f'  subgraph s{place}["{_text(parts.store.name)}"]'
        for node in parts.nodes:
            left, right = SHAPES[node.erase]
            yield f'    {names[node.key]}{left}"{_text(node.label)}"{right}'
        yield "  end"
        for edge in parts.edges:
            by = f'|"{_text(edge.by)}"|' if edge.by else ""
            yield f"  {names[edge.start]} {'-.->' if edge.found else '-->'}{by} {names[edge.end]}"
        yield from (f"  s{place} -.-> {receivers[name]}" for name in parts.recipients)
    yield from (f'  {key}{{{{"{_text(name)}"}}}}' for name, key in receivers.items())


def _text(text: str) -> str:
    for sign, written in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;"), ("|", "#124;")):
        text = text.replace(sign, written) if sign != "#" else text.replace("#", "#35;")
    return text
