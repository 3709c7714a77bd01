import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planDrawings } from "../../src/report/figures/draw.js";
import { KeptDrawings } from "../../src/report/figures/kept-drawings.js";
import { buildReport, renderReport } from "../../src/report/index.js";
import { KeptFiles } from "../../src/report/kept-files.js";
import { figuresOf } from "../../src/report/model.js";
import { knownBrowser } from "../../src/report/pdf/browser.js";
import { sampleNotebook } from "./sample.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "kept-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const report = buildReport(sampleNotebook(), { name: "nb", now: new Date(0), fixedDate: true });
/** Without the browsers of this machine, so that the one of the package is known. */
const browser = { env: { ...process.env, PATH: "", CLAIMBOOK_BROWSER: "" }, system: () => [] };
const hasBundled = knownBrowser(browser) !== undefined;

describe("drawings that are kept", () => {
  test.skipIf(!hasBundled)(
    "give the same page without a browser (needs Linux on x64 and @sparticuz/chromium)",
    async () => {
      const drawings = path.join(folder, "drawings");
      const made = async (name: string, use: typeof browser) => {
        const outDir = path.join(folder, name);
        const { files, problem } = await renderReport(report, {
          profile: "full",
          formats: ["html", "md"],
          outDir,
          browser: use,
          kept: { drawings, fonts: path.join(folder, "fonts") },
        });
        expect(problem).toBeUndefined();
        return Promise.all([files.html!, files.md!].map((file) => readFile(file, "utf8")));
      };
      const first = await made("first", browser);
      expect(first[0]).toContain("<svg");
      expect((await readdir(drawings)).length).toBeGreaterThan(0);
      // With no room for its profile a browser could not even try to start.
      const before = process.env.TMPDIR;
      process.env.TMPDIR = path.join(folder, "nowhere");
      try {
        expect(await made("second", browser)).toEqual(first);
      } finally {
        if (before === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = before;
      }
    },
  );

  test("are not looked for where a browser of the machine draws", async () => {
    const plan = planDrawings(figuresOf(report))!;
    const drawings = path.join(folder, "of-the-machine");
    const named = new KeptDrawings({ kept: { drawings }, browser: { ...browser, path: "/some/browser" } });
    const drawn = new Map(plan.drawings.map(({ figure }) => [figure.number, "<svg/>"]));
    await named.keep(plan, new Map(), drawn);
    expect(await named.of(plan)).toEqual(new Map());
    expect(knownBrowser({ ...browser, system: () => [{ path: "/usr/bin/chromium" }] })).toBeUndefined();
  });

  test("have another key for other data, another number and other fonts", () => {
    const [figure] = figuresOf(report).filter(({ plotly }) => plotly !== undefined);
    const key = (changed: Partial<typeof figure & object>) =>
      planDrawings([{ ...figure!, ...changed }])!.drawings[0]!.sha256;
    const { data, layout } = figure!.plotly!;
    const keys = [
      key({}),
      key({ number: 99 }),
      key({ plotly: { data, layout: { ...layout, height: 321 } } }),
      key({ plotly: { data: [{ ...data[0], name: "한" }, ...data.slice(1)], layout } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(key({})).toBe(keys[0]);
  });
});

describe("a folder of kept files", () => {
  test("gives what was put, and nothing for a file that was changed or cut off", async () => {
    const files = new KeptFiles(path.join(folder, "files"));
    expect(await files.get("a")).toBeUndefined();
    await files.put("a", Buffer.from("drawing"));
    expect((await files.get("a"))?.toString()).toBe("drawing");
    const place = path.join(folder, "files", "a");
    const whole = await readFile(place);
    for (const bytes of [
      whole.subarray(0, whole.length - 1),
      Buffer.from(""),
      Buffer.concat([whole, whole]),
    ]) {
      await writeFile(place, bytes);
      expect(await files.get("a")).toBeUndefined();
    }
  });

  test("loses what was used longest ago when it grows too large", async () => {
    const place = path.join(folder, "aged");
    const files = new KeptFiles(place);
    for (const [i, name] of ["old", "middle", "new"].entries()) {
      await files.put(name, Buffer.alloc(36));
      await utimes(path.join(place, name), 1000 + i, 1000 + i);
    }
    await files.get("old");
    await files.tidy(200);
    expect((await readdir(place)).sort()).toEqual(["new", "old"]);
  });

  test("that cannot be written keeps nothing and says nothing", async () => {
    const file = path.join(folder, "a-file");
    await writeFile(file, "");
    const files = new KeptFiles(path.join(file, "below"));
    await files.put("a", Buffer.from("x"));
    await files.tidy();
    expect(await files.get("a")).toBeUndefined();
  });
});
