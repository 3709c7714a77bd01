import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ClaimbookError } from "../errors.js";
import { type FoundPackage, findPackage, type Place, thisPlace } from "./native-folder.js";
import { tf } from "./tf.js";

/** The parts of WebGPU's interfaces used here. */
interface Adapter {
  features: ReadonlySet<string>;
  limits: Record<string, number>;
  info?: AdapterInfo;
  requestDevice(descriptor: object): Promise<unknown>;
}

interface AdapterInfo {
  vendor?: string;
  architecture?: string;
  device?: string;
  description?: string;
}

interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}

/** Dawn, as the npm package `webgpu` exports it. */
interface Dawn {
  create(flags: string[]): Gpu;
  globals: Record<string, unknown>;
}

interface BackendModule {
  WebGPUBackend: new (
    device: unknown,
    info: AdapterInfo,
  ) => Parameters<typeof tf.registerBackend>[1] extends (() => infer B) | (() => Promise<infer B>)
    ? Awaited<B>
    : never;
}

/** What the kernels need more of than WebGPU promises everywhere. */
const limits = [
  "maxComputeWorkgroupStorageSize",
  "maxComputeWorkgroupsPerDimension",
  "maxStorageBufferBindingSize",
  "maxBufferSize",
  "maxComputeWorkgroupSizeX",
  "maxComputeInvocationsPerWorkgroup",
];

export const setUpWebgpu =
  "Set it up with: npm run setup:native -- --webgpu (where claimbook is a dependency: " +
  "node node_modules/claimbook/scripts/setup-native.mjs --webgpu), or ask for another backend.";

/** The two packages behind `webgpu`, if both are there. */
export function findWebgpu(
  place: Place = thisPlace(),
): { dawn: FoundPackage; kernels: FoundPackage } | undefined {
  const dawn = findPackage("webgpu", "webgpu", place);
  const kernels = findPackage("@tensorflow/tfjs-backend-webgpu", "webgpu", place);
  return dawn === undefined || kernels === undefined ? undefined : { dawn, kernels };
}

let gpu: Gpu | undefined;
let deviceName: string | undefined;

/** The GPU that `webgpu` computes on, in its driver's words, once it has been registered. */
export function webgpuDevice(): string | undefined {
  return deviceName;
}

/**
 * Registers the backend `webgpu` in this thread's engine, on the fastest adapter that Dawn finds.
 *
 * Reading a tensor back is asynchronous on it (`await tensor.data()`); `dataSync()` works in browsers only.
 *
 * @throws {ClaimbookError} kind `could-not-run` if the packages are not there or no adapter is.
 */
export async function registerWebgpu(): Promise<void> {
  const found = findWebgpu();
  if (found === undefined) {
    throw new ClaimbookError('the tensor backend "webgpu" is not installed', {
      kind: "could-not-run",
      where: "backend",
      wayOut: setUpWebgpu,
    });
  }
  const dawn = (await import(pathToFileURL(path.join(found.dawn.home, "index.js")).href)) as Dawn;
  // A GPU object that is collected takes its devices along.
  gpu ??= dawn.create([]);
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (adapter === null) {
    throw new ClaimbookError("no GPU adapter was found for the backend webgpu", {
      kind: "could-not-run",
      where: "backend",
      wayOut: 'Install the GPU\'s driver (on Linux one for Vulkan), or ask for the backend "wasm".',
    });
  }
  const features = ["timestamp-query", "bgra8unorm-storage"].filter((name) => adapter.features.has(name));
  const device = await adapter.requestDevice({
    requiredFeatures: features,
    requiredLimits: Object.fromEntries(limits.map((name) => [name, adapter.limits[name]])),
  });
  // The constants (GPUBufferUsage, ...) that its kernels use as globals. Never in the place of Node's own.
  for (const [name, value] of Object.entries(dawn.globals)) {
    if (!(name in globalThis))
      Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  const { WebGPUBackend } = createRequire(import.meta.url)(found.kernels.home) as BackendModule;
  const { vendor = "", architecture = "", device: model = "", description = "" } = adapter.info ?? {};
  deviceName = [...new Set([vendor, architecture, model, description])].filter(Boolean).join(" ");
  const backend = withNavigator(
    gpu,
    () => new WebGPUBackend(device, { vendor, architecture, device: model, description }),
  );
  tf.registerBackend("webgpu", () => backend);
}

/**
 * The backend's constructor refuses to run where `navigator.gpu` is not, and looks at it never again; left in place
 * it would tell other libraries that this is a browser.
 */
function withNavigator<T>(value: Gpu, work: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", {
    value: { gpu: value },
    configurable: true,
    writable: true,
  });
  try {
    return work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(globalThis, "navigator");
    else Object.defineProperty(globalThis, "navigator", before);
  }
}
