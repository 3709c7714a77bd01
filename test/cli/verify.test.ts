import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { PDFDocument } from "@cantoo/pdf-lib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Claim } from "../../src/claims/model.js";
import { register as registerCertificate } from "../../src/cli/certificate.js";
import { register } from "../../src/cli/verify.js";
import { schemaProblems } from "../../src/json-schema.js";
import { Mime } from "../../src/notebook/mime.js";
import { isCode, type Notebook } from "../../src/notebook/model.js";
import { readNotebook } from "../../src/notebook/read.js";
import { Statement } from "../../src/verification/index.js";
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
    expect(stdout).toContain("Reproduced: 3 claims, 3 same");
    expect(code).toBe(0);
    const certificate = await json("fresh.certificate.json");
    expect(schemaProblems(Statement, certificate)).toEqual([]);
    expect(certificate.predicate.sandbox).toEqual({ kind: "none" });
    expect(stdout).toContain("Run without a sandbox, with the rights of whoever ran it.");
    const svg = await readFile(path.join(folder, "fresh.certificate.svg"), "utf8");
    expect(svg).toContain("3 of 3 reproduced");
    expect(await readFile(path.join(folder, "fresh.certificate.html"), "utf8")).toContain("Sums of squares");
    const pdf = await PDFDocument.load(await readFile(path.join(folder, "fresh.certificate.pdf")));
    expect(pdf.getPageCount()).toBe(1);
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
    expect(stdout).toContain('claim "mean-above-half" was altered: measured.checks[0].left.value');
    expect((await json("c.json")).predicate.counts).toMatchObject({ same: 2, moved: 1 });
    // A wide tolerance makes the values agree; the digests still show the edit.
    const wide = await verify("edited.ipynb", "--tolerance", "0.05", "--json");
    expect(JSON.parse(wide.stdout)).toMatchObject({ reproduced: true, passed: false });
    expect(wide.code).toBe(1);
  });

  it("says with --dry-run what would run, checks the digests, and runs nothing", async () => {
    const { code, stdout } = await verify("fresh.ipynb", "--dry-run", "--out", "never.json");
    expect(stdout).toContain('Would run 3 of 3 code cells in a fresh kernel "claimbook"');
    expect(stdout).toContain("nothing was altered since it was executed");
    expect(code).toBe(0);
    await expect(json("never.json")).rejects.toThrow("ENOENT");
    await write(path.join(folder, "dry.ipynb"), record, (copy) => {
      copy.cells[2]!.source = copy.cells[2]!.source.replace("- 2", "- 3");
    });
    const altered = await verify("dry.ipynb", "--dry-run", "--claim", "mean-above-38");
    expect(altered.stdout).toContain('cell 3 (id "measure"): the source was edited');
    expect(altered.code).toBe(1);
  });

  it("signs a certificate, which is checked offline: the key, the notebook, the content", async () => {
    const check = (...args: string[]) =>
      inProcess(registerCertificate, ["certificate", ...args], { cwd: folder });
    expect((await check("key", "k.pem")).code).toBe(0);
    expect((await check("key", "k.pem")).stderr).toContain("is there already");
    expect((await check("key", "other.pem")).code).toBe(0);
    const env = { ...process.env, CLAIMBOOK_BROWSER: path.join(folder, "no-browser") };
    const args = ["verify", "fresh.ipynb", "--sign", "k.pem", "--out", "signed.json"];
    expect((await inProcess(register, args, { cwd: folder, env })).code).toBe(0);
    const good = await check("check", "signed.dsse.json", "--key", "k.pub.pem");
    expect(good.stdout).toContain("Signature: valid");
    expect(good.stdout).toContain("Run: without a sandbox");
    expect(good.stdout).toContain("fresh.ipynb is the file that was verified");
    expect(good.code).toBe(0);
    expect((await check("check", "signed.dsse.json", "--key", "other.pub.pem")).code).toBe(1);
    expect((await check("check", "signed.dsse.json")).stdout).toContain("not checked");
    expect((await check("check", "signed.json", "--key", "k.pub.pem")).stdout).toContain("it is not signed");
    expect((await check("check", "signed.json", "--notebook", "edited.ipynb")).code).toBe(1);
    expect((await check("check", "edited.json")).code).toBe(3);
    // As claimbook wrote it before it wrote down where code was run.
    const { predicate, ...older } = await json("signed.json");
    const { sandbox: _, ...silent } = predicate;
    await writeFile(path.join(folder, "older.json"), JSON.stringify({ ...older, predicate: silent }));
    const old = await check("check", "older.json");
    expect(old.stdout).toContain("Run: not recorded whether in a sandbox");
    expect(old.code).toBe(0);
    const refused = await verify("fresh.ipynb", "--sign", "fresh.ipynb");
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("Ed25519")]);
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
    expect(stdout).toMatch(/Certificate: plain\.json, plain\.svg, plain\.html\n/);
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
