import { describe, expect, it } from "vitest";
import { int16Kernel } from "../../src/evaluation/int16-kernel.js";
import { preparePool } from "../../src/evaluation/pool.js";
import { rankQueriesInThreads } from "../../src/evaluation/ranks-in-threads.js";
import { rankQueriesOnCpu } from "../../src/evaluation/ranks-on-cpu.js";
import { Random } from "../../src/random.js";

const DIM = 12;
const random = new Random(3);
const rows = (n: number) => Float32Array.from({ length: n * DIM }, () => random.normal());
const pool = preparePool({
  ids: Array.from({ length: 90 }, (_, i) => `p${i % 30}:${Math.floor(i / 30)}`),
  groups: Array.from({ length: 90 }, (_, i) => i % 30),
  locales: Array.from({ length: 90 }, (_, i) => Math.floor(i / 30)),
});
const candidates = rows(90);
/** The last groups have no candidate. */
const groups = Array.from({ length: 61 }, (_, q) => q % 33);
const queries = { embeddings: rows(61), groups, locales: groups.map((g) => g % 3) };

describe("rankQueriesInThreads", () => {
  it.each([1, 2, 5])("gives the table of one core with %i threads", async (threads) => {
    const table = await rankQueriesInThreads(pool, candidates, queries, DIM, { threads });
    expect(table).toEqual(rankQueriesOnCpu(pool, candidates, queries, DIM));
    expect(table.pooled.every((rank) => rank >= 1 && rank <= 90)).toBe(true);
  });

  it("takes no queries, and refuses broken ones before a thread starts", async () => {
    const none = { embeddings: new Float32Array(0), groups: [], locales: [] };
    expect((await rankQueriesInThreads(pool, candidates, none, DIM)).queryCount).toBe(0);
    const broken = { ...queries, embeddings: queries.embeddings.slice(1) };
    await expect(rankQueriesInThreads(pool, candidates, broken, DIM)).rejects.toThrow(/query embeddings/);
  });
});

describe("int16Kernel", () => {
  it("multiplies exactly, up to the greatest sums that fit", () => {
    const [left, right, pairs] = [8, 24, 5];
    const bytes = (left + right) * pairs * 4;
    const { memory, multiply } = int16Kernel(bytes + left * right * 4);
    const packed = new Int16Array(memory.buffer, 0, bytes / 2);
    for (let i = 0; i < packed.length; i++) packed[i] = random.int(2 * 14_653 + 1) - 14_653;
    packed.fill(14_653, 0, pairs * 2 * 4);
    multiply(right * pairs * 4, 0, bytes, left / 4, right / 8, pairs, right * 4);
    const out = new Int32Array(memory.buffer, bytes, left * right);
    const at = (start: number, tile: number, row: number, k: number) =>
      packed[start + (Math.floor(row / tile) * pairs + (k >> 1)) * tile * 2 + (row % tile) * 2 + (k & 1)]!;
    for (let l = 0; l < left; l++) {
      for (let r = 0; r < right; r++) {
        let sum = 0;
        for (let k = 0; k < 2 * pairs; k++) sum += at(right * pairs * 2, 4, l, k) * at(0, 8, r, k);
        expect(out[l * right + r]).toBe(sum);
      }
    }
  });

  it("says when the pool is too large for it", () => {
    expect(() => int16Kernel(5 * 2 ** 30)).toThrow(/5 GiB of WebAssembly memory/);
  });
});
