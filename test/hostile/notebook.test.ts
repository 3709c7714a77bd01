import { mkdir, mkdtemp, open, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { judgeClaim } from "../../src/claims/claim.js";
import { register as registerReport } from "../../src/cli/report.js";
import { register as registerVerify } from "../../src/cli/verify.js";
import { wordsOf } from "../../src/literature/words/words.js";
import { Mime } from "../../src/notebook/mime.js";
import { isCode, type Notebook } from "../../src/notebook/model.js";
import { parseNotebook, readNotebook } from "../../src/notebook/read.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { inProcess } from "../cli/in-process.js";
import { claimOutput, code, dotPlot, frontMatter, notebook, sampleNotebook, text } from "../report/sample.js";

/** Controls of the terminal and of the order of writing, tags. */
const turning = ["\u001b", "\u0007", "\u202a-\u202e", "\u2066-\u2069", "\u{e0000}-\u{e007f}"];
const withoutTurning = (shown: string) => shown.replace(new RegExp(`[${turning.join("")}]`, "gu"), "");

let folder: string;
let work: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "claimbook-hostile-"));
  work = path.join(folder, "a", "b", "work");
  await mkdir(work, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Renders without printing. */
async function report(book: Notebook, name = "in.ipynb") {
  await writeFile(path.join(work, name), formatNotebook(book));
  const args = ["report", name, "--format", "md,html,json,bib,latex", "--out-dir", "out"];
  return inProcess(registerReport, [...args, "--browser", "/no/browser"], { cwd: work });
}

async function everyFile(): Promise<string[]> {
  return (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

describe("names in a notebook", () => {
  it("lead to no file outside the output folder", async () => {
    const up = "../../../../outside";
    const figure = dotPlot(["a"]);
    const { layout } = figure[Mime.plotly] as { layout: Record<string, unknown> };
    layout.meta = {
      id: up,
      section: "__proto__",
      caption: `![x](file:///etc/passwd) ${up}`,
      alt: "/etc/passwd",
    };
    const book = notebook(
      [
        text(
          `# ${up}\n\n![a](attachment:../../etc/passwd) ![b](attachment:%E0%A4%A) ![c](attachment:__proto__)`,
        ),
        code("front()", {
          ...frontMatter,
          [Mime.frontMatter]: { ...(frontMatter[Mime.frontMatter] as object), title: up },
        }),
        code("plot()", figure),
        code("claims()", claimOutput(judgeClaim({ id: "c", text: up }))),
      ],
      { title: up, name: up, path: up, claimbook: { name: up } },
    );
    (book.cells[0] as { attachments?: unknown }).attachments = {
      "../../etc/passwd": { "image/png": "AAAA" },
      x: { "image/svg+xml": "<svg/>" },
    };
    const before = await everyFile();
    const { code: exit, stderr } = await report(book);
    expect([exit, stderr]).toEqual([0, expect.any(String)]);
    const made = (await everyFile()).filter((file) => !before.includes(file));
    expect(made.filter((file) => !/^a\/b\/work\/(in\.ipynb|out\/in\.)/.test(file))).toEqual([]);
    expect(made.length).toBeGreaterThan(4);
    const html = await readFile(path.join(work, "out", "in.html"), "utf8");
    expect(html).not.toMatch(/<img[^>]+(onerror|file:)/i);
  });
});

describe("MIME bundles", () => {
  it.each([
    ["HTML", { [Mime.html]: "<script>alert(1)</script><img src='http://evil.invalid/x'>" }],
    ["JavaScript", { "application/javascript": "alert('evil.invalid')" }],
    ["widgets", { "application/vnd.jupyter.widget-view+json": { model_id: "evil.invalid" } }],
    [
      "Markdown with HTML",
      { [Mime.markdown]: "<iframe src='http://evil.invalid'></iframe> ![x](http://evil.invalid/x.png)" },
    ],
    ["keys of prototypes", { constructor: "evil", toString: "evil" }],
  ])("of %s run nothing and fetch nothing in a report", async (_, data) => {
    const { code: exit, stderr } = await report(notebook([text("# T"), code("x()", data)]));
    expect([exit, stderr]).toEqual([0, ""]);
    const html = await readFile(path.join(work, "out", "in.html"), "utf8");
    const elements = html.replace(/<script[^>]*id="page-script"[\s\S]*?<\/script>/, "");
    expect(elements).not.toMatch(/<(script|iframe|object|embed|link|base|form|img|video|audio|source)\b/i);
  });

  it.each([
    ["a picture that is a number", { [Mime.png]: 5 }],
    ["a drawing that is an object", { [Mime.svg]: { a: 1 } }],
    ["a figure that is a text", { [Mime.plotly]: "figure" }],
    ["a prototype", JSON.parse('{"__proto__": {"text/html": "evil"}}')],
    ["a picture that is markup", { [Mime.png]: `"><img src=x onerror=alert(1)>` }],
    ["a claim that is a list", { [Mime.claim]: [] }],
  ])("with %s are refused, with the cell's place", async (_, data) => {
    const book = notebook([code("x()", data as never)]);
    await writeFile(path.join(work, "wrong.ipynb"), JSON.stringify(book));
    const { code: exit, stderr } = await inProcess(
      registerReport,
      ["report", "wrong.ipynb", "--format", "md"],
      { cwd: work },
    );
    expect(exit).toBe(3);
    expect(stderr).toMatch(/cell 1|\/cells\/0/);
  });
});

describe("what the fuzzer found", () => {
  it("a table whose numbers have a thousand digits is refused", async () => {
    const book = sampleNotebook();
    const tables = book.cells.flatMap((cell) =>
      isCode(cell) ? cell.outputs.flatMap((each) => ("data" in each ? [each.data[Mime.results]] : [])) : [],
    );
    const table = tables.find((each) => each !== undefined) as { columns: { digits: number }[] };
    table.columns[0]!.digits = 1000;
    const { code: exit, stderr } = await report(book, "digits.ipynb");
    expect(exit).toBe(3);
    expect(stderr).toContain("/columns/0/digits must be <= 20");
  });

  it("a word of three hundred thousand letters is read in one go", () => {
    // By looking again from every letter this would take hours.
    expect(wordsOf("e".repeat(300_000))).toHaveLength(1);
    expect(wordsOf(`${"e".repeat(300_000)}5`)[0]!.kind).toBe("name");
  });
});

describe("size", () => {
  it("a notebook of a gigabyte is refused unread", async () => {
    const file = path.join(work, "huge.ipynb");
    const opened = await open(file, "w");
    await opened.write('{"cells":[],"nbformat":4,"nbformat_minor":5,"metadata":{"x":"');
    await opened.truncate(2 ** 30);
    await opened.close();
    const before = process.memoryUsage().rss;
    await expect(readNotebook(file)).rejects.toMatchObject({
      kind: "could-not-run",
      message: "is too large for a notebook: 1024 MiB, and 256 are read",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
    await rm(file);
  });

  it("values nested without end are refused, wherever they stand", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const shell = (metadata: string, data: string) =>
      `{"cells":[{"cell_type":"code","id":"a","metadata":{},"source":"x","execution_count":1,"outputs":[{"output_type":"display_data","metadata":{},"data":{"application/json":${data}}}]}],"metadata":{"x":${metadata}},"nbformat":4,"nbformat_minor":5}`;
    for (const book of [shell(deep, "1"), shell("1", deep), deep])
      expect(() => parseNotebook(book, "n.ipynb")).toThrow("nests values deeper than 300 levels");
    expect(parseNotebook(shell("1", `${"[".repeat(200)}${"]".repeat(200)}`), "n.ipynb").cells).toHaveLength(
      1,
    );
  });
});

it("texts that turn the order round reach neither a terminal nor a page as they are", async () => {
  const turned = "price \u202e000,1\u202c \u2066x\u2069 \u001b]0;title\u0007 \u{e0041}";
  const claim = judgeClaim({ id: "turned", text: turned });
  const book = notebook([text(`# ${turned}`), code(`say("${turned}")`, claimOutput(claim))]);
  await report(book, "bidi.ipynb");
  const { stdout } = await inProcess(registerVerify, ["verify", "bidi.ipynb", "--dry-run"], { cwd: work });
  const files = await Promise.all(
    ["html", "md"].map((ending) => readFile(path.join(work, "out", `bidi.${ending}`), "utf8")),
  );
  for (const shown of [stdout, ...files]) expect(shown).toBe(withoutTurning(shown));
  expect(files[0]).toContain("‹U+202E›");
});
