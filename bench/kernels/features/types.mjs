// Types: checked before a cell runs, strictly, and across cells.

const checked = (t) =>
  t.all(
    () => t.prints('const right: number = 4;\nconsole.log("right " + right);', "right 4"),
    () => t.refuses('const wrong: number = "four";'),
  );

const strict = (t) =>
  t.each({
    "implicit any": () => t.refuses("function loose(x) { return x; }"),
    "possibly undefined": () =>
      t.refuses("const found = [1, 2].find((n) => n > 1);\nconsole.log(found.toFixed(1));"),
    "unknown in catch": () =>
      t.refuses('try { JSON.parse("{"); } catch (error) { console.log(error.message); }'),
  });

const acrossCells = (t) =>
  t.all(
    () =>
      t.prints(
        'interface Shared { n: number }\nconst shared: Shared = { n: 3 };\nconsole.log("made " + shared.n);',
        "made 3",
      ),
    () => t.prints('const used: Shared = { n: shared.n + 1 };\nconsole.log("used " + used.n);', "used 4"),
    () => t.refuses('const misused: Shared = { n: "three" };'),
    () => t.refuses("shared.n.toUpperCase();"),
  );

const redeclaredValues = (t) =>
  t.all(
    () =>
      t.prints('const again = 1; let more = 1;\nconsole.log("as number " + (again + more));', "as number 2"),
    () =>
      t.prints('const again = "a"; let more = "b";\nconsole.log("as text " + again + more);', "as text ab"),
    () => t.prints('console.log("kept " + again.toUpperCase());', "kept A"),
  );

const redeclaredCode = (t) =>
  t.all(
    () =>
      t.prints(
        'class Shape { area() { return 1; } }\nfunction make() { return new Shape(); }\nconsole.log("area " + make().area());',
        "area 1",
      ),
    () =>
      t.prints(
        'class Shape { area() { return "two"; } }\nfunction make(): string { return new Shape().area(); }\nconsole.log("area " + make().toUpperCase());',
        "area TWO",
      ),
    () => t.prints('console.log("still " + make().toLowerCase());', "still two"),
  );

const redeclaredTypes = (t) =>
  t.all(
    () =>
      t.prints(
        'interface Point { x: number }\ntype Id = number;\nconst p1: Point = { x: 1 }; const id1: Id = 1;\nconsole.log("point " + p1.x + id1);',
        "point 11",
      ),
    () =>
      t.prints(
        'interface Point { y: string }\ntype Id = string;\nconst p2: Point = { y: "a" }; const id2: Id = "b";\nconsole.log("point " + p2.y + id2);',
        "point ab",
      ),
  );

const packageTypes = (t) =>
  t.all(
    () => t.prints('import { value } from "exports-only";\nconsole.log("got " + value.length);', "got 4"),
    () => t.refuses('import { value as v2 } from "exports-only";\nconst n: number = v2;'),
    () => t.refuses('import { valve } from "exports-only";\nconsole.log(valve);'),
  );

const nodeTypes = (t) =>
  t.all(
    () =>
      t.prints(
        'import { basename } from "node:path";\nconsole.log("base " + basename("/a/b.txt").length);',
        "base 5",
      ),
    () => t.refuses('import { basename as b2 } from "node:path";\nconst n: number = b2("/a");'),
  );

const tsconfigOptions = (t) => t.refuses("const first: number = [1, 2, 3][0];");

const jsxOff = (t) =>
  t.each({
    "<T> casts": () =>
      t.prints('const cast = <number>JSON.parse("3");\nconsole.log("cast " + cast);', "cast 3"),
    "<div/> refused": () => t.refuses("const element = <div/>;"),
  });

export const types = {
  title: "Types",
  rows: [
    { id: "types", title: "types are checked before a cell runs", probe: checked },
    { id: "strict", title: "strictly", probe: strict },
    { id: "across-cells", title: "across cells", probe: acrossCells },
    {
      id: "redeclare-values",
      title: "`const` and `let` declared again with another type",
      probe: redeclaredValues,
    },
    { id: "redeclare-code", title: "`class` and `function` declared again", probe: redeclaredCode },
    { id: "redeclare-types", title: "`interface` and `type` declared again", probe: redeclaredTypes },
    { id: "package-types", title: "types of a package with only an `exports` map", probe: packageTypes },
    { id: "node-types", title: "types of Node", probe: nodeTypes },
    { id: "tsconfig-options", title: "options of the project's tsconfig", probe: tsconfigOptions },
    { id: "jsx-off", title: "JSX off by default", probe: jsxOff },
  ],
};
