import fc from "fast-check";
import MarkdownIt from "markdown-it";
import { describe, expect, it } from "vitest";
import { plainText } from "../../src/report/html/prose.js";
import { autolink, escapeMarkdown, neutralHtml } from "../../src/report/markdown/escape.js";
import { hostileTexts } from "./golden-cases.js";

const permissive = new MarkdownIt({ html: true, linkify: false });
const oneLine = (text: string) => text.replace(/\s+/gu, " ").trim();
/** Text that is rich in what Markdown reacts to. */
const marked = fc.string({
  unit: fc.constantFrom(..."\\`*_[]()<>|~!#-+=.1 &;:a/Bß漢\n".split("")),
  maxLength: 40,
});

function textOf(html: string): string {
  const entities: Record<string, string> = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"' };
  return html.replace(/<[^>]*>/g, "").replace(/&(lt|gt|amp|quot);/g, (e) => entities[e]!);
}

describe("escapeMarkdown", () => {
  it.each(hostileTexts)("shows %j as it is", (text) => {
    expect(oneLine(textOf(permissive.render(escapeMarkdown(text))))).toBe(oneLine(text));
  });

  it("shows any text as it is, in a paragraph, a list and a table cell", () => {
    fc.assert(
      fc.property(marked, (text) => {
        const escaped = escapeMarkdown(text);
        const wanted = oneLine(text);
        expect(oneLine(textOf(permissive.renderInline(escaped)))).toBe(wanted);
        expect(oneLine(textOf(permissive.render(`- ${escaped}`)))).toBe(wanted);
        const cells = permissive.render(`| h | i |\n| --- | --- |\n| ${escaped} | end |`);
        expect(cells.match(/<td>/g)).toHaveLength(2);
        expect(oneLine(textOf(/<td>([\s\S]*?)<\/td>/.exec(cells)![1]!))).toBe(wanted);
      }),
    );
  });

  it("leaves ordinary text readable", () => {
    const text = "Table 2, XLM-R: Hybrid 287 < X-X 410 [−3, 4], p = 0.5 & more";
    expect(escapeMarkdown(text)).toBe(text);
  });
});

describe("neutralHtml", () => {
  it.each([
    ["a <b>tag</b>", "a &lt;b>tag&lt;/b>"],
    ["`<b>` stays", "`<b>` stays"],
    ["<https://example.org/> stays", "<https://example.org/> stays"],
    ["3 < 4 stays", "3 < 4 stays"],
    ["<!-- gone? -->", "&lt;!-- gone? -->"],
    ["```\n<b>\n```\n<i>", "```\n<b>\n```\n&lt;i>"],
    ["already \\<b>", "already \\<b>"],
  ])("%j -> %j", (markdown, neutral) => {
    expect(neutralHtml(markdown)).toBe(neutral);
  });

  it("leaves no element of the author's own making", () => {
    fc.assert(
      fc.property(marked, (text) => {
        const html = permissive.render(neutralHtml(`${text}\n<script>x</script>\n\n${text}<img src=x>`));
        expect(html).not.toMatch(/<script|<img/);
      }),
      { numRuns: 2000, examples: [["\\`"], ["`"], ["# `"], ["<!--"]] },
    );
  });
});

it("autolink shows what is no http address as text", () => {
  expect(autolink("https://example.org/a_b")).toBe("<https://example.org/a_b>");
  expect(autolink("javascript:alert(1)")).toBe("javascript:alert(1)");
  expect(autolink("https://example.org/> <b>")).toBe("https://example.org/> \\<b>");
});

it("plainText drops the marks of Markdown and keeps its words", () => {
  expect(plainText("A *b* `c`\n[d](https://e.org)")).toBe("A b c d");
});
