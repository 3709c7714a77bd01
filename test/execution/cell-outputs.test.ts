import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CellOutputs } from "../../src/execution/cell-outputs.js";
import { TerminalText } from "../../src/execution/terminal-text.js";
import { type Message, newHeader } from "../../src/kernel/wire.js";
import type { CodeCell, Output } from "../../src/notebook/index.js";
import { cell } from "../notebook/notebooks.js";

type Sent = [type: string, content: Record<string, unknown>];

function message(request: string, [type, content]: Sent): Message {
  return {
    identities: [],
    header: newHeader(type, "s"),
    parent_header: { ...newHeader("execute_request", "s"), msg_id: request },
    metadata: {},
    content,
    buffers: [],
  };
}

const stdout = (text: string): Sent => ["stream", { name: "stdout", text }];
const stderr = (text: string): Sent => ["stream", { name: "stderr", text }];
const shown = (text: string, id?: string, type = "display_data"): Sent => [
  type,
  { data: { "text/plain": text }, metadata: {}, ...(id ? { transient: { display_id: id } } : {}) },
];
const clear = (wait: boolean): Sent => ["clear_output", { wait }];

/** Outputs in short: `stdout:text`, `display:text`, `error:name`. */
function short(outputs: Output[]): string[] {
  return outputs.map((output) => {
    if (output.output_type === "stream") return `${output.name}:${output.text}`;
    if (output.output_type === "error") return `error:${output.ename}`;
    return `${output.output_type === "display_data" ? "display" : "result"}:${output.data["text/plain"]}`;
  });
}

function outputsOf(sent: Sent[], perCell = 1000): string[] {
  const outputs = new CellOutputs({ perCell });
  const one = cell("1") as CodeCell;
  outputs.watch("r", one);
  for (const each of sent) {
    outputs.take(message("r", each));
    // Saved and shown at any moment: looking changes nothing.
    short(one.outputs);
  }
  outputs.ended("r");
  return short(one.outputs);
}

describe("what a kernel publishes becomes a cell's outputs", () => {
  test.each<[string, Sent[], string[]]>([
    ["text of one stream in one piece", [stdout("a"), stdout("b\n"), stdout("c")], ["stdout:ab\nc"]],
    ["streams in their order", [stdout("a"), stderr("b"), stdout("c")], ["stdout:a", "stderr:b", "stdout:c"]],
    ["a display between", [stdout("a"), shown("x"), stdout("b")], ["stdout:a", "display:x", "stdout:b"]],
    ["a progress bar", [stdout("10 %\r"), stdout("20 %\r"), stdout("done\n")], ["stdout:done\n"]],
    ["Windows' line ends", [stdout("a\r"), stdout("\nb")], ["stdout:a\nb"]],
    ["a line before the bar", [stdout("a\n1\r2"), stdout("\r3")], ["stdout:a\n3"]],
    ["an update", [shown("x", "d"), shown("y", "d", "update_display_data")], ["display:y"]],
    ["an update of nothing", [shown("y", "d", "update_display_data")], []],
    ["clearing at once", [stdout("a"), clear(false)], []],
    ["clearing at once, then more", [stdout("a"), clear(false), stdout("b")], ["stdout:b"]],
    ["clearing with the next output", [stdout("a"), clear(true)], ["stdout:a"]],
    ["clearing when it came", [stdout("a"), clear(true), shown("x"), stdout("b")], ["display:x", "stdout:b"]],
    [
      "an error",
      [stdout("a"), ["error", { ename: "E", evalue: "e", traceback: ["t"] }]],
      ["stdout:a", "error:E"],
    ],
    ["a bar that erases itself", [stdout("50 %"), stdout("\r\u001b[K")], []],
    [
      "bars of two lines",
      [stderr("\ra 1\n\rb 1\u001b[A"), stderr("\ra 2\n\rb 2\u001b[A\n\n")],
      ["stderr:a 2\nb 2\n"],
    ],
    [
      "a display under a known id updates what is there",
      [shown("x", "d"), shown("y", "d")],
      ["display:y", "display:y"],
    ],
    [
      "an update of what was cleared",
      [shown("x", "d"), clear(false), shown("y", "d", "update_display_data")],
      [],
    ],
    [
      "nothing else",
      [
        ["status", { execution_state: "busy" }],
        ["comm_open", {}],
      ],
      [],
    ],
  ])("%s", (_, sent, expected) => {
    expect(outputsOf(sent)).toEqual(expected);
  });

  test("an update reaches every output of its display id, in cells that are done too", () => {
    const outputs = new CellOutputs({ perCell: 1000 });
    const [one, two] = [cell("1") as CodeCell, cell("2") as CodeCell];
    outputs.watch("r1", one);
    outputs.watch("r2", two);
    outputs.take(message("r1", shown("x", "d")));
    outputs.take(message("r2", shown("x", "d")));
    expect(outputs.take(message("r2", shown("y", "d", "update_display_data")))).toBe(two);
    expect([short(one.outputs), short(two.outputs)]).toEqual([["display:y"], ["display:y"]]);
  });

  test("messages of requests that nobody sent are left alone", () => {
    const outputs = new CellOutputs({ perCell: 1000 });
    expect(outputs.take(message("other", stdout("a")))).toBeUndefined();
  });

  test("text comes out the same however it was cut into messages", () => {
    const pieces = fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\r", "\n", "\u001b[A") }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(pieces, (texts) => {
        const whole = new TerminalText();
        whole.write(texts.join(""));
        const streamed = outputsOf(texts.map(stdout))
          .map((text) => text.replace("stdout:", ""))
          .join("");
        expect(streamed).toBe(whole.text);
      }),
    );
  });
});

