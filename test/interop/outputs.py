"""Reading the outputs of an executed notebook."""

from copy import deepcopy


def by_id(notebook):
    """The code cells of a notebook by their ids."""
    return {cell.id: cell for cell in notebook.cells if cell.cell_type == "code"}


def text(cell, stream):
    """All that a cell wrote to `stdout` or `stderr`."""
    return "".join(
        output.text for output in cell.outputs if output.output_type == "stream" and output.name == stream
    )


def types(cell):
    """The types of a cell's outputs in order."""
    return [output.name if output.output_type == "stream" else output.output_type for output in merged(cell)]


def result(cell):
    """The plain text of a cell's execute_result; None when it has none."""
    return next(
        (output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"), None
    )


def error(cell):
    """A cell's error output; None when it has none."""
    return next((output for output in cell.outputs if output.output_type == "error"), None)


def merged(cell):
    """A cell's outputs, with what one stream wrote in pieces joined again: where it is cut is chance."""
    outputs = []
    for output in cell.outputs:
        last = outputs[-1] if outputs else None
        if last and output.output_type == last.output_type == "stream" and output.name == last.name:
            last.text += output.text
        else:
            outputs.append(deepcopy(output))
    return outputs


def shown(notebook):
    """What a reader sees of all cells: comparable from run to run."""
    kinds = {"stream": ("name", "text"), "error": ("ename", "evalue")}
    return [
        [
            {"type": output.output_type, **{key: output[key] for key in kinds.get(output.output_type, ("data",))}}
            for output in merged(cell)
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]
