/**
 * Just enough of WebAssembly's binary format (WebAssembly Core Specification 2.0, chapter 5) to write a few
 * loops over 4 single-precision numbers at a time. An expression is the bytes that leave its value on the stack.
 */
export type Code = readonly number[];

/** Value types (section 5.3). */
export const type = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
export type ValueType = (typeof type)[keyof typeof type];

/** A parameter or local of the function. */
export class Local {
  readonly get: Code;
  constructor(
    readonly index: number,
    readonly type: ValueType,
  ) {
    this.get = [0x20, ...unsigned(index)];
  }
  set(value: Code): Code {
    return [...value, 0x21, ...unsigned(this.index)];
  }
  /** An integer goes up by another. */
  advance(by: Code): Code {
    return this.set([...this.get, ...by, 0x6a]);
  }
}

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  sub: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
  mul: (a: Code, b: Code): Code => [...a, ...b, 0x6c],
  /** Addresses are unsigned: memories may be larger than 2 GiB. */
  below: (a: Code, b: Code): Code => [...a, ...b, 0x49],
  /** `address` must be a multiple of 4. */
  load: (address: Code): Code => [...address, 0x28, 2, 0],
  store: (address: Code, value: Code): Code => [...address, ...value, 0x36, 2, 0],
};

const simd = (operation: number): Code => [0xfd, ...unsigned(operation)];

/** Four numbers in single precision; each operation rounds once, as `Math.fround` does (section 4.3.3). */
export const f32x4 = {
  /** `address` should be a multiple of 16; `offset` in bytes. */
  load: (address: Code, offset = 0): Code => [...address, ...simd(0x00), 4, ...unsigned(offset)],
  store: (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    ...simd(0x0b),
    4,
    ...unsigned(offset),
  ],
  splat: (value: Code): Code => [...value, ...simd(0x13)],
  /** The number at an address, four times. */
  loadSplat: (address: Code, offset = 0): Code => [...address, ...simd(0x09), 2, ...unsigned(offset)],
  const: (value: number): Code => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...simd(0x13)],
  /** Lanes 0-3 of `a` and 4-7 of `b`, in any order. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...a,
    ...b,
    ...simd(0x0d),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
  /** One lane as a single number. */
  lane: (a: Code, lane: number): Code => [...a, ...simd(0x1f), lane],
  /** All bits set where a < b. */
  below: (a: Code, b: Code): Code => [...a, ...b, ...simd(0x43)],
  /** Bits of `a` where `mask` is set, else of `b`. */
  select: (a: Code, b: Code, mask: Code): Code => [...a, ...b, ...mask, ...simd(0x52)],
  and: (a: Code, b: Code): Code => [...a, ...b, ...simd(0x4e)],
  nearest: (a: Code): Code => [...a, ...simd(0x6a)],
  abs: (a: Code): Code => [...a, ...simd(0xe0)],
  /** 2^a for whole numbers from -126 to 127, by way of the exponent's bits. */
  powerOfTwo: (a: Code): Code => [
    ...a,
    ...simd(0xf8),
    ...i32.const(127),
    ...simd(0x11),
    ...simd(0xae),
    ...i32.const(23),
    ...simd(0xab),
  ],
  sqrt: (a: Code): Code => [...a, ...simd(0xe3)],
  add: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe4)],
  sub: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe5)],
  mul: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe6)],
  div: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe7)],
  min: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe8)],
  max: (a: Code, b: Code): Code => [...a, ...b, ...simd(0xe9)],
};

export const f32 = {
  zero: [0x43, 0, 0, 0, 0] as Code,
  /** `address` must be a multiple of 4. */
  load: (address: Code): Code => [...address, 0x2a, 2, 0],
  store: (address: Code, value: Code): Code => [...address, ...value, 0x38, 2, 0],
};

/** Runs `body` while `condition` is not zero. */
export function during(condition: Code, ...body: Code[]): Code {
  // block: loop: leave unless condition; body; again
  return [0x02, 0x40, 0x03, 0x40, ...condition, 0x45, 0x0d, 1, ...body.flat(), 0x0c, 0, 0x0b, 0x0b];
}

/** A function without result: its parameters and locals by name, and what it does with them. */
export interface FunctionCode {
  name: string;
  parameters: readonly ValueType[];
  locals: readonly ValueType[];
  body: Code;
}

/** Declares a function. `build` gets one `Local` per parameter and local, in order. */
export function declare(
  name: string,
  parameters: readonly ValueType[],
  locals: readonly ValueType[],
  build: (...names: Local[]) => Code[],
): FunctionCode {
  const names = [...parameters, ...locals].map((each, index) => new Local(index, each));
  return { name, parameters, locals, body: build(...names).flat() };
}

/** A module that imports a memory as `host.memory` and exports the functions. */
export function assemble(functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [0x60, ...vector(parameters.map((each) => [each])), 0]);
  const bodies = functions.map(({ locals, body }) => {
    const code = [...vector(locals.map((each) => [1, each])), ...body, 0x0b];
    return [...unsigned(code.length), ...code];
  });
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(2, vector([[...name("host"), ...name("memory"), 0x02, 0x00, 1]])),
    ...section(3, vector(functions.map((_, index) => unsigned(index)))),
    ...section(7, vector(functions.map((each, index) => [...name(each.name), 0x00, ...unsigned(index)]))),
    ...section(10, vector(bodies)),
  ]);
}

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const name = (text: string): Code => vector([...Buffer.from(text)].map((byte) => [byte]));

/** LEB128 (section 5.2.2). */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest & 0x7f;
    rest >>>= 7;
    bytes.push(rest === 0 ? low : low | 0x80);
  } while (rest !== 0);
  return bytes;
}

/** LEB128 of a 32-bit number with its sign. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0)) {
      bytes.push(low);
      return bytes;
    }
    bytes.push(low | 0x80);
  }
}
