import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { Readable } from "node:stream";
import { brotliDecompressSync } from "node:zlib";
import { extract } from "tar-stream";

const chromium = path.resolve(
  path.dirname(createRequire(import.meta.url).resolve("@sparticuz/chromium")),
  "..",
);
const pack = [path.join(chromium, "bin"), path.join(chromium, "..", "bin")]
  .map((folder) => path.join(folder, "swiftshader.tar.br"))
  .find((file) => existsSync(file));

/** Whether there is a SwiftShader for this machine in the browser's npm package. */
export const hasSwiftshader = pack !== undefined && process.platform === "linux" && process.arch === "x64";

/**
 * Unpacks SwiftShader, a Vulkan driver that computes on the processor, with Vulkan's loader, out of the npm package
 * that reports are printed with.
 *
 * @returns the environment in which a new process finds them.
 */
export async function swiftshader(cache: string): Promise<Record<string, string>> {
  const folder = path.join(cache, "swiftshader");
  if (!existsSync(folder)) {
    await mkdir(cache, { recursive: true });
    const partial = await mkdtemp(`${folder}-`);
    const entries = extract();
    Readable.from([brotliDecompressSync(await readFile(pack!))]).pipe(entries);
    for await (const entry of entries) {
      const parts: Buffer[] = [];
      for await (const part of entry) parts.push(part as Buffer);
      if (entry.header.type !== "file") continue;
      const file = path.join(partial, path.basename(entry.header.name));
      await writeFile(file, Buffer.concat(parts), { mode: 0o755 });
    }
    // Whoever comes second finds the folder there and drops its own.
    await rename(partial, folder).catch(() => rm(partial, { recursive: true, force: true }));
  }
  const driver = path.join(folder, "vk_swiftshader_icd.json");
  return { LD_LIBRARY_PATH: folder, VK_DRIVER_FILES: driver, VK_ICD_FILENAMES: driver };
}
