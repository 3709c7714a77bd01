import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";
import { builtModule } from "../../src/paths.js";

it("ends quietly when whoever reads its output has enough", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "claimbook-ground-process-"));
  try {
    // More than a pipe holds, so that it is still writing when the reader leaves.
    const claims = Array.from({ length: 2000 }, (_, i) =>
      JSON.stringify({ id: String(i), claim: `Claim ${i} is ${"long ".repeat(20)}`, evidence: ["Short."] }),
    );
    await writeFile(path.join(folder, "pairs.jsonl"), claims.join("\n"));
    const child = spawn(process.execPath, [builtModule("cli/main"), "ground", "pairs.jsonl", "--json"], {
      cwd: folder,
    });
    const complaints = text(child.stderr);
    const exit = once(child, "exit");
    const [first] = (await once(child.stdout, "data")) as [Buffer];
    child.stdout.destroy();
    expect(JSON.parse(first.toString("utf8").split("\n")[0]!)).toMatchObject({ id: "0" });
    expect(await exit).toEqual([0, null]);
    expect(await complaints).toBe("");
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}, 60_000);
