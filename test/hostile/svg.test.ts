import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Mime } from "../../src/notebook/mime.js";
import { buildReport } from "../../src/report/build.js";
import { safeSvg } from "../../src/report/safe-svg.js";
import { code, notebook } from "../report/sample.js";

const svg = (inside: string, before = "") =>
  `${before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">${inside}</svg>`;
const shown = (text: string) => {
  const safe = safeSvg(text);
  if ("refused" in safe) throw new Error(safe.refused);
  return safe.svg;
};

describe("safeSvg", () => {
  it.each([
    svg('<g id="a"><path d="M0 0L1 1" style="fill:url(#b)"/></g><use xlink:href="#a"/><text>3 &lt; 4</text>'),
    svg(
      "<rect/>",
      '<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">\n',
    ),
    svg('<image href="data:image/png;base64,AAAA"/><style>*{stroke-linejoin: round}</style>'),
  ])("leaves a harmless drawing as it is: %s", (text) => {
    expect(shown(text)).toBe(text);
  });

  it.each([
    [
      "a script",
      "<script>alert(1)</script><SCRIPT>alert(1)</SCRIPT><x:script xmlns:x='http://www.w3.org/2000/svg'/>",
    ],
    ["handlers", '<rect onload="alert(1)" ONCLICK="alert(1)"/>'],
    [
      "foreign documents",
      "<foreignObject><iframe src='http://evil.invalid'/><p>alert(1)</p></foreignObject>",
    ],
    [
      "links to elsewhere",
      '<a xlink:href="java&#10;script:alert(1)"><text>t</text></a><a href="http://evil.invalid/">u</a>',
    ],
    ["pictures from elsewhere", '<image href="http://evil.invalid/x.png"/><use href="evil.invalid.svg#a"/>'],
    ["drawings in pictures", '<image href="data:image/svg+xml;base64,evil.invalid"/>'],
    [
      "style that loads",
      '<style>@import "http://evil.invalid/a.css";</style><rect style="fill:url( \'http://evil.invalid/#x\')"/>',
    ],
    ["style that spells it", '<rect style="fill:u\\72l(http://evil.invalid)"/>'],
    [
      "animated links",
      '<a><animate attributeName="href" values="javascript:alert(1)"/></a><set to="javascript:alert(1)"/>',
    ],
  ])("takes %s out", (_, inside) => {
    const safe = shown(svg(`<g>${inside}</g><circle r="1"/>`));
    expect(safe).not.toMatch(/alert|evil|script|iframe|<set|\son/i);
    expect(safe).toContain('<circle r="1">');
  });

  it("loads no style sheet and declares no entity", () => {
    const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join(
      "",
    );
    const bomb = svg(
      "<text>&l9;</text>",
      `<?xml-stylesheet href="http://evil.invalid"?><!DOCTYPE svg [<!ENTITY l0 "lol">${laughs}]>`,
    );
    const safe = shown(bomb);
    expect(safe).not.toMatch(/ENTITY|DOCTYPE|evil/);
    expect(safe).toContain("&amp;l9;");
    expect(safe.length).toBeLessThan(500);
  });

  it("refuses drawings whose few elements stand for billions, or for themselves", () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) => `<g id="l${i + 1}">${`<use href="#l${i}"/>`.repeat(10)}</g>`,
    );
    const reason = { refused: expect.stringContaining("once its <use> elements are followed") };
    expect(safeSvg(svg(`<g id="l0"><path/></g>${levels.join("")}`))).toEqual(reason);
    expect(safeSvg(svg('<g id="a"><use href="#b"/></g><g id="b"><use href="#a"/></g>'))).toEqual(reason);
    expect(safeSvg(svg("<g>".repeat(600)))).toEqual({ refused: "is nested deeper than 500 elements" });
    expect(safeSvg("<html/>")).toEqual({ refused: "is no SVG" });
    expect(safeSvg("9".repeat(2e7 + 1))).toEqual({ refused: expect.stringContaining("more than 20000000") });
  });

  it("never throws, and finds nothing more to take out of what it made", () => {
    const piece = fc.constantFrom(
      ..."< > / = \" ' & ; svg script a href # on x <!DOCTYPE [ ] <!ENTITY <![CDATA[ ]]> -- <!-- style url( \\ \n".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const safe = safeSvg(svg(pieces.join(" ")));
        if ("svg" in safe) expect(safeSvg(safe.svg)).toEqual(safe);
      }),
      { numRuns: 500 },
    );
  });
});

it("a report names the cell of a drawing that it refuses", () => {
  const book = notebook([code("draw()", { [Mime.svg]: svg('<g id="a"><use href="#a"/></g>') })]);
  const build = () => buildReport(book, { name: "n", now: new Date(0) });
  expect(build).toThrow(expect.objectContaining({ kind: "could-not-run", where: 'n, cell 1 (id "code-1")' }));
});
