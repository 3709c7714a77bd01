// The language of today, at the top level of a cell.

const topLevelAwait = (t) =>
  t.prints('const later = await Promise.resolve(5);\nconsole.log("later " + (later + 1));', "later 6");

const forAwait = (t) =>
  t.prints(
    'let sum = 0;\nfor await (const n of (async function* () { yield 1; yield 2; })()) sum += n;\nconsole.log("sum " + sum);',
    "sum 3",
  );

const using = (t) =>
  t.each({
    using: () =>
      t.prints(
        '{ using held = { name: "lock", [Symbol.dispose]() { console.log("released"); } }; console.log("holds " + held.name); }',
        "holds lock\nreleased",
      ),
    "await using": () =>
      t.prints(
        '{ await using held = { async [Symbol.asyncDispose]() { console.log("let go"); } }; console.log(typeof held); }',
        "object\nlet go",
      ),
  });

const importAttributes = (t) =>
  t.prints(
    'import data from "./src/data.json" with { type: "json" };\nconst answer: number = data.answer;\nconsole.log("answer " + answer);',
    "answer 42",
  );

const importMeta = (t) =>
  t.prints('console.log("meta " + import.meta.url.startsWith("file:"));', "meta true");

const library = (t) =>
  t.each({
    "ES2023 arrays": () => t.prints('console.log("sorted " + [3, 1, 2].toSorted().at(0));', "sorted 1"),
    // Checked only: not every Node this runs on has it.
    "Object.groupBy": () =>
      t.prints(
        'const group = (ns: number[]) => Object.groupBy(ns, (n) => (n % 2 ? "odd" : "even"));\nconsole.log("group " + typeof group);',
        "group function",
      ),
    "Promise.withResolvers": () =>
      t.prints(
        'const defer = () => Promise.withResolvers<number>();\nconsole.log("defer " + typeof defer);',
        "defer function",
      ),
  });

const decorators = (t) =>
  t.prints(
    `function loud(value: () => string, _: ClassMethodDecoratorContext) { return function (this: unknown) { return value.call(this).toUpperCase(); }; }
class Voice { @loud speak() { return "hello"; } }
console.log("says " + new Voice().speak());`,
    "says HELLO",
  );

const enums = (t) =>
  t.all(
    () => t.prints('enum Mood { Calm, Wild }\nconsole.log("mood " + Mood[Mood.Wild]);', "mood Wild"),
    () => t.prints('const mood: Mood = Mood.Calm;\nconsole.log("now " + mood);', "now 0"),
  );

export const language = {
  title: "Language",
  rows: [
    { id: "top-level-await", title: "top-level `await`", probe: topLevelAwait },
    { id: "for-await", title: "top-level `for await`", probe: forAwait },
    { id: "using", title: "`using` and `await using`", probe: using },
    { id: "import-attributes", title: "import attributes", probe: importAttributes },
    { id: "import-meta", title: "`import.meta`", probe: importMeta },
    { id: "library", title: "library of ES2024", probe: library },
    { id: "decorators", title: "decorators", probe: decorators },
    { id: "enums", title: "enums across cells", probe: enums },
  ],
};
