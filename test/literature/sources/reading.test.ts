import { describe, expect, it } from "vitest";
import { readJson } from "../../../src/literature/sources/json.js";
import { element, elements, readXml, textIn } from "../../../src/literature/sources/xml.js";

describe("readXml", () => {
  it("joins text over elements and sections, keeping references as XML has them", () => {
    const { root, faults } = readXml("<a><t>x &lt; <i>y</i><![CDATA[ & z]]> &#233;</t></a>");
    expect(faults).toEqual([]);
    expect(textIn(element(root, "t"))).toBe("x < y & z é");
  });

  it("expands no entity that the document declares, and reads nothing from elsewhere", () => {
    const lol = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join("");
    const { root, faults } = readXml(
      `<!DOCTYPE a [<!ENTITY l0 "lol">${lol}<!ENTITY file SYSTEM "file:///etc/passwd">]><a><t>&l9;&file;</t></a>`,
    );
    expect(textIn(element(root, "t"))).toBe("&l9;&file;");
    expect(faults[0]).toMatch(/^line 1, column \d+: .*undefined entity/);
  });

  it("knows which elements are whole when it is cut off, wherever that is", () => {
    const whole = "<feed><entry><id>1</id></entry><entry><id>2</id></entry></feed>";
    for (let cut = 7; cut < whole.length; cut++) {
      const { root, faults } = readXml(whole.slice(0, cut));
      expect(faults, whole.slice(0, cut)).not.toEqual([]);
      const closed = elements(root, "entry").filter((entry) => entry.closed);
      expect(closed).toHaveLength(whole.slice(0, cut).split("</entry>").length - 1);
    }
  });

  it("goes on after what is wrong in one place", () => {
    const { root, faults } = readXml(
      "<feed><entry><t>a & b</t></entry><entry><t>c</entry><entry><t>d</t></entry></feed>",
    );
    expect(faults.length).toBeGreaterThan(0);
    expect(elements(root, "entry").map((entry) => textIn(element(entry, "t")))).toContain("d");
  });

  it("stops at a depth", () => {
    const { root, faults } = readXml(`<r>${"<a>".repeat(50_000)}x${"</a>".repeat(50_000)}<b>y</b></r>`);
    expect(faults[0]).toContain("nested deeper than 200");
    expect(textIn(element(root, "b"))).toBe("y");
  });
});

describe("readJson", () => {
  it("keeps what is whole before a string without end, however many quotes are escaped in it", () => {
    const body = `{"data":[{"a":"\\\\"},{"b":"x\\"]}"},{"c":"${'\\"'.repeat(500_000)}`;
    const { value, faults } = readJson(body, ["data"]);
    expect(value).toEqual({ data: [{ a: "\\" }, { b: 'x"]}' }] });
    expect(faults).toHaveLength(1);
  });

  const body = JSON.stringify({ total: 3, data: [{ a: ']}{["' }, { a: { b: [1, 2] } }, { a: 3 }], next: 4 });

  it("reads a whole body, with or without a byte order mark", () => {
    expect(readJson(body, ["data"])).toEqual({ value: JSON.parse(body), faults: [] });
    expect(readJson(`\uFEFF${body}`, ["data"]).faults).toEqual([]);
  });

  it("keeps the whole elements of a body that is cut off, wherever that is", () => {
    const { data } = JSON.parse(body);
    for (let cut = 1; cut < body.length; cut++) {
      const { value, faults } = readJson(body.slice(0, cut), ["data"]);
      expect(faults).toHaveLength(1);
      const saved = (value as { data: unknown[] }).data;
      expect(saved).toEqual(data.slice(0, saved.length));
      if (cut > body.indexOf(',"next"')) expect(saved).toHaveLength(3);
    }
  });

  it("loses only the element that is broken", () => {
    const broken = '{"message":{"items":[{"a":1},{"a":\\x},{"a":3}]}}';
    expect(readJson(broken, ["message", "items"]).value).toEqual({
      message: { items: [{ a: 1 }, { a: 3 }] },
    });
  });

  it("says what is no JSON at all", () => {
    expect(readJson("<html>", ["data"])).toMatchObject({
      value: { data: [] },
      faults: [expect.stringContaining("not JSON")],
    });
    expect(readJson("3", ["data"])).toMatchObject({
      unusable: true,
      faults: ['there is no list "data" in it'],
    });
    expect(readJson('{"error":"<b>no</b>"}', ["data"]).faults).toEqual([
      'there is no list "data" in it; it says: no',
    ]);
  });
});
