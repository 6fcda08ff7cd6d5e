"""Lines of YAML files, for messages to those who wrote them."""

import yaml

Place = tuple[str | int, ...]


def line_of(text: str, place: Place) -> int:
    """The line, from 1 on, of what stands at a place of a YAML text: ("columns", "tickets") is the key `tickets` in the
    mapping at `columns`, and a number is the position in a list. Of what is not there, the line of what it would
    stand in.
    """
    node = yaml.compose(text, Loader=yaml.BaseLoader)
    line = 1
    for step in place:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            found = [(item, item) for item in node.value[step : step + 1]]
        else:
            found = []
        if not found:
            break
        start, node = found[0]
        line = start.start_mark.line + 1
    return line
