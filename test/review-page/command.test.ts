import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, describe, expect, it } from "vitest";
import { register } from "../../src/cli/review.js";
import { formatNotebook } from "../../src/notebook/write.js";
import { builtModule } from "../../src/paths.js";
import { certificateNotes, type ReviewerNotes } from "../../src/review-page/index.js";
import { inProcess } from "../cli/in-process.js";
import { sampleNotebook } from "../report/sample.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "review-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(path.join(folder, "sample.ipynb"), formatNotebook(sampleNotebook()));

describe.skipIf(process.platform === "win32")("claimbook review (Ctrl-C is no signal on Windows)", () => {
  it("prints its address, says how reruns are confined, saves a note, and ends with exit 0 on Ctrl-C", async () => {
    const how = ["--no-open", "--json", "--sandbox=node", "--max-memory", "900"];
    const args = [builtModule("cli/main"), "review", "sample.ipynb", ...how];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
    const said = text(child.stderr);
    const [line] = (await once(child.stdout.setEncoding("utf8"), "data")) as [string];
    const { url, notes } = JSON.parse(line) as { url: string; notes: string };
    const page = await (await fetch(url)).text();
    expect(page).toMatch(/runs in a sandbox \(Node.{1,6}s permission model, [^)]*at most 900 MB of memory/);
    const sha256 = /data-sha256="([0-9a-f]{64})"/.exec(page)![1]!;
    const saved = await fetch(`${url}notes/less-bias`, {
      method: "PUT",
      headers: { "Content-Type": "application/json", Origin: new URL(url).origin },
      body: JSON.stringify({ verdict: "agree", note: "seen", revision: 0, sha256 }),
    });
    expect(saved.status).toBe(200);
    child.kill("SIGINT");
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
    expect(await said).toContain("Sandbox: Node's permission model; at most 900 MB of memory");
    expect((JSON.parse(readFileSync(notes, "utf8")) as ReviewerNotes).claims[0]).toMatchObject({
      id: "less-bias",
      verdict: "agree",
      note: "seen",
    });
    await expect(fetch(url)).rejects.toThrow();
  });
});

describe("what it refuses", () => {
  const review = (...args: string[]) =>
    inProcess(register, ["review", "--no-open", ...args], { cwd: folder });

  it("exits 2 on a wrong port and 3 on what it cannot read, naming it", async () => {
    expect((await review("sample.ipynb", "--port", "70000")).code).toBe(2);
    expect((await review("sample.ipynb", "--max-cpu", "60")).stderr).toContain("Add --sandbox");
    const missing = await review("nowhere.ipynb");
    expect(missing.code).toBe(3);
    expect(missing.stderr).toContain("nowhere.ipynb");
  });

  it("overwrites no file of notes that it cannot read", async () => {
    writeFileSync(path.join(folder, "other.ipynb"), formatNotebook(sampleNotebook()));
    writeFileSync(path.join(folder, "other.review.json"), "{ half");
    const { code, stderr } = await review("other.ipynb");
    expect(code).toBe(3);
    expect(stderr).toContain("other.review.json");
    expect(readFileSync(path.join(folder, "other.review.json"), "utf8")).toBe("{ half");
  });
});

it("gives a certificate the notes on the very file that it is about", () => {
  const [here, earlier] = ["a".repeat(64), "b".repeat(64)];
  const note = { text: "A claim.", revision: 1, at: "2031-05-04T10:20:30.000Z" };
  const notes: ReviewerNotes = {
    schema: "claimbook/notes/1",
    notebook: "sample.ipynb",
    reviewer: "A. Reader",
    claims: [
      { ...note, id: "one", verdict: "disagree", note: "too few", notebookSha256: here },
      { ...note, id: "two", verdict: "agree", notebookSha256: earlier },
      { ...note, id: "three", notebookSha256: here },
    ],
  };
  expect(certificateNotes(notes, here)).toEqual([
    { claim: "one", by: "A. Reader", at: note.at, text: "disagrees: too few" },
  ]);
});