/** nbformat's rules for outputs, message by message, with nothing clever: what `CellOutputs` is compared with. */
function model(sent: readonly Sent[]): string[] {
  let outputs: { kind: string; text: string; id: string | undefined }[] = [];
  let clearNext = false;
  for (const [type, content] of sent) {
    const id = (content.transient as { display_id?: string } | undefined)?.display_id;
    const text = String((content.data as Record<string, unknown> | undefined)?.["text/plain"] ?? "");
    if (type === "clear_output") {
      if (content.wait) clearNext = true;
      else outputs = [];
      if (!content.wait) clearNext = false;
      continue;
    }
    if (id !== undefined) for (const output of outputs) if (output.id === id) output.text = text;
    if (type === "update_display_data") continue;
    if (clearNext) outputs = [];
    clearNext = false;
    const last = outputs.at(-1);
    if (type !== "stream")
      outputs.push({
        kind: type === "error" ? "error" : "display",
        text: type === "error" ? String(content.ename) : text,
        id,
      });
    else if (last?.kind === content.name) last!.text += content.text;
    else outputs.push({ kind: String(content.name), text: String(content.text), id: undefined });
  }
  return outputs.map(({ kind, text }) => `${kind}:${text}`);
}

test("any sequence of messages gives what the plain model gives", () => {
  const text = fc.constantFrom("a", "b\n", "cd");
  const message = fc.oneof(
    { weight: 4, arbitrary: text.map(stdout) },
    { weight: 2, arbitrary: text.map(stderr) },
    {
      weight: 2,
      arbitrary: fc.tuple(text, fc.constantFrom(undefined, "1", "2")).map(([t, id]) => shown(t, id)),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(text, fc.constantFrom("1", "2"))
        .map(([t, id]) => shown(t, id, "update_display_data")),
    },
    { weight: 1, arbitrary: fc.boolean().map(clear) },
    { weight: 1, arbitrary: fc.constant<Sent>(["error", { ename: "E", evalue: "e", traceback: [] }]) },
  );
  fc.assert(
    fc.property(fc.array(message, { maxLength: 15 }), (sent) => {
      expect(outputsOf(sent)).toEqual(model(sent));
    }),
    { numRuns: 1000 },
  );
});

describe("a cell that puts out too much", () => {
  const notice =
    "stderr:[claimbook: this cell put out more than 0.001 MB; the rest is left out (--output-limit keeps more)]\n";

  test("keeps what came first and says so once", () => {
    const lines = Array.from({ length: 300 }, (_, i) => stdout(`line ${i}\n`));
    const outputs = outputsOf([...lines, shown("x")]);
    expect(outputs).toHaveLength(2);
    expect(outputs[0]!.length).toBeLessThanOrEqual(1000 + "stdout:".length);
    expect(outputs[1]).toBe(notice);
  });

  test("shows its error all the same", () => {
    const outputs = outputsOf([
      stdout("x".repeat(2000)),
      ["error", { ename: "E", evalue: "", traceback: [] }],
    ]);
    expect(outputs).toEqual([`stdout:${"x".repeat(1000)}`, notice, "error:E"]);
  });

  test("is not one that shows progress for a long time", () => {
    const progress = Array.from({ length: 500 }, (_, i) => stdout(`\rstep ${i}`));
    expect(outputsOf(progress)).toEqual(["stdout:step 499"]);
    const updates = Array.from({ length: 500 }, (_, i) => shown(`step ${i}`, "d", "update_display_data"));
    expect(outputsOf([shown("x", "d"), ...updates])).toEqual(["display:step 499"]);
    const cleared = Array.from({ length: 500 }, (_, i): Sent[] => [clear(true), stdout(`step ${i}`)]).flat();
    expect(outputsOf(cleared)).toEqual(["stdout:step 499"]);
  });

  test("counts what is shown: over all streams and displays, and anew after clearing", () => {
    const half = "x".repeat(400);
    expect(outputsOf([stdout(half), stderr(half), shown("y")])).toHaveLength(3);
    expect(outputsOf([stdout(half), stderr(half), stdout(half)])).toEqual([
      `stdout:${half}`,
      `stderr:${half}`,
      `stdout:${half.slice(0, 200)}`,
      notice,
    ]);
    expect(outputsOf([stdout(half), shown("y".repeat(700))])).toEqual([`stdout:${half}`, notice]);
    expect(outputsOf([stdout("x".repeat(2000)), clear(false), stdout("again")])).toEqual(["stdout:again"]);
  });

  test("is cut between characters", () => {
    expect(outputsOf([stdout(`${"x".repeat(999)}🙂🙂`)])[0]).toBe(`stdout:${"x".repeat(999)}`);
  });

  test("cannot grow one display without end", () => {
    expect(outputsOf([shown("x", "d"), shown("y".repeat(2000), "d", "update_display_data")])).toEqual([
      "display:x",
      notice,
    ]);
  });
});
