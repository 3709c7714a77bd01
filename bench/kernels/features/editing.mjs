import { gist, no, partly, plain, yes } from "../probe.mjs";

// What an editor asks for between the cells. Positions count Unicode code points (protocol, "cursor_pos").

const isComplete = async (t, code) =>
  (await t.client.request("shell", "is_complete_request", { code }, 3000)).content;

async function verdictOn(t, codes, status) {
  const cases = codes.map((code) => [
    code.split("\n")[0],
    async () => {
      const reply = await isComplete(t, code);
      return reply.status === status ? yes : no(`"${reply.status}"`);
    },
  ]);
  return t.each(Object.fromEntries(cases));
}

const complete = (t) => verdictOn(t, ["1 + 1", "const a = 5;", "await Promise.resolve(1)"], "complete");
const invalid = (t) => verdictOn(t, ["const = 5 5", "if (1) }"], "invalid");

async function incomplete(t) {
  const verdict = await verdictOn(t, ["function f() {", "if (true) {", "const s = `abc"], "incomplete");
  if (verdict.verdict !== "yes") return verdict;
  const { indent } = await isComplete(t, "function f() {");
  return /^\s+$/.test(indent ?? "") ? yes : partly("without indent");
}

async function completion(t) {
  await t.run("const shelf = { flowers: 1 };");
  const offers = async (code, wanted) => {
    const cursor_pos = [...code].length;
    const { content } = await t.client.request("shell", "complete_request", { code, cursor_pos }, 5000);
    const { matches = [], cursor_start, cursor_end } = content;
    const points = [...code];
    const applied = matches.map((match) =>
      [...points.slice(0, cursor_start), match, ...points.slice(cursor_end)].join(""),
    );
    if (applied.includes(wanted)) return yes;
    return no(matches.length === 0 ? "no match" : `gives ${gist(applied[0])}`);
  };
  return t.each({
    "a member": () => offers("const n = 1;\nMath.hyp", "const n = 1;\nMath.hypot"),
    "a name of the same cell": () => offers("const row = [1];\nrow.flatM", "const row = [1];\nrow.flatMap"),
    "a name of an earlier cell": () => offers("shelf.flo", "shelf.flowers"),
    "after an emoji": () => offers('"\u{1f600}".padSt', '"\u{1f600}".padStart'),
  });
}

async function inspection(t) {
  await t.run("const inspected = new Map<string, number>();");
  const request = { code: "inspected.size", cursor_pos: 4, detail_level: 0 };
  const { content } = await t.client.request("shell", "inspect_request", request, 5000);
  if (content.found !== true) return no("not found");
  const text = plain(content.data?.["text/plain"] ?? "");
  return text.includes("Map<string, number>") ? yes : partly(`says ${gist(text)}`);
}

export const editing = {
  title: "Editing",
  rows: [
    { id: "is-complete", title: "`is_complete`: complete", probe: complete },
    { id: "is-incomplete", title: "`is_complete`: incomplete, with indent", probe: incomplete },
    { id: "is-invalid", title: "`is_complete`: invalid", probe: invalid },
    { id: "completion", title: "completion with the right cursor range", probe: completion },
    { id: "inspection", title: "inspection shows the type", probe: inspection },
  ],
};
