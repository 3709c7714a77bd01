import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { WebSocket } from "ws";
import { judgeClaim } from "../../src/claims/claim.js";
import { Measurement } from "../../src/claims/measurement.js";
import { ReviewServer } from "../../src/review-page/index.js";
import type { RerunState, ServerMessage } from "../../src/review-page/messages.js";
import { chooseSandbox } from "../../src/sandbox/index.js";
import { claimOutput } from "../report/sample.js";
import { code, tiny, workFolder, write } from "../verification/fixture.js";

let folder: string;
let remove: () => Promise<void>;
let server: Server;
let asked = 0;

beforeAll(async () => {
  ({ folder, remove } = await workFolder());
  server = createServer((_, response) => {
    asked += 1;
    response.end("42");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(async () => {
  server.close();
  await remove();
});

/** Presses the button as the page does, and waits until the rerun has ended. */
async function rerun(review: ReviewServer, claim: string): Promise<RerunState> {
  const { origin } = new URL(review.url);
  const page = await (await fetch(review.url)).text();
  const sha256 = /data-sha256="([0-9a-f]{64})"/.exec(page)![1]!;
  const socket = new WebSocket(`${review.url.replace("http", "ws")}events`, { origin });
  const ended = new Promise<RerunState>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data) => {
      const message = JSON.parse(String(data)) as ServerMessage;
      if (message.type === "rerun" && message.state.status !== "running") resolve(message.state);
    });
  });
  const response = await fetch(`${review.url}rerun/${claim}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: origin },
    body: JSON.stringify({ sha256 }),
  });
  expect(response.status).toBe(202);
  return ended.finally(() => socket.close());
}

it("reruns a claim in the sandbox that was asked for: its cells reach no server", async () => {
  const { port } = server.address() as AddressInfo;
  const number = new Measurement({ name: "the answer", value: 42, n: 1, unit: "answers" });
  const recorded = judgeClaim({
    id: "answered",
    text: "The answer is above 40.",
    measured: number.isAbove(40),
  });
  const ask = {
    ...code(
      "ask",
      `import { claim, Measurement } from "claimbook";
const answer = await fetch("http://127.0.0.1:${port}/").then((response) => response.text(), () => "0");
const number = new Measurement({ name: "the answer", value: Number(answer), n: 1, unit: "answers" });
claim({ id: "answered", text: "The answer is above 40.", measured: number.isAbove(40) });`,
    ),
    execution_count: 1,
    outputs: [{ output_type: "display_data" as const, data: claimOutput(recorded), metadata: {} }],
  };
  const file = await write(path.join(folder, "asks.ipynb"), { ...tiny, cells: [ask] });
  const { sandbox } = await chooseSandbox("auto", process.env);
  const now = () => new Date("2031-05-04T10:20:30Z");
  const how = { name: "asks.ipynb", env: process.env, now, tolerance: 1e-6, sandbox };
  const review = await ReviewServer.start(file, how);
  try {
    const state = await rerun(review, "answered");
    expect(state).toMatchObject({ status: "done", result: { outcome: "verdict changed" } });
    expect(state.result!.differences.join("\n")).toContain("the answer: 42 → 0");
    expect(asked).toBe(0);
  } finally {
    await review.close();
  }
});
