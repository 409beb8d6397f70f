"""Put an entry of a later file on top of the one it extends, so that each part keeps the file and line where it stands."""

from yaml import MappingNode, Node, ScalarNode, SequenceNode

from accounts.datamap.reader import Entry

EXTENDS = "extends"
Pairs = dict[str, tuple[Node, Node]]


def extended(earlier: Entry, later: Entry) -> Entry:
    """Return the earlier entry with what the later one adds.

    A single value takes the place of the earlier one; a list is added to; a mapping gains keys. What is itself a
    mapping or a list cannot be declared a second time inside it. Raise DataMapError.
    """
    says = later.items()[EXTENDS]
    if not says.boolean():
        raise says.error("Say true, or remove this key.")
    found = earlier.items()
    pairs = _pairs(earlier.node)
    for key, (name, node) in _pairs(later.node).items():
        if key != EXTENDS:
            pairs[key] = (name, _put_on(found.get(key), later.items()[key], node))
    merged = _mapping(later.node, pairs) if later.node else None
    return type(later)(merged, later.file, later.place, later.line)


def _put_on(old: Entry | None, new: Entry, node: Node) -> Node:
    if old is None:
        return node
    if isinstance(old.node, SequenceNode) and isinstance(node, SequenceNode):
        said = [one.value for one in old.node.value]
        more = [one for one in node.value if one.value not in said]
        return SequenceNode(node.tag, [*old.node.value, *more], node.start_mark, node.end_mark)
    if isinstance(old.node, MappingNode) and isinstance(node, MappingNode):
        pairs, there = _pairs(old.node), old.items()
        for key, entry in new.items().items():
            if key in pairs and not isinstance(entry.node, ScalarNode):
                place = f"{there[key].file}:{there[key].line}"
                raise entry.error(f"{key} is declared already ({place}). Choose another key.")
        return _mapping(node, pairs | _pairs(node))
    return node


def _pairs(node: Node | None) -> Pairs:
    return (
        {str(key.value): (key, value) for key, value in node.value} if isinstance(node, MappingNode) else {}
    )


def _mapping(node: Node, pairs: Pairs) -> Node:
    return MappingNode("tag:yaml.org,2002:map", list(pairs.values()), node.start_mark, node.end_mark)
