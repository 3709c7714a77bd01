import { ClaimbookError } from "../errors.js";
import {
  assemble,
  type FunctionCode,
  signed,
  type,
  unsigned,
  type ValueType,
} from "../tensor/simd/assembler.js";
import { type WasmModule, wasm } from "../tensor/simd/webassembly.js";

/**
 * A matrix product of 16-bit integers in WebAssembly SIMD: eight multiplications an instruction against four in
 * single precision, which is what the TensorFlow.js wasm backend has. Assembled here, instruction by
 * instruction, since the project has no compiler for it; opcodes from the WebAssembly core specification 2.0,
 * section 5.4 ("Binary Format, Instructions").
 */

/** Rows of the left matrix that one tile holds. */
export const TILE_ROWS = 4;
/** Rows of the right matrix that one tile holds: two vectors of four sums. */
export const TILE_COLUMNS = 8;

/**
 * `multiply(left, right, out, rowTiles, columnTiles, pairs, stride)`, all addresses and the stride in bytes.
 *
 * - left: per tile of 4 rows, per pair of dimensions, 4 rows x 2 int16;
 * - right: per tile of 8 rows, per pair of dimensions, 8 rows x 2 int16;
 * - out: int32 sums, row-major, `stride` bytes from one left row to the next.
 *
 * rowTiles, columnTiles and pairs must be at least 1. Sums must fit in 32 bits: the caller's norms see to it.
 */
export type Multiply = (
  left: number,
  right: number,
  out: number,
  rowTiles: number,
  columnTiles: number,
  pairs: number,
  stride: number,
) => void;

export interface Int16Kernel {
  memory: { buffer: ArrayBuffer };
  multiply: Multiply;
}

let compiled: WasmModule | undefined;

/**
 * A kernel with at least `bytes` of memory of its own.
 *
 * @throws ClaimbookError (could-not-run) beyond the 4 GiB that WebAssembly addresses
 */
export function int16Kernel(bytes: number): Int16Kernel {
  if (bytes > 2 ** 32) {
    throw new ClaimbookError(`ranking would need ${Math.ceil(bytes / 2 ** 30)} GiB of WebAssembly memory`, {
      kind: "could-not-run",
      where: "rankQueriesOnCpu",
      wayOut: "Take a smaller queryBlock, or rank with rankQueries on a TensorFlow.js backend.",
    });
  }
  compiled ??= new wasm.Module(assemble([multiplyCode()]));
  const pages = Math.ceil(bytes / 65_536);
  const memory = new wasm.Memory({ initial: pages, maximum: pages });
  const { multiply } = new wasm.Instance(compiled, { host: { memory } }).exports as { multiply: Multiply };
  return { memory, multiply };
}

// Parameters come first among the locals.
const [LEFT, RIGHT, OUT, ROW_TILES, COLUMN_TILES, PAIRS, STRIDE] = [0, 1, 2, 3, 4, 5, 6] as const;
const [leftAt, rightAt, outAt, tilesLeft, pairsLeft] = [7, 8, 9, 10, 11] as const;
const SUMS = 12;
const [right0, right1, row] = [20, 21, 22] as const;

function multiplyCode(): FunctionCode {
  const body = [
    loop([
      ...copy(LEFT, leftAt),
      ...copy(OUT, outAt),
      ...copy(ROW_TILES, tilesLeft),
      ...loop([
        ...copy(RIGHT, rightAt),
        ...copy(PAIRS, pairsLeft),
        ...Array.from({ length: 8 }, (_, i) => [...zero(), ...set(SUMS + i)]).flat(),
        ...loop([
          ...get(rightAt),
          ...vectorLoad(0),
          ...set(right0),
          ...get(rightAt),
          ...vectorLoad(16),
          ...set(right1),
          ...[0, 1, 2, 3].flatMap((r) => [
            ...get(leftAt),
            ...splatLoad(4 * r),
            ...set(row),
            ...accumulate(SUMS + 2 * r, right0),
            ...accumulate(SUMS + 2 * r + 1, right1),
          ]),
          ...increase(leftAt, 16),
          ...increase(rightAt, 32),
          ...countDown(pairsLeft),
        ]),
        ...[0, 1, 2, 3].flatMap((r) => [
          ...get(outAt),
          ...get(SUMS + 2 * r),
          ...vectorStore(0),
          ...get(outAt),
          ...get(SUMS + 2 * r + 1),
          ...vectorStore(16),
          ...get(outAt),
          ...get(STRIDE),
          0x6a,
          ...set(outAt),
        ]),
        ...countDown(tilesLeft),
      ]),
      ...copy(rightAt, RIGHT),
      ...increase(OUT, 32),
      ...countDown(COLUMN_TILES),
    ]),
  ].flat();
  return {
    name: "multiply",
    parameters: new Array<ValueType>(7).fill(type.i32),
    locals: [...new Array<ValueType>(5).fill(type.i32), ...new Array<ValueType>(11).fill(type.v128)],
    body,
  };
}

/** `loop` without a result; `countDown` at its end branches back. */
function loop(body: number[]): number[] {
  return [0x03, 0x40, ...body, 0x0b];
}

/** Takes 1 off a local and goes round the loop again unless it became 0. */
function countDown(local: number): number[] {
  return [...get(local), 0x41, 0x01, 0x6b, 0x22, local, 0x0d, 0x00];
}

function increase(local: number, by: number): number[] {
  return [...get(local), 0x41, ...signed(by), 0x6a, ...set(local)];
}

/** sums += i32x4.dot_i16x8_s(row, right) */
function accumulate(sums: number, right: number): number[] {
  return [
    ...get(sums),
    ...get(row),
    ...get(right),
    0xfd,
    ...unsigned(0xba),
    0xfd,
    ...unsigned(0xae),
    ...set(sums),
  ];
}

const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const copy = (from: number, to: number) => [...get(from), ...set(to)];
const zero = () => [0xfd, 0x0c, ...new Array<number>(16).fill(0)];
const vectorLoad = (offset: number) => [0xfd, 0x00, 4, ...unsigned(offset)];
const splatLoad = (offset: number) => [0xfd, 0x09, 2, ...unsigned(offset)];
const vectorStore = (offset: number) => [0xfd, 0x0b, 4, ...unsigned(offset)];
