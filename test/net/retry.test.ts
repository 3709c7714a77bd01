import { describe, expect, it } from "vitest";
import { isPassing, pauseBefore, retryAfter, waitForReal } from "../../src/net/retry.js";

describe("retry", () => {
  it.each([
    [null, 0],
    ["120", 120_000],
    ["Wed, 21 Oct 2026 07:28:30 GMT", 30_000],
    ["Wed, 21 Oct 2026 07:00:00 GMT", 0],
    ["soon", 0],
  ])("reads Retry-After %s", (header, expected) => {
    expect(retryAfter(header, new Date("2026-10-21T07:28:00Z"))).toBe(expected);
  });

  it("doubles its pauses up to a minute", () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8].map((n) => pauseBefore(n) / 1000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60]);
    expect(pauseBefore(1, 90_000)).toBe(90_000);
  });

  it("knows which statuses pass", () => {
    expect([200, 400, 401, 403, 404, 408, 410, 416, 425, 429, 500, 503].filter(isPassing)).toEqual([
      408, 425, 429, 500, 503,
    ]);
  });

  it("stops waiting with the signal's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    const waiting = waitForReal(60_000, controller.signal);
    controller.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await expect(waitForReal(1, controller.signal)).rejects.toBe(reason);
  });
});
