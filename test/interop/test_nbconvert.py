"""nbconvert: HTML, PDF and a script of an executed notebook."""

import os
import re
import shutil
from html import unescape
from html.parser import HTMLParser

import nbformat
import pytest
from playwright.sync_api import Error, sync_playwright
from pygments.lexers import TypeScriptLexer, get_lexer_by_name
from pypdf import PdfReader

from conftest import HERE

# What a reader must see of tour.ipynb: text, streams, a result, HTML, an awaited result.
SEEN = ["A tour", "emphasis", "漢字", "point 1", "point 3", "42", "a warning, for the reader", "cell of a table", "later"]


class Code(HTMLParser):
    """The highlighted words of a page's inputs, by the class that pygments gave them."""

    def __init__(self):
        super().__init__()
        self.words = {}
        self._class = None

    def handle_starttag(self, tag, attrs):
        self._class = dict(attrs).get("class") if tag == "span" else None

    def handle_endtag(self, tag):
        self._class = None

    def handle_data(self, data):
        if self._class:
            self.words.setdefault(self._class, set()).add(data)


def convert(interop, source, to, *options, **more):
    interop.python("nbconvert", "--to", to, "--output-dir", interop.folder, *options, source, **more)
    [made] = [path for path in interop.folder.iterdir() if path.stem == source.stem and path.suffix != ".ipynb"]
    return made


def test_html_shows_outputs_and_highlights_typescript(interop, toured):
    page = convert(interop, toured, "html").read_text(encoding="utf-8")
    body = page[page.index("<body") :]
    text = unescape(re.sub(r"<[^>]+>", "", body))
    assert [words for words in SEEN if words not in text] == []
    assert "<table><tr><td>cell of a table</td></tr></table>" in body

    code = Code()
    code.feed(body)
    # Words that mean something in TypeScript only: as in JavaScript they would be ordinary names.
    lexer = TypeScriptLexer().get_tokens("interface Point { x: number }\nconst text: string;")
    assert {str(kind) for kind, word in lexer if word in ("number", "string")} == {"Token.Keyword.Type"}
    assert {"number", "string"} <= code.words["kt"]
    assert {"interface", "const"} <= code.words["kr"] | code.words["kd"]


def test_language_info_names_a_lexer_of_pygments(toured):
    info = nbformat.read(toured, as_version=4).metadata.language_info
    assert isinstance(get_lexer_by_name(info.pygments_lexer), TypeScriptLexer)


def test_script_is_a_file_of_typescript(interop, toured):
    script = convert(interop, toured, "script")
    assert script.suffix == ".ts"
    assert "const points: Point[] =" in script.read_text(encoding="utf-8")


def test_executes_while_converting(interop):
    source = interop.saved(interop.notebook("tour"), "fresh.ipynb")
    page = convert(interop, source, "html", "--execute", f"--ExecutePreprocessor.kernel_name={interop.kernel}")
    assert "point 3" in page.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browsers(tmp_path_factory):
    """The environment in which Playwright finds the browser that claimbook prints with."""
    folder = tmp_path_factory.mktemp("browsers")
    before = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    os.environ["PLAYWRIGHT_BROWSERS_PATH"] = str(folder)
    try:
        # Playwright takes no path from nbconvert; where it looks, it says when nothing is there.
        with sync_playwright() as playwright, pytest.raises(Error, match="Executable doesn't exist at") as missing:
            playwright.chromium.launch()
        expected = re.search(r"Executable doesn't exist at (.+)", str(missing.value))[1]
    finally:
        if before is None:
            del os.environ["PLAYWRIGHT_BROWSERS_PATH"]
        else:
            os.environ["PLAYWRIGHT_BROWSERS_PATH"] = before
    return {**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(folder), "EXPECTED": expected}


def test_pdf_shows_outputs(interop, toured, browsers):
    interop.run(shutil.which("node"), HERE / "browser.mjs", browsers["EXPECTED"])
    made = convert(interop, toured, "webpdf", "--disable-chromium-sandbox", env=browsers)
    assert made.suffix == ".pdf"
    text = "\n".join(page.extract_text() for page in PdfReader(made).pages)
    # Chinese needs a font that a bare machine lacks.
    assert [words for words in SEEN if words not in text and words != "漢字"] == []
    assert "const points: Point[] =" in " ".join(text.split())
