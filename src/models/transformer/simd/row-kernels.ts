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
import { exponential, maxLanes, shareBelow, sumLanes } from "./math.js";

const { add, sub, mul, div, sqrt, max, load, store, splat, lane } = f32x4;
const number = f32x4.const;
const vectorBytes = 16;

/** Runs over the vectors of a row; `offset` is where in the row, in bytes. */
const along = (offset: Local, rowBytes: Local, ...body: Code[]): Code[] => [
  offset.set(i32.const(0)),
  during(i32.below(offset.get, rowBytes.get), ...body, offset.advance(i32.const(vectorBytes))),
];

/** Runs over `count` rows; the pointers go on by `rowBytes` after each. */
const down = (count: Local, rowBytes: Local, pointers: readonly Local[], ...body: Code[]): Code =>
  during(
    count.get,
    ...body,
    ...pointers.map((pointer) => pointer.advance(rowBytes.get)),
    count.advance(i32.const(-1)),
  );

/**
 * Softmax of each row in place, after scaling and adding a row of marks: x = softmax(x scale + marks).
 * Parameters: x, rows, bytes of a row, address of the marks, address of the scale.
 */
export const softmax = declare(
  "softmax",
  Array(5).fill(type.i32),
  [type.i32, ...Array(7).fill(type.v128)],
  (...names) => {
    const [x, rows, rowBytes, marks, scale, offset, factor, largest, sum, value, n, r, e] = names as Local[];
    const at = i32.add(x!.get, offset!.get);
    return [
      factor!.set(splat(f32.load(scale!.get))),
      down(
        rows!,
        rowBytes!,
        [x!],
        largest!.set(number(-3e38)),
        ...along(
          offset!,
          rowBytes!,
          value!.set(add(mul(load(at), factor!.get), load(i32.add(marks!.get, offset!.get)))),
          store(at, value!.get),
          largest!.set(max(largest!.get, value!.get)),
        ),
        ...maxLanes(largest!),
        sum!.set(number(0)),
        ...along(
          offset!,
          rowBytes!,
          value!.set(sub(load(at), largest!.get)),
          ...exponential(value!, n!, r!, e!),
          store(at, e!.get),
          sum!.set(add(sum!.get, e!.get)),
        ),
        ...sumLanes(sum!),
        sum!.set(div(number(1), sum!.get)),
        ...along(offset!, rowBytes!, store(at, mul(load(at), sum!.get))),
      ),
    ];
  },
);

/**
 * Gradient of softmax and scale, in place of the gradient by the shares: dx = shares (dx - sum(dx shares)) scale.
 * Parameters: shares, dx, rows, bytes of a row, address of the scale.
 */
export const softmaxGradient = declare(
  "softmaxGradient",
  Array(5).fill(type.i32),
  [type.i32, type.v128, type.v128],
  (...names) => {
    const [shares, dx, rows, rowBytes, scale, offset, factor, sum] = names as Local[];
    const share = load(i32.add(shares!.get, offset!.get));
    const at = i32.add(dx!.get, offset!.get);
    return [
      factor!.set(splat(f32.load(scale!.get))),
      down(
        rows!,
        rowBytes!,
        [shares!, dx!],
        sum!.set(number(0)),
        ...along(offset!, rowBytes!, sum!.set(add(sum!.get, mul(share, load(at))))),
        ...sumLanes(sum!),
        ...along(offset!, rowBytes!, store(at, mul(mul(share, sub(load(at), sum!.get)), factor!.get))),
      ),
    ];
  },
);

type Parts = Record<"value" | "half" | "n" | "r" | "decay" | "share", Local>;

/** Loads four numbers into `value`, their exp(-x^2 / 2) into `decay`, and the normal distribution's share below them. */
function normalShare(address: Code, { value, half, n, r, decay, share }: Parts): Code[] {
  return [
    value.set(load(address)),
    half.set(mul(mul(value.get, value.get), number(-0.5))),
    ...exponential(half, n, r, decay),
    ...shareBelow(value, decay, r, share),
  ];
}

/** y = x shareBelow(x). Parameters: x, y, bytes. */
export const gelu = declare(
  "gelu",
  Array(3).fill(type.i32),
  [type.i32, ...Array(6).fill(type.v128)],
  (...names) => {
    const [x, y, bytes, offset, value, half, n, r, decay, share] = names as Local[];
    return along(
      offset!,
      bytes!,
      ...normalShare(i32.add(x!.get, offset!.get), { value, half, n, r, decay, share } as Parts),
      store(i32.add(y!.get, offset!.get), mul(value!.get, share!.get)),
    );
  },
);

