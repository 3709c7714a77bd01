// What a probe works with: a kernel that is fresh when it has to be, cells that are run as a notebook runs them,
// and the three verdicts.
import { Client, NoAnswer, sleep } from "./client.mjs";

export const yes = { verdict: "yes" };
export const no = (why) => ({ verdict: "no", why });
export const partly = (why) => ({ verdict: "partly", why });

const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*[A-Za-z]`, "g");
export const plain = (text) => String(text).replace(escapes, "");

/** One executed cell: its reply and what the client saw of it. */
export class Executed {
  /** @param root the playground, whose name is left out of what is reported */
  constructor(client, { id, reply }, root) {
    this.client = client;
    this.root = root;
    this.id = id;
    this.reply = reply;
  }

  get messages() {
    return this.client.of(this.id);
  }

  contents(...types) {
    return this.messages.filter(({ type }) => types.includes(type)).map(({ content }) => content);
  }

  /** Text of the standard streams. */
  printed(...names) {
    const streams = this.contents("stream").filter(({ name }) => names.length === 0 || names.includes(name));
    return plain(streams.map(({ text }) => text).join(""));
  }

  /** Everything that is said about errors: streams, tracebacks and the reply. */
  complaint() {
    const errors = [...this.contents("error"), this.reply];
    const parts = errors.flatMap(({ ename, evalue, traceback }) => [ename, evalue, ...(traceback ?? [])]);
    const strings = parts.filter((part) => typeof part === "string");
    return plain([this.printed(), ...strings].join("\n")).replaceAll(`${this.root}/`, "");
  }

  /** Why the cell failed, in a line. */
  reason() {
    const errors = [...this.contents("error"), this.reply].filter(({ evalue }) => typeof evalue === "string");
    const [error] = errors;
    if (error === undefined) return gist(this.complaint());
    const what = [error.ename, error.evalue].filter(Boolean).join(": ");
    return gist(what.replaceAll("\n", " ").replaceAll(`${this.root}/`, ""));
  }

  get failed() {
    return this.reply.status !== "ok" || this.contents("error").length > 0;
  }
}

/** The line of a text that says most, cut to fit a footnote. */
export function gist(text, length = 90) {
  const lines = plain(text)
    .split("\n")
    .map((each) => each.trim())
    .filter((each) => /\w/.test(each));
  // Node prints the place of an uncaught error before its name.
  const line = lines.find((each) => /^\w*Error\b/.test(each)) ?? lines[0];
  if (line === undefined) return "nothing";
  return line.length > length ? `${line.slice(0, length - 1)}…` : line;
}

export class Bench {
  client;

  constructor(kernel, playground) {
    this.kernel = kernel;
    this.playground = playground;
  }

  /** Starts a kernel and waits, however long it takes, until it has run a first cell: no probe pays for that. */
  async start(options = {}) {
    this.stop();
    for (let tries = 1; this.client === undefined; tries++) {
      try {
        this.client = await Client.start(this.kernel, { cwd: this.playground.root, ...options });
      } catch (error) {
        // A start that failed once (a port taken meanwhile) says nothing about the row.
        if (tries === 3) throw error;
      }
    }
    await this.client.execute('console.log("warm");', {}, 60_000);
    return this.client;
  }

  stop() {
    this.client?.stop();
    this.client = undefined;
  }

  /**
   * Runs a cell and collects what belongs to it, also when it comes late. After an error it waits until a kernel
   * that drops what comes right after (tslab, 200 ms) takes cells again: that gap has its own row.
   */
  async run(code, { timeout = 15_000, ...options } = {}) {
    const executed = new Executed(
      this.client,
      await this.client.execute(code, options, timeout),
      this.playground.root,
    );
    await sleep(executed.failed ? 300 : 60);
    return executed;
  }

  /** Yes when the cell runs and prints the text (in any of its streams). */
  async prints(code, text, options) {
    const executed = await this.run(code, options);
    if (executed.failed) return no(executed.reason());
    return executed.printed().includes(text) ? yes : no(`printed ${gist(executed.printed())}`);
  }

  /** Yes when the cell is refused before any of it runs. A kernel that runs no cell at all has refused nothing. */
  async refuses(code) {
    const control = await this.prints('console.log("in " + "order");', "in order");
    if (control.verdict !== "yes") return no(`runs no cell: ${control.why}`);
    const executed = await this.run(`console.log("it " + "ran");\n${code}`);
    if (executed.printed().includes("it ran")) return no("runs it");
    return executed.failed ? yes : no("neither runs nor refuses it");
  }

  /** The first verdict that is not yes, or yes. Each case is a function, called only while all before it held. */
  async all(...cases) {
    for (const each of cases) {
      const verdict = await each();
      if (verdict.verdict !== "yes") return verdict;
    }
    return yes;
  }

  /** Yes for all of the cases, no for none, else partly with the reasons of those that failed. */
  async each(cases) {
    const failed = [];
    for (const [name, probe] of Object.entries(cases)) {
      const { verdict, why } = await probe().catch((error) => {
        if (error instanceof NoAnswer) return no(error.message);
        throw error;
      });
      if (verdict !== "yes") failed.push(`${name}: ${why}`);
    }
    if (failed.length === 0) return yes;
    return failed.length < Object.keys(cases).length ? partly(failed.join("; ")) : no(failed.join("; "));
  }

  /** Whether the kernel still runs cells. */
  async healthy() {
    if (this.client === undefined || this.client.ended) return false;
    try {
      const executed = new Executed(this.client, await this.client.execute('console.log("well");', {}, 5000));
      await sleep(50);
      return !executed.failed && executed.printed().includes("well");
    } catch {
      return false;
    }
  }
}

/**
 * One row for one kernel.
 *
 * @param row { title, probe, fresh? (needs a kernel of its own), env? (for that kernel) }
 * @returns a verdict; a kernel that does not answer, or ends, has not passed
 */
export async function judge(bench, row) {
  try {
    if (row.fresh || bench.client === undefined) await bench.start();
    return await row.probe(bench);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return no(error.message);
  } finally {
    if (row.fresh || !(await bench.healthy())) bench.stop();
  }
}
