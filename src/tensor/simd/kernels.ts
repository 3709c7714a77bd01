import { assemble, type Code, declare, during, f32, f32x4, i32, type Local, type } from "./assembler.js";
import { type WasmMemory, type WasmModule, wasm } from "./webassembly.js";

/**
 * The two loops over an embedding table that no tensor operation does well: mean bags of rows, and AdamW on the
 * rows of a batch. TensorFlow.js's wasm backend has no scatter, and plain JavaScript works on one number at a
 * time. All addresses and lengths are in bytes; rows start at multiples of 16 and are multiples of 16 long.
 */
export interface Kernels {
  /**
   * out[i] = scales[i] * sum of the rows at rows[ends[i - 1]] .. rows[ends[i] - 1], summed in that order.
   *
   * @param rows addresses of rows (i32 each), those of the first text first.
   * @param ends for each text the address after its last entry in `rows` (i32 each).
   * @param endsStop address after the last entry of `ends`.
   * @param scales one f32 for each text.
   */
  bags(rows: number, ends: number, endsStop: number, scales: number, out: number, rowBytes: number): void;

  /**
   * AdamW on some rows. The gradient of a row is the sum of the rows at its entries in `sources`, in order; every
   * row has at least one.
   *
   * @param targets addresses of the weights' rows (i32 each).
   * @param targetsStop address after the last entry of `targets`.
   * @param ends for each target the address after its last entry in `sources` (i32 each).
   * @param sources addresses of gradient rows (i32 each), those of the first target first.
   * @param first from a weight to its first moment.
   * @param second from a weight to its second moment.
   * @param coefficients address of eight f32: beta1, 1 - beta1, beta2, 1 - beta2, step size, second scale,
   *   epsilon, keep.
   */
  adamw(
    targets: number,
    targetsStop: number,
    ends: number,
    sources: number,
    rowBytes: number,
    first: number,
    second: number,
    coefficients: number,
  ): void;
}

const { add, sub, mul, div, sqrt, load, store, splat } = f32x4;
const vectorBytes = 16;
/** Vectors summed side by side, so that one addition need not wait for the one before. */
const lanes = 8;

const advance = (local: Local, bytes: number): Code => local.set(i32.add(local.get, i32.const(bytes)));

const bags = declare(
  "bags",
  Array(6).fill(type.i32),
  [type.i32, type.i32, type.i32, type.i32, type.v128, ...Array(lanes).fill(type.v128)],
  (rows, ends, endsStop, scales, out, rowBytes, end, at, from, offset, scale, ...sums) => {
    const block = (width: number): Code[] => [
      at!.set(rows!.get),
      ...sums.slice(0, width).map((sum) => sum.set(splat(f32.zero))),
      during(
        i32.below(at!.get, end!.get),
        from!.set(i32.add(i32.load(at!.get), offset!.get)),
        ...sums.slice(0, width).map((sum, i) => sum.set(add(sum.get, load(from!.get, i * vectorBytes)))),
        advance(at!, 4),
      ),
      from!.set(i32.add(out!.get, offset!.get)),
      ...sums.slice(0, width).map((sum, i) => store(from!.get, mul(sum.get, scale!.get), i * vectorBytes)),
      advance(offset!, width * vectorBytes),
    ];
    return [
      during(
        i32.below(ends!.get, endsStop!.get),
        end!.set(i32.load(ends!.get)),
        scale!.set(splat(f32.load(scales!.get))),
        offset!.set(i32.const(0)),
        during(
          i32.below(i32.add(offset!.get, i32.const((lanes - 1) * vectorBytes)), rowBytes!.get),
          ...block(lanes),
        ),
        during(i32.below(offset!.get, rowBytes!.get), ...block(1)),
        rows!.set(end!.get),
        out!.set(i32.add(out!.get, rowBytes!.get)),
        advance(ends!, 4),
        advance(scales!, 4),
      ),
    ];
  },
);

const adamw = declare(
  "adamw",
  Array(8).fill(type.i32),
  [...Array(4).fill(type.i32), ...Array(11).fill(type.v128)],
  (
    ...[
      targets,
      targetsStop,
      ends,
      sources,
      rowBytes,
      first,
      second,
      coefficients,
      end,
      at,
      offset,
      p,
      ...vectors
    ]
  ) => {
    const [beta1, rest1, beta2, rest2, stepSize, secondScale, epsilon, keep, g, m, v] = vectors as Local[];
    const constants = [beta1, rest1, beta2, rest2, stepSize, secondScale, epsilon, keep] as Local[];
    const atFirst = i32.add(p!.get, first!.get);
    const atSecond = i32.add(p!.get, second!.get);
    const source = load(i32.add(i32.load(at!.get), offset!.get));
    return [
      ...constants.map((each, i) => each.set(splat(f32.load(i32.add(coefficients!.get, i32.const(4 * i)))))),
      during(
        i32.below(targets!.get, targetsStop!.get),
        end!.set(i32.load(ends!.get)),
        offset!.set(i32.const(0)),
        during(
          i32.below(offset!.get, rowBytes!.get),
          at!.set(sources!.get),
          g!.set(source),
          advance(at!, 4),
          during(i32.below(at!.get, end!.get), g!.set(add(g!.get, source)), advance(at!, 4)),
          p!.set(i32.add(i32.load(targets!.get), offset!.get)),
          m!.set(add(mul(beta1!.get, load(atFirst)), mul(rest1!.get, g!.get))),
          v!.set(add(mul(beta2!.get, load(atSecond)), mul(rest2!.get, mul(g!.get, g!.get)))),
          store(atFirst, m!.get),
          store(atSecond, v!.get),
          store(
            p!.get,
            sub(
              mul(load(p!.get), keep!.get),
              div(mul(stepSize!.get, m!.get), add(mul(sqrt(v!.get), secondScale!.get), epsilon!.get)),
            ),
          ),
          advance(offset!, vectorBytes),
        ),
        sources!.set(end!.get),
        advance(targets!, 4),
        advance(ends!, 4),
      ),
    ];
  },
);

let compiled: WasmModule | undefined;

/** The kernels working on a memory. */
export function instantiateKernels(memory: WasmMemory): Kernels {
  compiled ??= new wasm.Module(assemble([bags, adamw]));
  return new wasm.Instance(compiled, { host: { memory } }).exports as Kernels;
}
