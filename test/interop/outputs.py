"""Reading the outputs of an executed notebook."""


def by_id(notebook):
    """The code cells of a notebook by their ids."""
    return {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}


def text(cell, stream):
    """All that a cell wrote to `stdout` or `stderr`."""
    return "".join(
        output.text for output in cell.outputs if output.output_type == "stream" and output.name == stream
    )


def types(cell):
    """The types of a cell's outputs in order, neighbours of one stream counted once."""
    found = []
    for output in cell.outputs:
        kind = output.name if output.output_type == "stream" else output.output_type
        if not found or found[-1] != kind or kind not in ("stdout", "stderr"):
            found.append(kind)
    return found


def result(cell):
    """The plain text of a cell's execute_result; None when it has none."""
    return next(
        (output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"), None
    )


def error(cell):
    """A cell's error output; None when it has none."""
    return next((output for output in cell.outputs if output.output_type == "error"), None)


def shown(notebook):
    """What a reader sees of all cells: comparable from run to run."""
    kinds = {"stream": ("name", "text"), "error": ("ename", "evalue")}
    return [
        [
            {"type": output.output_type, **{key: output[key] for key in kinds.get(output.output_type, ("data",))}}
            for output in cell.outputs
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
