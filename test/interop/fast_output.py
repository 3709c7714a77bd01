"""Runs a notebook whose cells print fast through nbclient, many times, and checks every output exactly.

    python test/interop/fast_output.py --runs 500 --kernel claimbook [--fresh N] [--jobs N]

A run is one execution of all cells. By default each has a kernel of its own; with `--fresh N` the runs share N
kernels, one after another. `--jobs` runs that many kernels at once. A run fails when an output is lost, doubled, cut,
of the wrong kind or out of order, within a stream or between streams, displays and results. Ends with
`N passed, N failed`; exit status 1 when a run failed.
"""

import argparse
import logging
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from copy import deepcopy
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from outputs import merged

HERE = Path(__file__).resolve().parent
SOURCE = HERE / "notebooks" / "fast-output.ipynb"


def out(text):
    return ("stdout", text)


def err(text):
    return ("stderr", text)


def displays():
    for i in range(40):
        yield out(f"before {i}\n")
        yield ("display_data", f"shown {i}")
    yield ("execute_result", "end of displays")


#: What each cell must give, by its id.
EXPECTED = {
    "lines": [out("".join(f"line {i}\n" for i in range(400)))],
    "result": [("execute_result", "15")],
    "both": [each for i in range(60) for each in (out(f"out {i}\n"), err(f"err {i}\n"))],
    "displays": list(displays()),
    "raw": [out("".join(f"raw {i};" for i in range(200)))],
    "awaits": [out("".join(f"turn {i}\n" for i in range(50))), ("execute_result", "50")],
    "large": [out("x" * 200_000 + "\n")],
    "last-words": [out("last words\n")],
    "error": [out("before\n"), ("error", "at the end")],
}


def plain(output):
    if output.output_type == "stream":
        return (output.name, output.text)
    if output.output_type == "error":
        return ("error", output.evalue)
    # Whether a text is shown with quotes is the kernel's own taste.
    return (output.output_type, output.data["text/plain"].strip("'\""))


def difference(id, cell):
    """The first place where a cell's outputs are not the expected ones; None when there is none."""
    expected, got = EXPECTED[id], [plain(output) for output in merged(cell)]
    if got == expected:
        return None
    place = next((i for i, pair in enumerate(zip(expected, got)) if pair[0] != pair[1]), min(len(expected), len(got)))

    def show(outputs):
        if place >= len(outputs):
            return "nothing"
        kind, text = outputs[place]
        return f"{kind} of {len(text)} characters {text[:40]!r}...{text[-40:]!r}"

    return f"{len(got)} outputs of {len(expected)}; at {place}: {show(got)}, expected {show(expected)}"


def session(kernel, runs):
    """Runs the notebook in one fresh kernel. Returns the problems of each run: none, or one text for each cell."""
    source = nbformat.read(SOURCE, as_version=4)
    client = NotebookClient(deepcopy(source), kernel_name=kernel, timeout=120)
    results = []
    try:
        with client.setup_kernel():
            for run in range(runs):
                results.append(one_run(client, source, run))
    except Exception as failure:
        results += [[f"{type(failure).__name__}: {failure}"]] * (runs - len(results))
    return results


def one_run(client, source, run):
    problems = []
    client.nb = deepcopy(source)
    for index, cell in enumerate(client.nb.cells):
        client.execute_cell(cell, index)
        problem = difference(cell.id, cell)
        if problem is not None:
            problems.append(f"cell {cell.id}: {problem}")
        count = run * len(source.cells) + index + 1
        if cell.execution_count != count:
            problems.append(f"cell {cell.id}: execution count {cell.execution_count}, expected {count}")
    nbformat.validate(client.nb)
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=500, help="executions of the notebook (default: 500)")
    parser.add_argument("--kernel", default="claimbook", help="kernelspec (default: claimbook)")
    parser.add_argument("--fresh", type=int, help="kernels that the runs share (default: one for each run)")
    parser.add_argument("--jobs", type=int, default=1, help="kernels at a time (default: 1)")
    options = parser.parse_args()
    fresh = min(options.runs, options.fresh or options.runs)
    if min(options.runs, fresh, options.jobs) < 1:
        parser.error("--runs, --fresh and --jobs take numbers from 1")
    # One warning a kernel about a setting that Jupyter will change some day.
    logging.getLogger("traitlets").setLevel(logging.ERROR)

    shares = [options.runs // fresh + (i < options.runs % fresh) for i in range(fresh)]
    started = time.monotonic()
    passed = failed = 0
    with ProcessPoolExecutor(options.jobs) as pool:
        for results in pool.map(session, [options.kernel] * fresh, shares):
            for problems in results:
                if problems:
                    failed += 1
                    print(f"run {passed + failed}:\n  " + "\n  ".join(problems), flush=True)
                else:
                    passed += 1
                if (passed + failed) % 50 == 0:
                    print(f"{passed + failed} of {options.runs} runs, {failed} failed", file=sys.stderr, flush=True)
    seconds = time.monotonic() - started
    outputs = sum(map(len, EXPECTED.values()))
    print(
        f"{options.runs} runs of {len(EXPECTED)} cells and {outputs} outputs on {options.kernel}, "
        f"{fresh} fresh kernels, {options.jobs} at a time, {seconds:.1f} s"
    )
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
