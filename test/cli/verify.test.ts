import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/model.js";
import { register } from "../../src/cli/verify.js";
import { schemaProblems } from "../../src/json-schema.js";
import { Mime } from "../../src/notebook/mime.js";
import { isCode, type Notebook } from "../../src/notebook/model.js";
import { readNotebook } from "../../src/notebook/read.js";
import { Certificate } from "../../src/verification/index.js";
import { executed, tiny, workFolder, write } from "../verification/fixture.js";
import { inProcess } from "./in-process.js";

let folder: string;
let remove: () => Promise<void>;
let record: Notebook;

beforeAll(async () => {
  ({ folder, remove } = await workFolder());
  record = await executed(tiny, folder);
  await write(path.join(folder, "fresh.ipynb"), record);
});
afterAll(() => remove());

const verify = (...args: string[]) => inProcess(register, ["verify", ...args], { cwd: folder });
const json = async (file: string) => JSON.parse(await readFile(path.join(folder, file), "utf8"));

describe("claimbook verify", () => {
  it("exits 0 on a fresh result, writes the certificate and keeps the rerun when asked", async () => {
    const { code, stdout } = await verify("fresh.ipynb", "--keep", "rerun.ipynb");
    expect(stdout).toContain("Reproduced: 3 claims, 3 reproduced");
    expect(code).toBe(0);
    const certificate = await json("fresh.certificate.json");
    expect(schemaProblems(Certificate, certificate)).toEqual([]);
    expect(await readFile(path.join(folder, "fresh.certificate.html"), "utf8")).toContain("Sums of squares");
    const pdf = await readFile(path.join(folder, "fresh.certificate.pdf"), "latin1");
    expect(pdf.startsWith("%PDF-")).toBe(true);
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    const kept = await readNotebook(path.join(folder, "rerun.ipynb"));
    expect(kept.cells.filter(isCode).map((cell) => cell.execution_count)).toEqual([1, 2, 3]);
  });

  it("exits 1 on an edited value and names the claim and both values; the report's JSON leads there too", async () => {
    await write(path.join(folder, "edited.ipynb"), record, (copy) => {
      for (const cell of copy.cells.filter(isCode)) {
        for (const output of cell.outputs) {
          const claim = "data" in output ? (output.data[Mime.claim] as Claim | undefined) : undefined;
          if (claim?.id === "mean-above-half") claim.measured.checks[0]!.left.value = 40.425;
        }
      }
    });
    await writeFile(
      path.join(folder, "edited.json"),
      JSON.stringify({ schema: "claimbook/report/1", notebook: { name: "edited.ipynb" } }),
    );
    const { code, stdout } = await verify("edited.json", "--out", "c.json");
    expect(stdout).toContain("mean-above-half: moved");
    expect(stdout).toContain("mean of squares: recorded 40.425, rerun 38.5");
    expect(stdout).not.toContain("mean-above-38");
    expect(code).toBe(1);
    expect((await json("c.json")).counts).toMatchObject({ reproduced: 2, moved: 1 });
    expect((await verify("edited.ipynb", "--tolerance", "0.05", "--json")).code).toBe(0);
  });

  it("writes the finding without its print where no browser starts", async () => {
    const none = path.join(folder, "no-browser");
    const { code, stdout, stderr } = await inProcess(
      register,
      ["verify", "fresh.ipynb", "--out", "plain.json"],
      {
        cwd: folder,
        env: { ...process.env, CLAIMBOOK_BROWSER: none },
      },
    );
    expect(stderr).toContain("the certificate was not printed");
    expect(stdout).toMatch(/Certificate: plain\.json, plain\.html\n/);
    expect(code).toBe(0);
  });

  it("exits 2 for options that make no sense, before anything runs", async () => {
    expect((await verify("fresh.ipynb", "--tolerance", "much")).code).toBe(2);
    expect((await verify("fresh.ipynb", "--tolerance=-1")).code).toBe(2);
    expect((await verify()).code).toBe(2);
  });

  it("exits 3 for what cannot be rerun, and says why", async () => {
    await write(path.join(folder, "never.ipynb"), tiny);
    await writeFile(path.join(folder, "other.json"), "{}");
    for (const [file, message] of [
      ["absent.ipynb", "no such file"],
      ["never.ipynb", "never executed"],
      ["other.json", "not a report"],
    ] as const) {
      const { code, stderr } = await verify(file);
      expect(stderr).toContain(message);
      expect(stderr).toContain(file);
      expect(code).toBe(3);
    }
  });

  // Permissions do not hold back root, so the certificate's place is taken by a folder instead.
  it("exits 3 when the certificate cannot be written, after saying what it found", async () => {
    await mkdir(path.join(folder, "taken.json"));
    const { code, stdout, stderr } = await verify("fresh.ipynb", "--out", "taken.json");
    expect(stdout).toContain("Reproduced: 3 claims");
    expect(stderr).toContain("taken.json");
    expect(code).toBe(3);
  });
});
