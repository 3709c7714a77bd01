"""nbclient runs a notebook with failing cells: no cell is skipped silently, every status and output is right."""

import pytest
from nbclient.exceptions import CellExecutionError
from outputs import by_id, error, result, text, types

from conftest import Interop

FAILING = {"throw", "type-error", "reject"}


@pytest.fixture(scope="module")
def allowed(kernel, tmp_path_factory):
    """The cells and the replies of a run in which errors are allowed."""
    interop = Interop(kernel, tmp_path_factory.mktemp("allowed"))
    notebook = interop.notebook("failing-cells")
    notebook.metadata.pop("language_info")
    replies = interop.execute(notebook, allow_errors=True)
    return notebook, by_id(notebook), replies


def test_goes_on_after_errors_when_they_are_allowed(allowed):
    _, cells, replies = allowed

    statuses = dict(zip(cells, (reply["status"] for reply in replies)))
    assert statuses == {id: "error" if id in FAILING else "ok" for id in cells}
    assert [cell.execution_count for cell in cells.values()] == list(range(1, len(cells) + 1))
    assert [reply["execution_count"] for reply in replies] == list(range(1, len(cells) + 1))

    assert {id: types(cell) for id, cell in cells.items()} == {
        "declare": ["execute_result"],
        "print": ["stdout"],
        "throw": ["stdout", "error"],
        "after-throw": ["execute_result"],
        "type-error": ["error"],
        "after-type-error": ["stderr", "execute_result"],
        "reject": ["error"],
        "display": ["display_data"],
        "last": ["stdout", "execute_result"],
    }
    assert text(cells["print"], "stdout") == "".join(f"line {i}\n" for i in range(1000))
    assert [result(cells[id]) for id in ("declare", "after-throw", "after-type-error")] == ["42", "43", "44"]
    assert text(cells["after-type-error"], "stderr") == "to stderr\n"
    assert cells["display"].outputs[0].data == {"text/html": "<b>shown</b>", "text/plain": "shown"}
    assert text(cells["last"], "stdout") == "still here\n"
    assert result(cells["last"]).split() == ["[", "40,", "45", "]"]


def test_errors_say_what_and_where(allowed):
    _, cells, replies = allowed
    thrown, mistyped, rejected = (error(cells[id]) for id in ("throw", "type-error", "reject"))

    assert (thrown.ename, thrown.evalue) == ("RangeError", "on purpose")
    assert (rejected.ename, rejected.evalue) == ("TypeError", "rejected on purpose")
    assert "'string' is not assignable to type 'number'" in "\n".join([mistyped.evalue, *mistyped.traceback])
    # The reply carries the same error as the output.
    for output, reply in zip((thrown, mistyped, rejected), (each for each in replies if each["status"] == "error")):
        assert (reply["ename"], reply["evalue"]) == (output.ename, output.evalue)
        assert reply["traceback"] == output.traceback


def test_stops_at_the_first_error_otherwise(interop):
    notebook = interop.notebook("failing-cells")
    with pytest.raises(CellExecutionError, match="on purpose"):
        interop.execute(notebook)
    cells = list(by_id(notebook).values())

    assert [cell.execution_count for cell in cells] == [1, 2, 3] + [None] * (len(cells) - 3)
    assert error(cells[2]).ename == "RangeError"
    assert text(cells[1], "stdout") == "".join(f"line {i}\n" for i in range(1000))
    assert all(cell.outputs == [] for cell in cells[3:])


def test_goes_on_after_cells_that_are_marked_to_fail(interop):
    notebook = interop.notebook("failing-cells")
    for id, cell in by_id(notebook).items():
        if id in FAILING:
            cell.metadata.tags = ["raises-exception"]
    replies = interop.execute(notebook)
    assert [reply["status"] for reply in replies].count("ok") == len(replies) - len(FAILING)
    assert types(by_id(notebook)["last"]) == ["stdout", "execute_result"]


def test_language_info_reaches_the_notebook(allowed):
    notebook, _, _ = allowed
    info = notebook.metadata.language_info
    assert (info.name, info.file_extension, info.mimetype) == ("typescript", ".ts", "text/typescript")
    # By this name JupyterLab finds its highlighting: an object named "javascript" would get that of JavaScript.
    assert info.codemirror_mode == "typescript"
