"""papermill -p with the translator of kernels/papermill: the injected values are right and later cells type check."""

import json
import math
import os
import random
import shutil
import sys

import nbformat
import papermill
import pytest
import yaml
from outputs import by_id, error, text
from papermill.exceptions import PapermillException
from papermill.translators import translate_parameters

from conftest import ROOT

CLAIMBOOK = ROOT / "dist" / "cli" / "main.js"

CHOSEN = {
    "steps": 1000,
    "rate": 2.5e-7,
    "label": 'a "b" \\ ${c} `d` \u2028 é 漢字 😀\n\ttab',
    "verbose": True,
    "limit": None,
    "languages": ["el", "hy", "日本"],
    "grid": [[1, 2.5], []],
    "weights": {"el": 0.5, "a key": -3},
    "options": {"mode": "other", "tags": [], "more": {"x": None}},
}


def values(notebook):
    return json.loads(text(by_id(notebook)["values"], "stdout"))


def injected(notebook):
    return next(cell.source for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", []))


def run_papermill(interop, notebook, parameters, **options):
    source = interop.saved(notebook, "source.ipynb")
    return papermill.execute_notebook(
        source, interop.folder / "out.ipynb", parameters, cwd=ROOT, progress_bar=False, **options
    )


def test_values_arrive_and_later_cells_type_check(interop):
    notebook = run_papermill(interop, interop.notebook("parameters"), {**CHOSEN, "budget": "full"})
    assert values(notebook) == {**CHOSEN, "budget": "full"}
    used = json.loads(text(by_id(notebook)["use"], "stdout"))
    assert used == ["EL HY 日本", -2.5, 1, 0, 2000, f"{len(CHOSEN['label']) + 1} OTHER 0 yes"]


def test_declarations_keep_keyword_and_type(interop):
    notebook = run_papermill(interop, interop.notebook("parameters"), {"budget": "full", "steps": 7}, prepare_only=True)
    assert injected(notebook) == '// Parameters\nlet budget: Budget = "full";\nconst steps: number = 7;\n'


def test_types_of_another_notebook_do_not_linger(interop):
    papermill.inspect_notebook(interop.saved(interop.notebook("parameters")))
    # As Quarto asks: the values alone.
    written = translate_parameters(interop.kernel, "typescript", {"budget": "full", "limit": [1, None]}, "Given\nhere")
    assert written == '// Given\n// here\nconst budget: string = "full";\nconst limit: any[] = [1, null];\n'


def test_command_line_gives_what_claimbook_gives(interop):
    """Texts as one types them, through both programs."""
    given = {
        "steps": "1000",
        "rate": "-2.5e-3",
        "budget": "full",
        "label": 'plain "text" \\n',
        "verbose": "true",
        "languages": '["el","hy"]',
        "grid": "[[1,2],[3]]",
        "weights": '{"el":0.5,"en":2}',
        "options": '{"mode":"other","tags":[],"more":{"__proto__":{"z":[1]}},"__proto__":{"z":[]}}',
        "limit": "12",
    }
    source = interop.saved(interop.notebook("parameters"), "source.ipynb")
    theirs, ours = interop.folder / "papermill.ipynb", interop.folder / "claimbook.ipynb"
    pairs = [part for name, value in given.items() for part in ("-p", name, value)]
    interop.python("papermill", source, theirs, *pairs, "--cwd", ROOT, "--no-progress-bar")
    pairs = [part for name, value in given.items() for part in ("-p", f"{name}={value}")]
    # As in an activated environment: claimbook finds the kernelspecs of this one.
    environment = {**os.environ, "VIRTUAL_ENV": sys.prefix}
    interop.run(shutil.which("node"), CLAIMBOOK, "run", source, "--out", ours, *pairs, env=environment)
    theirs, ours = (nbformat.read(path, as_version=4) for path in (theirs, ours))
    assert values(theirs) == values(ours)
    for id in ("use", "values"):
        assert text(by_id(theirs)[id], "stdout") == text(by_id(ours)[id], "stdout")
    assert values(ours)["weights"] == {"el": 0.5, "en": 2}
    assert values(ours)["options"] == json.loads(given["options"])


def anything(random_source, depth=3):
    """A random value of the kinds that YAML and JSON have."""
    characters = ["a", "Z", '"', "'", "`", "\\", "$", "{", "}", "/", "\n", "\r", "\t", "\0", "\x7f", "\u2028", "é", "漢", "😀", "</"]
    leaves = [
        lambda: None,
        lambda: random_source.choice([True, False]),
        lambda: random_source.randint(-(2**53), 2**53),
        lambda: random_source.choice([0.1, -0.5, 1e21, 5e-324, 1.7976931348623157e308, math.nan, math.inf, -math.inf]),
        lambda: "".join(random_source.choices(characters, k=random_source.randint(0, 8))),
    ]
    lists = [
        lambda: [anything(random_source, depth - 1) for _ in range(random_source.randint(0, 3))],
        lambda: {
            random_source.choice(["a", "é 1", "__proto__", "constructor", '"', "0"]): anything(random_source, depth - 1)
            for _ in range(random_source.randint(0, 3))
        },
    ]
    return random_source.choice(leaves + lists * (depth > 0))()


def as_javascript_prints(value):
    """A value as the notebook any-value prints it: numbers that JSON lacks by name."""
    if isinstance(value, float) and not math.isfinite(value):
        return "number " + ("NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {key: as_javascript_prints(each) for key, each in value.items()}
    if isinstance(value, list):
        return [as_javascript_prints(each) for each in value]
    return value


def test_any_value_arrives_unchanged(interop):
    random_source = random.Random(20240810)
    # A text that is JSON would be read as such where the type is unknown, so each value goes inside a list.
    chosen = [anything(random_source) for _ in range(400)]
    notebook = run_papermill(interop, interop.notebook("any-value"), {"values": chosen, "number": -math.inf})
    arrived = json.loads(text(by_id(notebook)["show"], "stdout"))
    assert arrived["number"] == "number -Infinity"
    assert len(arrived["values"]) == len(chosen)
    for index, (got, sent) in enumerate(zip(arrived["values"], map(as_javascript_prints, chosen))):
        assert got == sent, f"value {index}: {chosen[index]!r}"


def test_without_a_parameters_cell_types_follow_the_values(interop):
    notebook = interop.notebook("any-value")
    notebook.cells[0].metadata.pop("tags")
    cell = notebook.cells[0]
    cell.source = "const sum: number = list.reduce((a, b) => a + b, count);\nconst values: any = [sum, name.length, empty.length, nothing];\nconst number = flag === false ? 1 : 2;"
    chosen = {"list": [1, 2], "count": 3, "name": "four", "empty": [], "nothing": None, "flag": True}
    notebook = run_papermill(interop, notebook, chosen)
    assert json.loads(text(by_id(notebook)["show"], "stdout")) == {"values": [6, 4, 0, None], "number": 2}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("steps", "many", "takes number"),
        ("steps", True, "takes number"),
        ("steps", 2**60 + 1, "too large"),
        ("label", 7, "-r label"),
        ("budget", "huge", "takes Budget"),
        ("languages", ["en", 1], "takes string[]"),
        ("weights", [1], "takes Record"),
        ("not-a-name", 1, "cannot be the name"),
    ],
)
def test_refuses_what_does_not_fit(interop, name, value, says):
    with pytest.raises(PapermillException) as refused:
        run_papermill(interop, interop.notebook("parameters"), {name: value}, prepare_only=True)
    assert says in str(refused.value) and name in str(refused.value)


