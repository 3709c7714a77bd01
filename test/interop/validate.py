"""`validate.py NOTEBOOK...`: the reference implementation of the format accepts what claimbook wrote."""

import sys

import nbformat

for name in sys.argv[1:]:
    notebook = nbformat.read(name, as_version=nbformat.NO_CONVERT)
    nbformat.validate(notebook)
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        sys.exit(f"{name}: nbformat {notebook.nbformat}.{notebook.nbformat_minor}, expected 4.5 or newer")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    if not any(cell.execution_count for cell in code):
        sys.exit(f"{name}: was never executed")
    print(f"{name}: valid nbformat {notebook.nbformat}.{notebook.nbformat_minor}, {len(code)} code cells")
