import { sha256Of } from "../sha256.js";

type Json = Record<string, unknown>;

/**
 * A notebook of format 4.x as format 4.5, which gives every cell an id. Ids are made from the cell's place and
 * source, so the same file always gets the same ids. A 4.5 notebook comes back as it is.
 */
export function upgrade(notebook: Json): Json {
  const minor = notebook.nbformat_minor;
  if (typeof minor === "number" && minor >= 5) return notebook;
  const cells = Array.isArray(notebook.cells) ? notebook.cells : [];
  const taken = new Set(cells.map((cell) => (cell as Json)?.id).filter((id) => typeof id === "string"));
  return {
    ...notebook,
    nbformat_minor: 5,
    cells: cells.map((cell, index) => {
      if (typeof cell !== "object" || cell === null || typeof (cell as Json).id === "string") return cell;
      let id = makeId(cell as Json, index);
      while (taken.has(id)) id += "x";
      taken.add(id);
      return { ...cell, id };
    }),
  };
}

function makeId(cell: Json, index: number): string {
  return sha256Of(`${index}\0${JSON.stringify(cell.source)}`).slice(0, 8);
}
