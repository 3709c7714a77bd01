import fc from "fast-check";
import { expect, test } from "vitest";
import { Cells } from "./cells.js";

/** A name and what a plain model says that it stands for. */
type Model = Map<string, { kind: string; value: number }>;

interface Step {
  code(model: Model): string | undefined;
  run(model: Model): void;
  /** What the cell's last expression gives. */
  result(model: Model): unknown;
}

const names = ["a", "b", "c", "d"];
const name = fc.constantFrom(...names);
const kind = fc.constantFrom(
  "const",
  "let",
  "var",
  "function",
  "class",
  "enum",
  "namespace",
  "arrow",
  "pattern",
  "method",
);

function declaration(kindOf: string, id: string, value: number): string {
  switch (kindOf) {
    case "function":
      return `function ${id}() { return ${value}; }`;
    case "class":
      return `class ${id} { static read() { return new ${id}().v; } v = ${value}; }`;
    case "enum":
      return `enum ${id} { Value = ${value} }`;
    case "namespace":
      return `namespace ${id} { export const value: number = ${value}; }`;
    case "arrow":
      return `const ${id} = () => ${value};`;
    case "pattern":
      return `let { x: [${id} = ${value}] } = { x: [] as number[] };`;
    case "method":
      return `const ${id} = { ${id}() { return ${value}; } };`;
    default:
      return `${kindOf} ${id}: number = ${value};`;
  }
}

function reading({ kind: kindOf }: { kind: string }, id: string): string {
  switch (kindOf) {
    case "function":
    case "arrow":
      return `${id}()`;
    case "class":
      return `${id}.read()`;
    case "enum":
      return `(${id}.Value as number)`;
    case "namespace":
      return `${id}.value`;
    case "method":
      return `${id}.${id}()`;
    default:
      return id;
  }
}

const isVariable = (known: { kind: string } | undefined) =>
  known !== undefined && ["let", "var", "pattern"].includes(known.kind);

const declare = fc.record({ id: name, kind, value: fc.nat(99) }).map(
  ({ id, kind: kindOf, value }): Step => ({
    code: () => `${declaration(kindOf, id, value)}\n${reading({ kind: kindOf }, id)}`,
    run: (model) => model.set(id, { kind: kindOf, value }),
    result: () => value,
  }),
);

const assign = fc.record({ id: name, value: fc.nat(99) }).map(
  ({ id, value }): Step => ({
    code: (model) => (isVariable(model.get(id)) ? `${id} = ${value}; ${id} += 1; ${id}` : undefined),
    run: (model) => model.set(id, { kind: model.get(id)!.kind, value: value + 1 }),
    result: () => value + 1,
  }),
);

const shadow = fc.record({ id: name, value: fc.nat(99) }).map(
  ({ id, value }): Step => ({
    code: (model) => {
      const known = model.get(id);
      return (
        known &&
        `((${id}: number) => { { let ${id} = 0; ${id}++; } return ${id}; })(${value}) + ${reading(known, id)}`
      );
    },
    run: () => {},
    result: (model) => value + model.get(id)!.value,
  }),
);

const fail = fc.record({ id: name, other: name, value: fc.nat(99) }).map(
  ({ id, other, value }): Step => ({
    code: () =>
      `const ${id} = ${value};\nthrow new Error("as meant");\n${id === other ? "" : `const ${other} = "never";`}`,
    run: (model) => model.set(id, { kind: "const", value }),
    result: () => undefined,
  }),
);

const refused = fc.record({ id: name }).map(
  ({ id }): Step => ({
    code: () => `const ${id}: string = 1;`,
    run: () => {},
    result: () => "diagnostics",
  }),
);

const readAll: Step = {
  code: (model) =>
    `[${[...model].map(([id, known]) => `[${JSON.stringify(id)}, ${reading(known, id)}]`).join(", ")}]`,
  run: () => {},
  result: (model) => [...model].map(([id, { value }]) => [id, value]),
};

test("cells give what a plain model of their names gives, whatever is declared again", async () => {
  const cells = new Cells();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(declare, declare, assign, shadow, fail, refused), { minLength: 2, maxLength: 14 }),
        async (steps) => {
          const model: Model = new Map();
          cells.compiler.reset();
          for (const step of [...steps, readAll]) {
            const code = step.code(model);
            if (code === undefined) continue;
            if (step.result(model) === "diagnostics") {
              expect(cells.diagnose(code)).toMatchObject([{ code: 2322 }]);
              continue;
            }
            const { value } = await cells.run(code);
            step.run(model);
            expect(value).toEqual(step.result(model));
          }
        },
      ),
      { numRuns: 40 },
    );
  } finally {
    cells.remove();
  }
});

test("more cells than there are places for declarations", async () => {
  const cells = new Cells();
  try {
    await cells.value("interface P { x: number } let first: P = { x: 1 }; const chain0 = 0;");
    for (let index = 1; index <= 150; index++)
      await cells.value(
        `const again = { n: ${index}, first }; const chain${index % 3} = again.first.x + ${index};`,
      );
    expect(await cells.value("const p: P = first; [again.n, p.x, chain0, chain1, chain2]")).toEqual([
      150, 1, 151, 149, 150,
    ]);
    expect(cells.diagnose("const s: string = again.first.x")).toMatchObject([{ code: 2322 }]);
  } finally {
    cells.remove();
  }
});
