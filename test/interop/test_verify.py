"""What a notebook that nbclient executed records of itself: fingerprints on its outputs, which `verify` checks."""

import json
import subprocess

import nbformat
import pytest

from conftest import ROOT, Interop

CLAIM = "application/vnd.claimbook.claim+json"


@pytest.fixture(scope="module")
def executed(kernel, tmp_path_factory):
    """A small notebook with claims, a table, a figure and a search, executed by nbclient."""
    if kernel != "claimbook":
        pytest.skip("other kernels put no fingerprints on outputs")
    script = "import('./bench/tampering/notebook.mjs').then(({quick}) => console.log(JSON.stringify(quick)))"
    source = subprocess.run(["node", "-e", script], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    interop = Interop(kernel, tmp_path_factory.mktemp("verify"))
    notebook = nbformat.reads(source, as_version=4)
    interop.execute(notebook)
    return interop, notebook


def plan(interop, notebook):
    """The status and the result of `claimbook verify --dry-run` on a notebook that nbformat has written."""
    path = interop.saved(notebook)
    command = ["node", ROOT / "dist/cli/main.js", "verify", path, "--dry-run", "--json"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120)
    return run.returncode, json.loads(run.stdout)


def test_an_untouched_notebook_raises_no_alarm(executed):
    status, found = plan(*executed)
    assert found["integrity"] == {"coverage": "outputs", "intact": True, "findings": []}
    assert status == 0


def test_an_edited_claim_and_an_edited_source_are_found(executed):
    interop, notebook = executed
    edited = nbformat.from_dict(json.loads(nbformat.writes(notebook)))
    cell = next(cell for cell in edited.cells if cell.id == "claims-edge")
    cell.outputs[0].data[CLAIM]["text"] = "The mean is far above one half."
    figure = next(cell for cell in edited.cells if cell.id == "figure")
    figure.source = "".join(figure.source) + "\n// checked"
    status, found = plan(interop, edited)
    assert [finding["what"] for finding in found["integrity"]["findings"]] == [
        'the source is not the one that made figure "histogram"',
        'claim "mean-above-half" was altered: text',
    ]
    assert status == 1
