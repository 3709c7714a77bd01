"""nbval --nbval-lax: passes on an executed notebook, and fails when an output that it checks was edited."""

import nbformat
import pytest
from outputs import by_id, merged


def nbval(interop, path, status=0, mode="--nbval-lax"):
    # A test run of its own, with its own configuration: none.
    return interop.python(
        "pytest", mode, "--nbval-kernel-name", interop.kernel, "--nbval-cell-timeout", "60",
        "--rootdir", path.parent, "--confcutdir", path.parent, "-p", "no:cacheprovider", "--color=no", path,
        status=status, cwd=path.parent,
    )  # fmt: skip


def test_executed_notebook_passes(interop, toured):
    # `changing` prints the time: unmarked cells are run, not compared.
    assert "8 passed" in nbval(interop, toured)


@pytest.mark.parametrize(("edited", "number"), [("marked", 1), ("tagged", 2)])
def test_edited_output_fails(interop, toured, edited, number):
    notebook = nbformat.read(toured, as_version=4)
    cell = by_id(notebook)[edited]
    cell.outputs = merged(cell)
    output = cell.outputs[0]
    if edited == "marked":
        output.text = output.text.replace("point 2", "point 5")
    else:
        output.data["text/plain"] = "43"
    report = nbval(interop, interop.saved(notebook), status=1)
    assert "1 failed, 7 passed" in report
    assert f"Cell {number}: Cell outputs differ" in report


def test_line_comments_mark_nothing(interop, toured):
    """As docs/interop.md says: nbval sees no marker behind `//`."""
    notebook = nbformat.read(toured, as_version=4)
    cell = by_id(notebook)["changing"]
    cell.source = "// # NBVAL_CHECK_OUTPUT\n" + cell.source
    assert "8 passed" in nbval(interop, interop.saved(notebook))


def test_strict_mode_compares_every_cell(interop, toured):
    assert "1 failed, 7 passed" in nbval(interop, toured, status=1, mode="--nbval")


def test_failing_cell_fails(interop):
    notebook = interop.notebook("failing-cells")
    report = nbval(interop, interop.saved(notebook), status=1)
    assert "3 failed, 6 passed" in report
    # Under CI, pytest's summary says again why each test failed.
    details = report.split("short test summary info")[0]
    assert details.count("Cell execution caused an exception") == 3
