import { expect, test } from "vitest";
import { ForeignOutput } from "../../src/kernel/foreign-output.js";
import { outputLimit } from "../../src/kernel/output-limit.js";
import { KernelClient, text } from "./client.js";

test("each cell has the limit for itself, and one notice", () => {
  const output = new ForeignOutput(10);
  const [first, second] = [{ label: "cell 1" }, { label: "cell 2" }];
  expect(output.admit(first, "12345678")).toEqual({ text: "12345678" });
  const cut = output.admit(first, "90ab");
  expect(cut.text).toBe("90");
  expect(cut.notice).toContain("cell 1 has reached the output limit");
  expect(output.admit(first, "more")).toEqual({ text: "" });
  expect(output.admit(second, "fits")).toEqual({ text: "fits" });
});

test("no character is cut in half", () => {
  expect(new ForeignOutput(4).admit({ label: "cell 1" }, "aééé").text).toBe("aé");
});

test.each([
  [{}, 10_000_000],
  [{ CLAIMBOOK_OUTPUT_LIMIT: "" }, 10_000_000],
  [{ CLAIMBOOK_OUTPUT_LIMIT: "much" }, 10_000_000],
  [{ CLAIMBOOK_OUTPUT_LIMIT: "-1" }, 10_000_000],
  [{ CLAIMBOOK_OUTPUT_LIMIT: "0.5" }, 500_000],
  [{ CLAIMBOOK_OUTPUT_LIMIT: "0" }, Number.POSITIVE_INFINITY],
])("the limit that %j sets", (env, limit) => {
  expect(outputLimit(env)).toBe(limit);
});

test("what a child process prints is limited too", async () => {
  const kernel = await KernelClient.start({ env: { ...process.env, CLAIMBOOK_OUTPUT_LIMIT: "0.1" } });
  try {
    const executed = await kernel.execute(
      'import { execSync } from "node:child_process"; execSync("yes | head -c 1000000", { stdio: "inherit" }); 1',
    );
    expect(executed.reply.status).toBe("ok");
    expect(text(executed).length).toBe(100_000);
    expect(text(executed, "stderr").match(/output limit/g)).toHaveLength(1);
  } finally {
    await kernel.stop();
  }
});