def test_yaml_and_raw_texts(interop):
    path = interop.folder / "parameters.yaml"
    path.write_text(yaml.safe_dump(CHOSEN, allow_unicode=True), encoding="utf-8")
    source = interop.saved(interop.notebook("parameters"), "source.ipynb")
    out = interop.folder / "out.ipynb"
    given = ("-f", path, "-r", "label", "007")
    interop.python("papermill", source, out, *given, "--cwd", ROOT, "--no-progress-bar")
    assert values(nbformat.read(out, as_version=4)) == {**CHOSEN, "budget": "full", "label": "007"}


def test_runs_again_on_its_own_output(interop):
    once = run_papermill(interop, interop.notebook("parameters"), {"steps": 7}, prepare_only=True)
    assert "steps: number = 7;" in injected(once)
    again = run_papermill(interop, once, {"steps": 8})
    assert values(again)["steps"] == 8
    assert sum("injected-parameters" in cell.metadata.get("tags", []) for cell in again.cells) == 1


def test_help_names_the_parameters(interop):
    source = interop.saved(interop.notebook("parameters"), "source.ipynb")
    help = interop.python("papermill", "--help-notebook", source)
    lines = [" ".join(line.split()) for line in help.splitlines()]
    assert "steps: number (default 400) training steps" in lines
    assert 'budget: Budget (default "smoke")' in lines
    listed = papermill.inspect_notebook(source)
    assert listed["languages"]["help"] == "The languages to train on."
    assert list(listed) == ["steps", "rate", "budget", "label", "verbose", "limit", "languages", "grid", "weights", "options"]


def test_a_failing_cell_fails_the_run_and_is_saved(interop):
    with pytest.raises(papermill.PapermillExecutionError, match="on purpose"):
        run_papermill(interop, interop.notebook("failing-cells"), {})
    saved = nbformat.read(interop.folder / "out.ipynb", as_version=4)
    assert error(by_id(saved)["throw"]).ename == "RangeError"
    assert by_id(saved)["after-throw"].execution_count is None
