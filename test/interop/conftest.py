"""What the tests of this folder share. They reach the kernel over the Jupyter protocol only.

`python -m pytest test/interop [--kernel NAME]`, in an environment with requirements.txt, kernels/papermill and the
kernelspec. The line before the last is `N passed, N failed`.
"""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Of several Jupyter environments the tests mean the one they run in; and tools are found by name.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
os.environ["JUPYTER_PREFER_ENV_PATH"] = "1"
sys.dont_write_bytecode = True

# Notebooks are what these tests work on, not what pytest itself collects.
collect_ignore = ["notebooks"]


def pytest_addoption(parser):
    parser.addoption("--kernel", default="claimbook", help="kernelspec under test (default: claimbook)")


class Interop:
    """The kernel under test, and the tools as a user starts them."""

    def __init__(self, kernel, folder):
        self.kernel = kernel
        self.folder = folder

    def notebook(self, name):
        """A notebook of `notebooks/`, for the kernel under test."""
        notebook = nbformat.read(HERE / "notebooks" / f"{name}.ipynb", as_version=4)
        nbformat.validate(notebook)
        notebook.metadata.kernelspec.name = self.kernel
        return notebook

    def saved(self, notebook, name="notebook.ipynb"):
        """Writes a notebook into the test's folder. Returns its path."""
        path = self.folder / name
        nbformat.write(notebook, path)
        return path

    def execute(self, notebook, **options):
        """Executes a notebook in place with nbclient; outputs are checked against the format. Returns the replies."""
        replies = []
        client = NotebookClient(
            notebook,
            kernel_name=self.kernel,
            timeout=120,
            resources={"metadata": {"path": str(ROOT)}},
            on_cell_executed=lambda cell, cell_index, execute_reply: replies.append(execute_reply["content"]),
            **options,
        )
        try:
            client.execute()
        finally:
            nbformat.validate(notebook)
        return replies

    def run(self, *command, status=0, **options):
        """Runs a command; its exit status must be as given. Returns its standard output and error as one text."""
        done = subprocess.run(
            [str(part) for part in command],
            cwd=options.pop("cwd", ROOT),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=180,
            encoding="utf-8",
            **options,
        )
        shown = " ".join(str(part) for part in command)
        assert done.returncode == status, f"{shown}: exit status {done.returncode}, expected {status}\n{done.stdout}"
        return done.stdout

    def python(self, module, *arguments, **options):
        """Runs a Python tool of this environment by its module."""
        return self.run(sys.executable, "-m", module, *arguments, **options)


@pytest.fixture(scope="session")
def kernel(request):
    return request.config.getoption("--kernel")


@pytest.fixture
def interop(kernel, tmp_path):
    return Interop(kernel, tmp_path)


@pytest.fixture(scope="session")
def toured(kernel, tmp_path_factory):
    """The path of tour.ipynb, executed once for all tests; they leave it as it is."""
    interop = Interop(kernel, tmp_path_factory.mktemp("tour"))
    notebook = interop.notebook("tour")
    interop.execute(notebook)
    return interop.saved(notebook, "tour.ipynb")


def pytest_terminal_summary(terminalreporter):
    stats = terminalreporter.stats
    # A test whose preparation or cleaning up breaks has failed too.
    failed = {report.nodeid for key in ("failed", "error") for report in stats.get(key, [])}
    passed = {report.nodeid for report in stats.get("passed", [])} - failed
    terminalreporter.write_line(f"{len(passed)} passed, {len(failed)} failed")
