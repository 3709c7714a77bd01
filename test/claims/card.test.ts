import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { claimCard, claimText } from "../../src/claims/card.js";
import { judgeClaim } from "../../src/claims/claim.js";
import { marks } from "../../src/claims/marks.js";
import { Measurement } from "../../src/claims/measurement.js";
import { describeCheck, formatNumber } from "../../src/claims/wording.js";

/** WCAG 2.2, relative luminance and contrast ratio. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((i) => {
      const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * bl!;
  };
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

describe("claim cards", () => {
  test("no text reaches the HTML unescaped", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (inner) => {
        const text = `<img src=x onerror="alert(1)">${inner}`;
        const value = new Measurement({ name: text, value: 1, n: 1, unit: text });
        const html = claimCard(
          judgeClaim({ id: "a", text, source: { work: text, locator: text }, measured: value.isAbove(0) }),
        );
        expect(html).not.toContain("<img");
        expect(
          [...html.matchAll(/<\/?([a-z]+)/g)].every(([, tag]) => /^(div|span|b|details|summary)$/.test(tag!)),
        ).toBe(true);
        expect(html.match(/<(div|span|b|details|summary)\b/g)!.length).toBe(
          html.match(/<\/(div|span|b|details|summary)>/g)!.length,
        );
      }),
    );
  });

  test("loads nothing and runs nothing", () => {
    const html = claimCard(judgeClaim({ id: "a", text: "Something is so." }));
    expect(html).not.toMatch(/<script|<link|<style|https?:|url\(|\son[a-z]+=/);
  });

  test("each standing has a mark of its own shape, with contrast on light and dark", () => {
    const standings = ["holds", "qualified", "does not hold", "not checked"] as const;
    expect(new Set(standings.map((standing) => marks[standing].symbol)).size).toBe(4);
    for (const [verdict, { colour }] of Object.entries(marks)) {
      expect(contrast(colour, "#ffffff"), `${verdict} on white`).toBeGreaterThanOrEqual(3);
      expect(contrast(colour, "#111111"), `${verdict} on dark`).toBeGreaterThanOrEqual(3);
    }
  });

  test("plain text names the three judgements and every number with interval and sample size", () => {
    const a = new Measurement({
      name: "mAP(hybrid)",
      value: 0.61234,
      interval: [0.6, 0.62],
      n: 1200,
      unit: "queries",
      compare: () => ({
        difference: 0.0123,
        interval: [0.001, 0.02],
        level: 0.95,
        correction: "Bonferroni over 6 comparisons",
        p: 0.004,
      }),
    });
    const b = new Measurement({ name: "mAP(X-X)", value: 0.6, n: 1200, unit: "queries" });
    const text = claimText(judgeClaim({ id: "a", text: "Hybrid is better.", measured: a.isAbove(b) }));
    expect(text).toBe(
      [
        "✓ Hybrid is better.",
        "  holds · a",
        "  ○ Source says so? not checked: No source is given.",
        "  ○ Printed tables bear it out? not checked",
        "  ✓ Measured here? holds",
        "      ✓ mAP(hybrid) > mAP(X-X): difference 0.0123 [0.001, 0.02] (95 %, Bonferroni over 6 comparisons), p = 0.004; expected: difference above 0",
        "      mAP(hybrid): 0.6123 [0.6, 0.62], n = 1200 queries · mAP(X-X): 0.6, n = 1200 queries",
      ].join("\n"),
    );
  });

  test.each([
    [0.61234, "0.6123"],
    [-12.345678, "−12.35"],
    [1200, "1200"],
    [123456, "123456"],
    [0, "0"],
    [3e-5, "0.00003"],
  ])("%d reads %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test("a difference without noise is shown without an interval", () => {
    const a = new Measurement({ name: "a", value: 2, n: 5, unit: "items" });
    expect(describeCheck(a.isAbove(1.5))).toBe("difference 0.5; expected: difference above 0");
  });
});
