"""`batch.py KERNEL FOLDER`: nbclient executes every notebook of a folder, one after the other, in place.

A notebook whose metadata says `"allow_errors": true` goes on after errors; any other stops at its first one. After
each notebook its file name is printed on a line of its own.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

kernel, folder = sys.argv[1:]
for path in sorted(Path(folder).glob("*.ipynb")):
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name=kernel,
        timeout=120,
        allow_errors=notebook.metadata.get("allow_errors", False),
        resources={"metadata": {"path": folder}},
    )
    try:
        client.execute()
    except CellExecutionError:
        pass  # As it should: the error is in the notebook.
    nbformat.validate(notebook)
    nbformat.write(notebook, path)
    print(path.name, flush=True)
