import {
  type Code,
  declare,
  during,
  f32,
  f32x4,
  i32,
  type Local,
  type,
} from "../../../tensor/simd/assembler.js";

const { add, mul, load, store, loadSplat, shuffle } = f32x4;
const number = f32x4.const;
const vectorBytes = 16;

/**
 * A tile of the product: `rows` x (4 `vectors`) sums in registers while `k` runs.
 * Locals: `at` x rows run along A's rows, `from` down B.
 */
function tile(
  rows: number,
  vectors: number,
  l: { aTile: Local; lda: Local; bTile: Local; ldb: Local; cTile: Local; ldc: Local; kEnd: Local; k: Local },
  at: Local[],
  from: Local,
  x: Local,
  y: Local[],
  sums: Local[],
): Code[] {
  const of = (row: number, vector: number) => sums[row * vectors + vector]!;
  const eachRow = Array.from({ length: rows }, (_, row) => row);
  const eachVector = Array.from({ length: vectors }, (_, vector) => vector);
  return [
    at[0]!.set(l.aTile.get),
    ...eachRow.slice(1).map((row) => at[row]!.set(i32.add(at[row - 1]!.get, l.lda.get))),
    from.set(l.bTile.get),
    ...sums.slice(0, rows * vectors).map((sum) => sum.set(number(0))),
    l.kEnd.set(i32.add(l.aTile.get, i32.mul(l.k.get, i32.const(4)))),
    during(
      i32.below(at[0]!.get, l.kEnd.get),
      ...eachVector.map((vector) => y[vector]!.set(load(from.get, vector * vectorBytes))),
      ...eachRow.flatMap((row) => [
        x.set(loadSplat(at[row]!.get)),
        ...eachVector.map((vector) =>
          of(row, vector).set(add(of(row, vector).get, mul(x.get, y[vector]!.get))),
        ),
        at[row]!.advance(i32.const(4)),
      ]),
      from.advance(l.ldb.get),
    ),
    from.set(l.cTile.get),
    ...eachRow.flatMap((row) => [
      ...eachVector.map((vector) => store(from.get, of(row, vector).get, vector * vectorBytes)),
      ...(row + 1 < rows ? [from.advance(l.ldc.get)] : []),
    ]),
  ];
}

/**
 * C = A B for the small matrices of one attention head. A is m x k, B k x n, C m x n, rows `ld_` bytes apart; n is a
 * multiple of 4. Each sum runs over k in order, whatever the sizes.
 */
export const product = declare(
  "product",
  Array(9).fill(type.i32),
  [...Array(12).fill(type.i32), ...Array(11).fill(type.v128)],
  (...names) => {
    const [a, lda, b, ldb, c, ldc, m, n, k, ...rest] = names as Local[];
    const [aTile, bTile, cTile, kEnd, rowsLeft, columnsLeft, from, ...more] = rest as Local[];
    const at = more.slice(0, 4);
    const [x, y0, y1, ...sums] = more.slice(5) as Local[];
    const common = {
      aTile: aTile!,
      lda: lda!,
      bTile: bTile!,
      ldb: ldb!,
      cTile: cTile!,
      ldc: ldc!,
      kEnd: kEnd!,
      k: k!,
    };
    const strip = (rows: number): Code[] => [
      bTile!.set(b!.get),
      cTile!.set(c!.get),
      columnsLeft!.set(n!.get),
      ...[2, 1].map((vectors) =>
        during(
          i32.below(i32.const(4 * vectors - 1), columnsLeft!.get),
          ...tile(rows, vectors, common, at, from!, x!, [y0!, y1!], sums),
          bTile!.advance(i32.const(vectors * vectorBytes)),
          cTile!.advance(i32.const(vectors * vectorBytes)),
          columnsLeft!.advance(i32.const(-4 * vectors)),
        ),
      ),
      aTile!.advance(i32.mul(lda!.get, i32.const(rows))),
      c!.advance(i32.mul(ldc!.get, i32.const(rows))),
      rowsLeft!.advance(i32.const(-rows)),
    ];
    return [
      aTile!.set(a!.get),
      rowsLeft!.set(m!.get),
      during(i32.below(i32.const(3), rowsLeft!.get), ...strip(4)),
      during(i32.below(i32.const(0), rowsLeft!.get), ...strip(1)),
    ];
  },
);

/**
 * B = A^T. A has `rows` rows, `lda` bytes apart, of `columns` numbers; B's rows are `ldb` bytes apart. Blocks of 4 x 4
 * in registers, the rest one by one.
 */
export const transpose = declare(
  "transpose",
  Array(6).fill(type.i32),
  [...Array(6).fill(type.i32), ...Array(8).fill(type.v128)],
  (...names) => {
    const [a, lda, b, ldb, rows, columns, column, row, from, to, wide, base, ...v] = names as Local[];
    const lines = v.slice(0, 4);
    const pairs = v.slice(4, 8);
    const start: Code[] = [
      from!.set(i32.add(a!.get, i32.add(i32.mul(row!.get, lda!.get), i32.mul(column!.get, i32.const(4))))),
      to!.set(i32.add(b!.get, i32.add(i32.mul(column!.get, ldb!.get), i32.mul(row!.get, i32.const(4))))),
    ];
    const block: Code[] = [
      ...start,
      ...lines.flatMap((line) => [line.set(load(from!.get)), from!.advance(lda!.get)]),
      pairs[0]!.set(shuffle(lines[0]!.get, lines[1]!.get, [0, 4, 1, 5])),
      pairs[1]!.set(shuffle(lines[2]!.get, lines[3]!.get, [0, 4, 1, 5])),
      pairs[2]!.set(shuffle(lines[0]!.get, lines[1]!.get, [2, 6, 3, 7])),
      pairs[3]!.set(shuffle(lines[2]!.get, lines[3]!.get, [2, 6, 3, 7])),
      ...[0, 2].flatMap((pair) => [
        store(to!.get, shuffle(pairs[pair]!.get, pairs[pair + 1]!.get, [0, 1, 4, 5])),
        to!.advance(ldb!.get),
        store(to!.get, shuffle(pairs[pair]!.get, pairs[pair + 1]!.get, [2, 3, 6, 7])),
        to!.advance(ldb!.get),
      ]),
    ];
    const single: Code[] = [...start, f32.store(to!.get, f32.load(from!.get))];
    const past = (local: Local, by: number) => i32.add(local.get, i32.const(by));
    return [
      column!.set(i32.const(0)),
      during(
        i32.below(column!.get, columns!.get),
        // Whether four columns are left: 1 or 0.
        wide!.set(i32.below(past(column!, 3), columns!.get)),
        row!.set(i32.const(0)),
        during(i32.mul(wide!.get, i32.below(past(row!, 3), rows!.get)), ...block, row!.advance(i32.const(4))),
        // What blocks do not reach: the last rows of four columns, or the whole of a single one.
        base!.set(row!.get),
        wide!.set(i32.add(i32.mul(wide!.get, i32.const(3)), i32.const(1))),
        during(
          wide!.get,
          row!.set(base!.get),
          during(i32.below(row!.get, rows!.get), ...single, row!.advance(i32.const(1))),
          column!.advance(i32.const(1)),
          wide!.advance(i32.const(-1)),
        ),
      ),
    ];
  },
);
