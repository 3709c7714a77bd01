/** The part of WebAssembly's JavaScript interface used here; the type library for Node has none without the DOM's. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
}

export type WasmModule = object;

export const wasm = (
  globalThis as unknown as {
    WebAssembly: {
      Memory: new (pages: { initial: number; maximum: number }) => WasmMemory;
      Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
      Instance: new (module: WasmModule, imports: { host: { memory: WasmMemory } }) => { exports: unknown };
    };
  }
).WebAssembly;
