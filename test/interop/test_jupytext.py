"""jupytext: .ipynb -> .ts (percent format) -> .ipynb keeps cells and metadata, and runs to the same outputs."""

import nbformat
import jupytext
from outputs import shown

# The outputs that differ in every run are not compared.
VARIES = "changing"
# Written by the executor or by jupytext itself; no part of what the author wrote.
ADDED = {"execution", "jupytext", "language_info"}


def plain(metadata):
    return {key: value for key, value in metadata.items() if key not in ADDED}


def round_trip(interop, notebook):
    source = interop.saved(notebook, "notebook.ipynb")
    script = interop.folder / "notebook.ts"
    back = interop.folder / "back.ipynb"
    interop.python("jupytext", "--to", "ts:percent", "--output", script, source)
    interop.python("jupytext", "--to", "ipynb", "--output", back, script)
    return script.read_text(encoding="utf-8"), nbformat.read(back, as_version=4)


def test_keeps_code_markdown_and_metadata(interop, toured):
    notebook = nbformat.read(toured, as_version=4)
    script, back = round_trip(interop, notebook)
    assert "\n// %% " in script and "\n// %% [markdown]\n" in script
    assert "\nconst points: Point[] =" in script
    assert [(cell.cell_type, cell.source, plain(cell.metadata)) for cell in back.cells] == [
        (cell.cell_type, cell.source, plain(cell.metadata)) for cell in notebook.cells
    ]
    assert back.metadata.kernelspec == notebook.metadata.kernelspec
    nbformat.validate(back)


def test_runs_to_the_same_outputs(interop, toured):
    notebook = nbformat.read(toured, as_version=4)
    _, back = round_trip(interop, notebook)
    interop.execute(back)
    varies = [cell.id for cell in notebook.cells if cell.cell_type == "code"].index(VARIES)
    before, after = shown(notebook), shown(back)
    assert before.pop(varies) != after.pop(varies)
    assert before == after and any(before)


def test_script_is_a_notebook_for_jupytext(interop):
    """As docs/interop.md says: a plain script needs its cells marked and its kernel named."""
    script = interop.folder / "script.ts"
    script.write_text("// %%\nconst a: number = 6;\n\n// %%\na * 7;\n", encoding="utf-8")
    interop.python("jupytext", "--set-kernel", interop.kernel, script)
    assert f"//     name: {interop.kernel}\n" in script.read_text(encoding="utf-8")
    notebook = jupytext.read(script)
    interop.execute(notebook)
    assert notebook.cells[1].outputs[0].data["text/plain"] == "42"
