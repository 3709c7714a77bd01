/** A place in compiled code and where it comes from; all counted from 0. */
export interface Segment {
  column: number;
  source: number;
  sourceLine: number;
  sourceColumn: number;
}

interface RawMap {
  version: number;
  sources: string[];
  names: string[];
  mappings: string;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values = new Map([...digits].map((digit, value) => [digit, value]));

/**
 * A source map (version 3) for code that got further lines above it, and whose source loses lines above.
 *
 * @param label what the source is called
 * @param above lines added before the code
 * @param lines the source's own lines: from `first`, `count` of them; what comes from other lines comes from nowhere
 */
export function shiftMap(
  json: string,
  label: string,
  above: number,
  lines: { first: number; count: number },
): string {
  const map = JSON.parse(json) as RawMap;
  const shifted = decodeMappings(map.mappings).map((line) =>
    line.flatMap((each) => {
      const sourceLine = each.sourceLine - lines.first;
      return sourceLine < 0 || sourceLine >= lines.count ? [] : [{ ...each, source: 0, sourceLine }];
    }),
  );
  const mappings = ";".repeat(above) + encodeMappings(shifted);
  return JSON.stringify({ version: 3, sources: [label], names: [], mappings });
}

/** By line of the code. */
export function decodeMappings(mappings: string): Segment[][] {
  let [source, sourceLine, sourceColumn] = [0, 0, 0];
  return mappings.split(";").map((line) => {
    let column = 0;
    return line.split(",").flatMap((text) => {
      const [a, b, c, d] = decodeNumbers(text);
      if (a === undefined) return [];
      column += a;
      if (b === undefined || c === undefined || d === undefined) return [];
      source += b;
      sourceLine += c;
      sourceColumn += d;
      return [{ column, source, sourceLine, sourceColumn }];
    });
  });
}

export function encodeMappings(lines: readonly (readonly Segment[])[]): string {
  let last = { source: 0, sourceLine: 0, sourceColumn: 0 };
  return lines
    .map((line) => {
      let column = 0;
      return line
        .map((each) => {
          const numbers = [
            each.column - column,
            each.source - last.source,
            each.sourceLine - last.sourceLine,
            each.sourceColumn - last.sourceColumn,
          ];
          column = each.column;
          last = each;
          return numbers.map(encodeNumber).join("");
        })
        .join(",");
    })
    .join(";");
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let shift = 0;
  let value = 0;
  for (const digit of text) {
    const bits = values.get(digit) ?? 0;
    value |= (bits & 31) << shift;
    if ((bits & 32) !== 0) shift += 5;
    else {
      numbers.push((value & 1) !== 0 ? -(value >>> 1) : value >>> 1);
      shift = 0;
      value = 0;
    }
  }
  return numbers;
}

function encodeNumber(number: number): string {
  let rest = number < 0 ? (-number << 1) | 1 : number << 1;
  let text = "";
  do {
    const bits = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? bits | 32 : bits];
  } while (rest > 0);
  return text;
}

/** Emitted code without the comment that names its map. */
export function withoutMapComment(code: string): string {
  return code.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n");
}
