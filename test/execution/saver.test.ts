import { describe, expect, test } from "vitest";
import { Saver } from "../../src/execution/saver.js";

/** A disk whose writes end when the test says so. */
function disk() {
  const writes: { state: number; done: () => void; fail: (error: Error) => void }[] = [];
  let state = 0;
  const saver = new Saver(
    () =>
      new Promise<void>((done, fail) => {
        writes.push({ state, done, fail });
      }),
  );
  return {
    saver,
    writes,
    states: () => writes.map((write) => write.state),
    cell: () => {
      state++;
      return saver.cellDone();
    },
  };
}

describe("saving while cells run", () => {
  test("a cell is done when it is saved, and the next when that one is", async () => {
    const { cell, writes, states } = disk();
    const first = cell();
    writes[0]!.done();
    await first;
    const second = cell();
    await expect.poll(() => writes.length).toBe(2);
    writes[1]!.done();
    await second;
    expect(states()).toEqual([1, 2]);
  });

  test("a slow save holds up nobody; what came meanwhile is saved in one, with the latest state", async () => {
    const { cell, writes, states } = disk();
    // None of these would settle if they waited for the disk.
    for (let i = 0; i < 5; i++) await cell();
    expect(states()).toEqual([1]);
    writes[0]!.done();
    await expect.poll(() => writes.length, { timeout: 10_000 }).toBe(2);
    expect(states()).toEqual([1, 5]);
    writes[1]!.done();
  });

  test("the last save comes after the one that is going on, and is the last", async () => {
    const { saver, cell, writes, states } = disk();
    await cell();
    await cell();
    const flushed = saver.flush();
    expect(states()).toEqual([1]);
    writes[0]!.done();
    await expect.poll(() => writes.length).toBe(2);
    writes[1]!.done();
    await flushed;
    expect(states()).toEqual([1, 2]);
  });

  test("a failed save is known at once, to the next cell, and at the end", async () => {
    const { saver, cell, writes } = disk();
    const full = new Error("full");
    await cell();
    writes[0]!.fail(full);
    await expect(saver.failed).rejects.toBe(full);
    await expect(cell()).rejects.toBe(full);
    await expect(saver.flush()).rejects.toBe(full);
  });
});
