import { gist, no, partly, yes } from "../probe.mjs";

// Jupyter messaging protocol 5.4: the messages round one cell, and the requests beside it.

const missing = (fields) => {
  const names = Object.entries(fields).filter(([, there]) => !there);
  if (names.length === 0) return yes;
  const why = `without ${names.map(([name]) => name).join(", ")}`;
  return names.length < Object.keys(fields).length ? partly(why) : no(why);
};

async function executeInput(t) {
  const executed = await t.run("const before = 1;");
  const [input] = executed.contents("execute_input");
  if (input === undefined) return no("no such message");
  return missing({
    "the code": input.code === "const before = 1;",
    "the reply's count": input.execution_count === executed.reply.execution_count,
  });
}

async function executeResult(t) {
  const executed = await t.run("6 * 7");
  const [result] = executed.contents("execute_result");
  if (result === undefined) return no(`no such message; shown: ${gist(executed.printed())}`);
  return missing({
    "the value as text/plain": result.data["text/plain"] === "42",
    "the reply's count": result.execution_count === executed.reply.execution_count,
  });
}

async function errorMessage(t) {
  const executed = await t.run('throw new RangeError("on purpose");');
  const [error] = executed.contents("error");
  if (error === undefined) return no(`no such message; on a stream: ${gist(executed.printed())}`);
  return missing({
    ename: error.ename === "RangeError",
    evalue: error.evalue === "on purpose",
    traceback: Array.isArray(error.traceback) && error.traceback.join("").includes("on purpose"),
  });
}

async function errorReply(t) {
  const { reply } = await t.run('throw new RangeError("on purpose");');
  return missing({
    "status error": reply.status === "error",
    ename: reply.ename === "RangeError",
    evalue: reply.evalue === "on purpose",
    traceback: Array.isArray(reply.traceback) && reply.traceback.length > 0,
  });
}

async function kernelInfo(t) {
  const { content } = await t.client.request("shell", "kernel_info_request");
  return missing({
    status: content.status === "ok",
    protocol_version: /^5\.\d/.test(content.protocol_version ?? ""),
    "language_info.name": content.language_info?.name === "typescript",
    "language_info.file_extension": content.language_info?.file_extension === ".ts",
    banner: typeof content.banner === "string",
  });
}

async function userExpressions(t) {
  await t.run("const base = 20;");
  const { reply } = await t.run("1;", { user_expressions: { good: "base + 2", bad: "nowhere.at.all" } });
  const { good, bad } = reply.user_expressions ?? {};
  if (good === undefined) return no("none in the reply");
  return missing({
    "the value": good.status === "ok" && good.data?.["text/plain"] === "22",
    "the error of a bad one": bad?.status === "error" && typeof bad.ename === "string",
  });
}

async function silent(t) {
  const before = (await t.run("1;")).reply.execution_count;
  const quiet = await t.run("1 + 1", { silent: true, store_history: false });
  const after = (await t.run("1;")).reply.execution_count;
  return missing({
    "silence on iopub": quiet.contents("execute_input", "execute_result", "stream").length === 0,
    "an unchanged count": after === before + 1,
  });
}

async function storeHistory(t) {
  const before = (await t.run("1;")).reply.execution_count;
  await t.run("2;", { store_history: false });
  const after = (await t.run("3;")).reply.execution_count;
  return after === before + 1 ? yes : no("the count grows all the same");
}

async function history(t) {
  await t.run("const needle = 1;");
  await t.run("const hay = 2;");
  const ask = async (content) => {
    const request = { raw: true, output: false, ...content };
    const reply = await t.client.request("shell", "history_request", request, 3000);
    const inputs = (reply.content.history ?? []).map(([, , input]) => input);
    return inputs.some((input) => String(input).includes("needle")) ? yes : no("does not find the cell");
  };
  return t.each({
    tail: () => ask({ hist_access_type: "tail", n: 5 }),
    range: () => ask({ hist_access_type: "range", session: 0, start: 1, stop: 1000 }),
    search: () => ask({ hist_access_type: "search", n: 5, pattern: "*needle*" }),
  });
}

async function stdin(t) {
  t.client.inputs = ["Ada", "Grace"];
  const code = `const ask = (globalThis as any).input ?? (globalThis as any).prompt;
console.log("first " + (await ask("name? ")));
console.log("then " + (await ask("name? ")));`;
  const executed = await t.run(code, { allow_stdin: true, timeout: 5000 });
  const printed = executed.printed();
  if (printed.includes("first Ada") && printed.includes("then Grace")) return yes;
  return no(executed.reason());
}

async function commInfo(t) {
  const { type, content } = await t.client.request("shell", "comm_info_request", {}, 3000);
  if (type !== "comm_info_reply") return no(`replies with ${type}`);
  return missing({ status: content.status === "ok", comms: typeof content.comms === "object" });
}

async function debugRequest(t) {
  const { content: info } = await t.client.request("shell", "kernel_info_request");
  const request = { seq: 1, type: "request", command: "initialize", arguments: {} };
  const { type, content } = await t.client.request("control", "debug_request", request, 3000);
  if (type !== "debug_reply") return no(`replies with ${type}`);
  const claimed = info.debugger === true || (info.supported_features ?? []).includes("debugger");
  if (content.success === true) return claimed ? yes : partly("serves what it does not announce");
  return claimed ? no("announces a debugger and refuses it") : yes;
}

export const messages = {
  title: "Messages",
  rows: [
    { id: "execute-input", title: "`execute_input` with code and count", probe: executeInput },
    { id: "execute-result", title: "`execute_result` for a cell's value", probe: executeResult },
    { id: "error-message", title: "`error` message with name, text, traceback", probe: errorMessage },
    { id: "error-reply", title: "`ename`, `evalue`, `traceback` in `execute_reply`", probe: errorReply },
    { id: "kernel-info", title: "complete `kernel_info_reply`, with `status`", probe: kernelInfo },
    { id: "user-expressions", title: "`user_expressions`", probe: userExpressions },
    { id: "silent", title: "`silent` cells", probe: silent },
    { id: "store-history", title: "`store_history: false`", probe: storeHistory },
    { id: "history", title: "history: tail, range, search", probe: history },
    { id: "stdin", title: "asking the reader (`input_request`)", probe: stdin },
    { id: "comm-info", title: "`comm_info_reply`", probe: commInfo },
    { id: "debug", title: "`debug_request` refused, or announced and served", probe: debugRequest },
  ],
};
