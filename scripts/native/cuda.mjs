// NVIDIA's libraries for the backend "node-gpu": what is missing, and fetching them.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { answer, run } from "./process.mjs";

/** The versions that this TensorFlow was built with (its wheel's extra `and-cuda` gives them as the lowest allowed). */
const wheels = {
  "nvidia-cublas-cu12==12.5.3.2": "ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b",
  "nvidia-cuda-cupti-cu12==12.5.82": "bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953",
  "nvidia-cuda-nvcc-cu12==12.5.82": "b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0",
  "nvidia-cuda-nvrtc-cu12==12.5.82": "3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd",
  "nvidia-cuda-runtime-cu12==12.5.82": "3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115",
  "nvidia-cudnn-cu12==9.3.0.75": "9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d",
  "nvidia-cufft-cu12==11.2.3.61": "9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8",
  "nvidia-curand-cu12==10.3.6.82": "2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536",
  "nvidia-cusolver-cu12==11.6.3.83": "93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b",
  "nvidia-cusparse-cu12==12.5.1.3": "016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752",
  "nvidia-nccl-cu12==2.27.7": "de5ba5562f08029a19cb1cd659404b18411ed0d6c90ac5f52f30bf99ad5809aa",
  "nvidia-nvjitlink-cu12==12.5.82": "f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212",
};

/** The libraries that TensorFlow opens by name when it starts a GPU. */
const libraries = [
  "libcudart.so.12",
  "libcublas.so.12",
  "libcublasLt.so.12",
  "libcufft.so.11",
  "libcurand.so.10",
  "libcusolver.so.11",
  "libcusparse.so.12",
  "libnvJitLink.so.12",
  "libcudnn.so.9",
  "libnccl.so.2",
];

/** Puts the wheels' libraries where TensorFlow's own looks for them: `nvidia/NAME/lib`, beside its `lib`. */
export function cudaWheels({ python, library, say }) {
  const target = path.join(library, "nvidia");
  if (existsSync(target)) return say(`  there already: ${target}`);
  const partial = path.join(library, "nvidia.part");
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const list = path.join(partial, "requirements.txt");
  const lines = Object.entries(wheels).map(([wheel, sha256]) => `${wheel} --hash=sha256:${sha256}\n`);
  writeFileSync(list, lines.join(""));
  say("  NVIDIA's CUDA 12.5 libraries and cuDNN 9.3 (1.9 GB to download, 2.8 GB unpacked)");
  run(
    python.command,
    [
      ...[
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--requirement",
        list,
      ],
      ...["--target", partial, "--disable-pip-version-check"],
      ...(python.resumes ? ["--resume-retries", "20"] : []),
    ],
    { wayOut: "pip could not fetch NVIDIA's libraries (see above). Running the command again starts there." },
  );
  renameSync(path.join(partial, "nvidia"), target);
  rmSync(partial, { recursive: true, force: true });
}

function beside(library, name) {
  const nvidia = path.join(library, "nvidia");
  if (!existsSync(nvidia)) return false;
  return readdirSync(nvidia).some((part) => existsSync(path.join(nvidia, part, "lib", name)));
}

function onSystem(name, cache) {
  const folders = (process.env.LD_LIBRARY_PATH ?? "").split(":").filter(Boolean);
  return cache.includes(`${name} `) || folders.some((folder) => existsSync(path.join(folder, name)));
}

/** What a GPU run lacks on this machine, one sentence each. */
export function cudaGaps(library) {
  // ldconfig lies in a folder that is not on every user's PATH.
  const cache = answer("ldconfig", ["-p"]) ?? answer("/sbin/ldconfig", ["-p"]) ?? "";
  const gaps = [];
  if (!existsSync("/dev/nvidia0") && !existsSync("/dev/dxg"))
    gaps.push("no NVIDIA device (/dev/nvidia0); in a container, give it one, e.g. docker run --gpus all");
  if (!onSystem("libcuda.so.1", cache)) gaps.push("NVIDIA's driver (libcuda.so.1) is not installed");
  const missing = libraries.filter((name) => !beside(library, name) && !onSystem(name, cache));
  if (missing.length > 0)
    gaps.push(`not found: ${missing.join(", ")}; fetch them with: npm run setup:native -- --gpu --cuda`);
  return gaps;
}
