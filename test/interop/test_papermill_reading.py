"""How kernels/papermill reads a cell tagged `parameters`: no kernel is needed."""

import random

import pytest
from claimbook_papermill.translator import TypeScriptTranslator
from papermill.exceptions import PapermillException


class Cell(dict):
    """A cell as nbformat's: a dict that can be referred to weakly."""


def read(source):
    return TypeScriptTranslator.inspect(Cell(source=source))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("const a = 1;", [("a", "number", "1")]),
        ("let a = -1.5e3\nvar b = `x`", [("a", "number", "-1.5e3"), ("b", "string", "`x`")]),
        ("const a: number = 1, b = true, c: 'x' | 'y' = 'x';", [("a", "number", "1"), ("b", "boolean", "true"), ("c", "'x' | 'y'", "'x'")]),
        ("const a = [1, 2];\nconst b = ['x', 1];", [("a", "number[]", "[1, 2]"), ("b", "None", "['x', 1]")]),
        ("const a = [\n  1, // one\n  2,\n] as number[];", [("a", "number[]", "[\n  1, // one\n  2,\n] as number[]")]),
        ("export const m = new Map<string, number>([['a', 1]]);", [("m", "None", "new Map<string, number>([['a', 1]])")]),
        ("const f: (a: string, b: number) => void = (a, b) => {};", [("f", "(a: string, b: number) => void", "(a, b) => {}")]),
        ("const r: Record<string, number> = { a: 1, b: 2 };", [("r", "Record<string, number>", "{ a: 1, b: 2 }")]),
        ("const a = 1 +\n  2\nconst b = cond\n  ? 3\n  : 4", [("a", "None", "1 +\n  2"), ("b", "None", "cond\n  ? 3\n  : 4")]),
        ('const a = "const b = 2; // no";\nconst c = /[/"]/.test("x") ? 1 : 2;', [("a", "string", '"const b = 2; // no"'), ("c", "None", '/[/"]/.test("x") ? 1 : 2')]),
        ("const a = `x ${ `y ${ { z: '}' }.z } ` } const b = 1`;\nlet c = 2", [("a", "None", "`x ${ `y ${ { z: '}' }.z } ` } const b = 1`"), ("c", "number", "2")]),
        ("/* const a = 1; */ // const b = 2;\nfunction f() { const c = 3; }\nconst d = 4;", [("d", "number", "4")]),
        ("const { a, b } = { a: 1, b: 2 };\nlet later: number;\nconst c = 3;", [("c", "number", "3")]),
        ("declare const a: string;\ntype T = 'x' | 'y';\nconst b: T = 'x'", [("b", "T", "'x'")]),
        ("const big = 10n, hex = 0xff, grouped = 1_000;", [("big", "None", "10n"), ("hex", "number", "0xff"), ("grouped", "number", "1_000")]),
        ("", []),
    ],
)  # fmt: skip
def test_declarations(source, expected):
    assert [(each.name, each.inferred_type_name, each.default) for each in read(source)] == expected


@pytest.mark.parametrize(
    ("source", "help"),
    [
        ("const a = 1; // behind", ["behind"]),
        ("// above\nconst a = 1;", ["above"]),
        ("// of the cell\n\nconst a = 1;", [""]),
        ("// two\n// lines\nconst a = 1; /* behind wins */", ["behind wins"]),
        ("/**\n * A comment\n * in a block.\n */\nconst a = 1;", ["A comment in a block."]),
        ("const a = 1; // first\nconst b = 2;", ["first", ""]),
    ],
)
def test_help(source, help):
    assert [each.help for each in read(source)] == help


@pytest.mark.parametrize(
    ("declared", "given", "written"),
    [
        ("const a: number = 1;", "2.50", "const a: number = 2.5;"),
        ("const a = 1;", 2, "const a: number = 2;"),
        ("var a = 1;", 2, "let a: number = 2;"),
        ("const a: 1 | 2 = 1;", 2, "const a: 1 | 2 = 2;"),
        ("const a: string | number = 1;", "x", 'const a: string | number = "x";'),
        ("const a: string | number = 1;", "7", "const a: string | number = 7;"),
        ("const a: string | undefined = 'x';", "7", 'const a: string | undefined = "7";'),
        ("const a: readonly (string | null)[] = [];", '["x", null]', 'const a: readonly (string | null)[] = ["x", null];'),
        ("const a: bigint = 1n;", "12345678901234567890", "const a: bigint = 12345678901234567890n;"),
        ("const a: Imported = x;", "full", 'const a: Imported = "full";'),
        ("const a: Imported = x;", '{"b": [1]}', 'const a: Imported = { "b": [1] };'),
        ("const a = { b: 1 };", '{"__proto__": []}', 'const a = { ["__proto__"]: [] as any[] };'),
        ('const a: "it\'s \\"so\\"" | \'\\u0041\' = "A";', "A", 'const a: "it\'s \\"so\\"" | \'\\u0041\' = "A";'),
        ("const a = null;", "text", 'const a: string = "text";'),
    ],
)  # fmt: skip
def test_injected(declared, given, written):
    cell = Cell(source=declared)
    TypeScriptTranslator.inspect(cell)
    assert TypeScriptTranslator.codify({"a": given}) == f"// Parameters\n{written}\n"


def test_any_text_is_read_to_its_end():
    """papermill asks of `inspect` that it ignores what it cannot read; so no text may break it, or hold it forever."""
    pieces = ["const ", "let ", "type ", "a", "b", "=", ":", ",", ";", "\n", "{", "}", "[", "]", "(", ")", "<", ">", "|", "&", "=>",
              "`", "${", '"', "'", "/", "//", "/*", "*/", "\\", "1", "1n", "0x", "\\u{ffffff}", "f" * 400, ".", "-", "as ", "const", "null", "é", "😀", "#", "\0"]  # fmt: skip
    random_source = random.Random(7)
    for _ in range(5000):
        source = "".join(random_source.choices(pieces, k=random_source.randint(1, 25)))
        cell = Cell(source=source)
        for each in TypeScriptTranslator.inspect(cell):
            assert each.name in source and each.default in source
            try:
                TypeScriptTranslator.codify({each.name: "1"})
            except PapermillException:
                pass
            TypeScriptTranslator.inspect(cell)
