"""`execute.py NOTEBOOK OUT`: nbclient, Jupyter's own executor, runs a notebook with claimbook's kernelspec.

Checks that every cell ran without error, in order, and that the claims of the notebook arrived as outputs.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

CLAIM = "application/vnd.claimbook.claim+json"

source, out = sys.argv[1:]
notebook = nbformat.read(source, as_version=4)
root = Path(source).resolve().parent.parent
NotebookClient(
    notebook, kernel_name="claimbook", timeout=300, resources={"metadata": {"path": str(root)}}
).execute()
nbformat.validate(notebook)
nbformat.write(notebook, out)

code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
counts = [cell.execution_count for cell in code]
if counts != list(range(1, len(code) + 1)):
    sys.exit(f"execution counts are {counts}")
claims = [
    output.data[CLAIM]["id"]
    for cell in code
    for output in cell.outputs
    if output.output_type == "display_data" and CLAIM in output.data
]
if not claims:
    sys.exit(f"{source}: no claim among the outputs")
print(f"{source}: {len(code)} cells, claims {', '.join(claims)}")
