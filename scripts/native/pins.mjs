// What `npm run setup:native` builds from: one TensorFlow release, every file known by its hash.
// The wheel's Python version is any one of the published ones: the library inside is the same, Python never runs it.

export const tensorflow = "2.21.0";
/** Of tfjs-node, tfjs-node-gpu and tfjs-backend-webgpu; equal to that of @tensorflow/tfjs in package.json. */
export const tfjs = "4.22.0";
export const nodeGyp = "12.4.0";
export const webgpu = "0.6.2";

/** The packages' own runtime files need a C++ library of the wheels' age; older systems cannot load them. */
const wheels = {
  node: {
    "linux-x64": {
      project: "tensorflow-cpu",
      platform: "manylinux_2_27_x86_64",
      sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
      megabytes: 274,
    },
    "linux-arm64": {
      project: "tensorflow",
      platform: "manylinux_2_27_aarch64",
      sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
      megabytes: 282,
    },
  },
  "node-gpu": {
    "linux-x64": {
      project: "tensorflow",
      platform: "manylinux_2_27_x86_64",
      sha256: "b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0",
      megabytes: 572,
    },
  },
};

/** The wheel for a backend on this machine, or undefined where TensorFlow publishes none that would do. */
export function wheelFor(backend, platform = process.platform, arch = process.arch) {
  return wheels[backend][`${platform}-${arch}`];
}

export const npmPackage = { node: "@tensorflow/tfjs-node", "node-gpu": "@tensorflow/tfjs-node-gpu" };
