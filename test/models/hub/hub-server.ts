import { createHash } from "node:crypto";
import type { FileServer } from "../../net/file-server.js";

export const commit = "614241f622f53c4eeff9890bdc4f31cfecc418b3";
export const otherCommit = "0123456789012345678901234567890123456789";

/** A small repository as the hub has it. */
export function smallModel(): Record<string, Buffer> {
  const weights = Buffer.alloc(60_000);
  for (let i = 0; i < weights.length; i++) weights[i] = (i * 7919) % 251;
  return {
    ".gitattributes": Buffer.from("*.safetensors filter=lfs\n"),
    "README.md": Buffer.from("# a model\n"),
    "config.json": Buffer.from('{"model_type":"bert"}\n'),
    "tokenizer.json": Buffer.from('{"version":"1.0"}\n'),
    "tokenizer_config.json": Buffer.from("{}\n"),
    "1_Pooling/config.json": Buffer.from('{"pooling_mode_mean_tokens":true}\n'),
    "model.safetensors": weights,
    "onnx/model.onnx": Buffer.alloc(100),
    "pytorch_model.bin": Buffer.alloc(100),
  };
}

const sum = (algorithm: string, ...data: (string | Buffer)[]) => {
  const hash = createHash(algorithm);
  for (const each of data) hash.update(each);
  return hash.digest("hex");
};

/** Puts a repository on a server, below the hub's addresses: large files as such, the others under git's ids. */
export function publish(
  server: FileServer,
  repository: string,
  files: Record<string, Buffer>,
  { revision = commit, branch = "main" }: { revision?: string; branch?: string } = {},
): void {
  const tree = Object.entries(files).map(([path, content]) => {
    const large = /\.(safetensors|onnx|bin)$/.test(path);
    const lfs = { oid: sum("sha256", content), size: content.length, pointerSize: 134 };
    const oid = large ? sum("sha1", path) : sum("sha1", `blob ${content.length}\0`, content);
    server.files.set(`${repository}/resolve/${revision}/${path}`, { body: content });
    return { type: "file", path, size: content.length, oid, ...(large && { lfs }) };
  });
  // Two pages, as of long lists.
  const next = `api/models/${repository}/tree/${revision}?recursive=true&cursor=2`;
  server.files.set(`api/models/${repository}/tree/${revision}?recursive=true`, {
    body: Buffer.from(
      JSON.stringify([{ type: "directory", path: "onnx", oid: "x", size: 0 }, ...tree.slice(0, 3)]),
    ),
    headers: { link: `<${server.origin}/${next}>; rel="next"` },
  });
  server.files.set(next, { body: Buffer.from(JSON.stringify(tree.slice(3))) });
  for (const ref of [branch, revision])
    server.files.set(`api/models/${repository}/revision/${ref}`, {
      body: Buffer.from(JSON.stringify({ id: repository, sha: revision })),
    });
}
