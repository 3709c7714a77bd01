import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../src/random.js";

const seeds = fc.oneof(fc.integer(), fc.string());

describe("Random", () => {
  it("gives these numbers on every machine", () => {
    const random = new Random(7);
    const drawn = {
      ints: Array.from({ length: 8 }, () => random.int(1000)),
      floats: Array.from({ length: 3 }, () => random.float()),
      normals: Array.from({ length: 3 }, () => random.normal()),
      shuffled: random.shuffle([0, 1, 2, 3, 4, 5, 6, 7]),
      sample: random.sample(100, 5),
      fork: Array.from({ length: 4 }, (_, i) => random.fork(`stream ${i}`).int(2 ** 30)),
    };
    expect(drawn).toMatchInlineSnapshot(`
      {
        "floats": [
          0.9591983706011583,
          0.0007669283186477749,
          0.45425988917070137,
        ],
        "fork": [
          797482382,
          147423481,
          655971355,
          1019591017,
        ],
        "ints": [
          773,
          178,
          197,
          326,
          142,
          281,
          795,
          614,
        ],
        "normals": [
          -0.7715652948836296,
          -0.5760947599304663,
          0.15771671796580655,
        ],
        "sample": [
          60,
          82,
          91,
          90,
          12,
        ],
        "shuffled": [
          7,
          0,
          1,
          5,
          6,
          2,
          3,
          4,
        ],
      }
    `);
  });

  it("draws whole numbers of the range, all equally often", () => {
    const random = new Random("uniform");
    for (const n of [2, 3, 10, 37]) {
      const draws = 2000 * n;
      const counts = new Array<number>(n).fill(0);
      for (let i = 0; i < draws; i++) counts[random.int(n)]!++;
      const chiSquare = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
      // Mean n - 1, standard deviation sqrt(2(n - 1)).
      expect(chiSquare).toBeLessThan(n - 1 + 4 * Math.sqrt(2 * (n - 1)));
    }
    fc.assert(
      fc.property(seeds, fc.integer({ min: 1, max: 2 ** 31 }), (seed, n) => {
        const drawn = new Random(seed).int(n);
        expect(Number.isInteger(drawn) && drawn >= 0 && drawn < n).toBe(true);
      }),
    );
  });

  it("draws floats of [0, 1) and normals of mean 0 and variance 1", () => {
    const random = new Random(1);
    const floats = Array.from({ length: 20_000 }, () => random.float());
    expect(Math.min(...floats)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...floats)).toBeLessThan(1);
    expect(mean(floats)).toBeCloseTo(0.5, 2);
    // The lowest of the 53 bits is in use.
    expect(floats.some((x) => (x * 2 ** 53) % 2 === 1)).toBe(true);
    const normals = Array.from({ length: 20_000 }, () => random.normal());
    expect(Math.abs(mean(normals))).toBeLessThan(0.03);
    expect(Math.abs(mean(normals.map((x) => x * x)) - 1)).toBeLessThan(0.04);
  });

  it("shuffles into a permutation and leaves its argument alone", () => {
    fc.assert(
      fc.property(seeds, fc.array(fc.integer()), (seed, items) => {
        const before = [...items];
        const shuffled = new Random(seed).shuffle(items);
        expect(items).toEqual(before);
        expect(shuffled.toSorted((a, b) => a - b)).toEqual(before.toSorted((a, b) => a - b));
      }),
    );
    const random = new Random(3);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const order = random.shuffle(["a", "b", "c"]).join("");
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it("samples different numbers, every one and every place equally often", () => {
    fc.assert(
      fc.property(seeds, fc.nat(60), fc.nat(60), (seed, a, b) => {
        const [k, n] = a < b ? [a, b] : [b, a];
        const sample = new Random(seed).sample(n, k);
        expect(sample).toHaveLength(k);
        expect(new Set(sample).size).toBe(k);
        for (const x of sample) expect(Number.isInteger(x) && x >= 0 && x < n).toBe(true);
      }),
    );
    const random = new Random(9);
    const atPlace = [0, 1, 2].map(() => new Array<number>(6).fill(0));
    for (let i = 0; i < 6000; i++)
      for (const [place, x] of random.sample(6, 3).entries()) atPlace[place]![x]!++;
    for (const count of atPlace.flat()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  it("is the same for the same seed, another for another", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const draw = (random: Random) => Array.from({ length: 5 }, () => random.int(2 ** 30));
        expect(draw(new Random(seed))).toEqual(draw(new Random(seed)));
        expect(draw(new Random(seed))).not.toEqual(draw(new Random(`${seed}'`)));
      }),
    );
  });

  it("forks streams that depend on seed and label alone", () => {
    fc.assert(
      fc.property(seeds, fc.string(), fc.nat(20), (seed, label, drawnBefore) => {
        const fresh = new Random(seed);
        const used = new Random(seed);
        for (let i = 0; i < drawnBefore; i++) used.float();
        expect(used.fork(label).state()).toEqual(fresh.fork(label).state());
        expect(fresh.fork(label).state()).not.toEqual(fresh.fork(`${label} `).state());
        expect(fresh.fork(label).state()).not.toEqual(fresh.state());
      }),
    );
  });

  it("goes on from a stored state, also through JSON", () => {
    fc.assert(
      fc.property(seeds, fc.nat(20), (seed, drawnBefore) => {
        const random = new Random(seed);
        for (let i = 0; i < drawnBefore; i++) random.float();
        const stored = JSON.stringify(random.state());
        const next = [random.float(), random.int(100), random.fork("a").float()];
        const restored = Random.restore(JSON.parse(stored));
        expect([restored.float(), restored.int(100), restored.fork("a").float()]).toEqual(next);
      }),
    );
  });

  it("refuses impossible choices", () => {
    const random = new Random(0);
    expect(() => random.int(0)).toThrow("a choice among 0 is not possible");
    expect(() => random.int(2.5)).toThrow("a choice among 2.5");
    expect(() => random.pick([])).toThrow("a choice among 0");
    expect(() => random.sample(3, 4)).toThrow("4 different ones of 3");
  });
});

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