/** dx = dy (shareBelow(x) + x density(x)). Parameters: x, dy, dx, bytes. */
export const geluGradient = declare(
  "geluGradient",
  Array(4).fill(type.i32),
  [type.i32, ...Array(6).fill(type.v128)],
  (...names) => {
    const [x, dy, dx, bytes, offset, value, half, n, r, decay, share] = names as Local[];
    const density = mul(decay!.get, number(1 / Math.sqrt(2 * Math.PI)));
    return along(
      offset!,
      bytes!,
      ...normalShare(i32.add(x!.get, offset!.get), { value, half, n, r, decay, share } as Parts),
      store(
        i32.add(dx!.get, offset!.get),
        mul(load(i32.add(dy!.get, offset!.get)), add(share!.get, mul(value!.get, density))),
      ),
    );
  },
);

/**
 * Layer normalisation of each row: unit = (x - mean) inverse, y = unit weight + bias. `constants` holds 1 / row length
 * and epsilon. Parameters: x, unit, y, inverse (one number a row), weight, bias, rows, bytes of a row, constants.
 */
export const layerNorm = declare(
  "layerNorm",
  Array(9).fill(type.i32),
  [type.i32, ...Array(5).fill(type.v128)],
  (...names) => {
    const [x, unit, y, inverse, weight, bias, rows, rowBytes, constants, offset, ...vectors] =
      names as Local[];
    const [share, epsilon, mean, sum, value] = vectors as Local[];
    const at = (pointer: Local | undefined) => i32.add(pointer!.get, offset!.get);
    return [
      share!.set(splat(f32.load(constants!.get))),
      epsilon!.set(splat(f32.load(i32.add(constants!.get, i32.const(4))))),
      down(
        rows!,
        rowBytes!,
        [x!, unit!, y!],
        sum!.set(number(0)),
        ...along(offset!, rowBytes!, sum!.set(add(sum!.get, load(at(x))))),
        ...sumLanes(sum!),
        mean!.set(mul(sum!.get, share!.get)),
        sum!.set(number(0)),
        ...along(
          offset!,
          rowBytes!,
          value!.set(sub(load(at(x)), mean!.get)),
          store(at(unit), value!.get),
          sum!.set(add(sum!.get, mul(value!.get, value!.get))),
        ),
        ...sumLanes(sum!),
        sum!.set(div(number(1), sqrt(add(mul(sum!.get, share!.get), epsilon!.get)))),
        f32.store(inverse!.get, lane(sum!.get, 0)),
        ...along(
          offset!,
          rowBytes!,
          value!.set(mul(load(at(unit)), sum!.get)),
          store(at(unit), value!.get),
          store(at(y), add(mul(value!.get, load(at(weight))), load(at(bias)))),
        ),
        inverse!.advance(i32.const(4)),
      ),
    ];
  },
);

/**
 * Gradient of layer normalisation; those by weight and bias are added to what is there. `constants` holds 1 / row
 * length. Parameters: dy, unit, inverse, weight, dx, dWeight, dBias, rows, bytes of a row, constants.
 */
export const layerNormGradient = declare(
  "layerNormGradient",
  Array(10).fill(type.i32),
  [type.i32, ...Array(5).fill(type.v128)],
  (...names) => {
    const [dy, unit, inverse, weight, dx, dWeight, dBias, rows, rowBytes, constants, offset, ...vectors] =
      names as Local[];
    const [share, sum, product, g, factor] = vectors as Local[];
    const at = (pointer: Local | undefined) => i32.add(pointer!.get, offset!.get);
    return [
      share!.set(splat(f32.load(constants!.get))),
      down(
        rows!,
        rowBytes!,
        [dy!, unit!, dx!],
        sum!.set(number(0)),
        product!.set(number(0)),
        ...along(
          offset!,
          rowBytes!,
          store(at(dWeight), add(load(at(dWeight)), mul(load(at(dy)), load(at(unit))))),
          store(at(dBias), add(load(at(dBias)), load(at(dy)))),
          g!.set(mul(load(at(dy)), load(at(weight)))),
          sum!.set(add(sum!.get, g!.get)),
          product!.set(add(product!.get, mul(g!.get, load(at(unit))))),
        ),
        ...sumLanes(sum!),
        ...sumLanes(product!),
        sum!.set(mul(sum!.get, share!.get)),
        product!.set(mul(product!.get, share!.get)),
        factor!.set(splat(f32.load(inverse!.get))),
        ...along(
          offset!,
          rowBytes!,
          g!.set(sub(mul(load(at(dy)), load(at(weight))), sum!.get)),
          store(at(dx), mul(sub(g!.get, mul(load(at(unit)), product!.get)), factor!.get)),
        ),
        inverse!.advance(i32.const(4)),
      ),
    ];
  },
);
