// Random small notebooks: cells that print, display, update, clear, wait, throw, declare again, and start timers
// whose output comes later. All of it is decided by the seed.
import fc from "fast-check";

const host = '(globalThis as any)[Symbol.for("claimbook.kernel")]';
const names = ["alpha", "beta", "gamma"];
const ids = ["one", "two"];

const show = (kind, content) => `${host}.broadcast(${JSON.stringify(kind)}, ${JSON.stringify(content)});`;
const bundle = (text, id) => ({
  data: { "text/plain": text, ...(text.length % 2 === 0 ? { "text/html": `<b>${text}</b>` } : {}) },
  metadata: {},
  transient: id === undefined ? {} : { display_id: id },
});

const word = fc.constantFrom(
  "plain",
  "with\nlines",
  "ünïcödé 語 🙂",
  "tab\there",
  "\u001b[31mred\u001b[0m",
  "",
);
const text = fc.tuple(word, fc.nat(999)).map(([w, n]) => `${w}${n}`);
const pause = fc.nat(8).map((ms) => `await new Promise<void>((done) => setTimeout(done, ${ms}));`);

/** Statements that any cell may hold. */
const statement = fc.oneof(
  { weight: 6, arbitrary: text.map((t) => `console.log(${JSON.stringify(t)});`) },
  { weight: 3, arbitrary: text.map((t) => `console.error(${JSON.stringify(t)});`) },
  { weight: 2, arbitrary: text.map((t) => `process.stdout.write(${JSON.stringify(t)});`) },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 2, max: 60 })
      .map((n) => `for (let i = 0; i < ${n}; i++) console.log("line", i);`),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 2, max: 5 }), fc.constantFrom("\\n", ""))
      .map(
        ([n, end]) =>
          `for (let i = 0; i <= ${n}; i++) process.stdout.write(\`\\r\${i} of ${n}\`); process.stdout.write("${end}");`,
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(text, fc.option(fc.constantFrom(...ids), { nil: undefined }))
      .map(([t, id]) => show("display_data", bundle(t, id))),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(text, fc.constantFrom(...ids))
      .map(([t, id]) => show("update_display_data", bundle(t, id))),
  },
  { weight: 3, arbitrary: pause },
  {
    weight: 1,
    arbitrary: text.map((t) => `await Promise.resolve().then(() => console.log(${JSON.stringify(t)}));`),
  },
  {
    weight: 1,
    arbitrary: text.map(
      (t) =>
        `try { throw new Error(${JSON.stringify(t)}); } catch (error) { console.log((error as Error).message); }`,
    ),
  },
  {
    weight: 1,
    arbitrary: text.map(
      (t) =>
        `setTimeout(() => console.log(${JSON.stringify(t)}), 1); await new Promise<void>((done) => setTimeout(done, 40));`,
    ),
  },
);

/** What a cell may begin with: names that other cells declare, too. */
const declaration = fc
  .tuple(fc.constantFrom(...names), fc.nat(99), fc.constantFrom("const", "let", "function", "class", "type"))
  .map(([name, value, kind]) => {
    if (kind === "function") return `function ${name}() { return ${value}; }`;
    if (kind === "class") return `class ${name} { value = ${value}; }`;
    if (kind === "type")
      return `type ${name.toUpperCase()} = ${value}; const ${name} = ${value} as ${name.toUpperCase()};`;
    return `${kind} ${name} = ${value};`;
  });

/** What a cell may end with. A name that nobody has declared is an error, of the compiler. */
const ending = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "6 * 7",
      '"text"',
      "null",
      "undefined",
      "({ a: [1, 2], b: new Map([[1, 2]]) })",
      "await Promise.resolve(5)",
      "[1.5, NaN]",
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom(...names).map((name) => `typeof ${name}`) },
  { weight: 1, arbitrary: fc.constantFrom(...names) },
);

/** How a cell may fail; rare, so that most notebooks go on. */
const failure = fc.oneof(
  { weight: 3, arbitrary: text.map((t) => `throw new RangeError(${JSON.stringify(t)});`) },
  { weight: 1, arbitrary: text.map((t) => `throw ${JSON.stringify(t)};`) },
  { weight: 2, arbitrary: text.map((t) => `await Promise.reject(new TypeError(${JSON.stringify(t)}));`) },
  { weight: 1, arbitrary: fc.constant("(undefined as any).nothing;") },
  { weight: 1, arbitrary: fc.constant('const wrong: number = "text";') },
);

/** Undefined but for one time in `of`. */
const sometimes = (arbitrary, of) =>
  fc.oneof({ weight: of - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const clearing = fc.boolean().map((wait) => show("clear_output", { wait }));

const cell = fc.record({
  first: sometimes(declaration, 2),
  body: fc.array(statement, { maxLength: 6, size: "max" }),
  clear: sometimes(fc.tuple(clearing, fc.nat(4)), 6),
  fails: sometimes(failure, 8),
  late: sometimes(fc.integer({ min: 1, max: 60 }), 4),
  end: ending,
});

const plan = fc.record({
  cells: fc.array(cell, { minLength: 2, maxLength: 7, size: "max" }),
  allowErrors: fc.boolean(),
});

/** Lines that come from timers carry this mark: nbclient keeps them only while their cell runs. */
export const lateMark = "LATE:";

/**
 * @returns the notebook as JSON, and `awaited`: [cell that starts a timer, cell that waits for it, what it prints],
 *   cells counted from 0
 */
export function randomNotebook(seed, kernel) {
  const [{ cells, allowErrors }] = fc.sample(plan, { seed, numRuns: 1 });
  const awaited = [];
  const sources = cells.map(({ first, body, clear, fails, late, end }, at) => {
    // Nor may a late line end a bar that goes on: it could not be taken out again.
    const lines = late === undefined ? [...body] : body.filter((line) => !line.includes("\\r"));
    // A late line after a pending `clear_output` would clear the cell, at nbclient another one: by design.
    if (clear !== undefined && late === undefined) lines.splice(clear[1], 0, clear[0]);
    if (late !== undefined) {
      const printed = `${lateMark}${at}`;
      const line = `setTimeout(() => { console.log("${printed}"); done(); }, ${late})`;
      lines.unshift(`const late${at} = new Promise<void>((done) => ${line});`);
      const waiter = Math.min(cells.length - 1, at + (late % 3));
      awaited.push([at, waiter, printed]);
    }
    return { first, lines, fails, end };
  });
  for (const [at, waiter] of awaited) {
    const { lines } = sources[waiter];
    lines.push(`await late${at};`);
  }
  const notebook = {
    cells: sources.map(({ first, lines, fails, end }, i) => ({
      cell_type: "code",
      execution_count: null,
      id: `cell-${i}`,
      metadata: {},
      outputs: [],
      source: [first ?? "", ...lines, fails ?? "", end].filter((line) => line !== "").join("\n"),
    })),
    metadata: {
      allow_errors: allowErrors,
      kernelspec: { name: kernel, display_name: kernel, language: "typescript" },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return { notebook, awaited };
}
