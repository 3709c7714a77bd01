#!/usr/bin/env node
// Writes data/manifests/*.json, the lists of files that `claimbook data pull` fetches, from a folder that holds exact
// copies of the data sets at the commits named here.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { help: { type: "boolean", short: "h" } },
});
if (values.help || positionals.length === 0) {
  console.log(`Usage: node scripts/write-manifests.mjs FOLDER [NAME...]

Reads FOLDER/NAME/... and writes data/manifests/NAME.json: path, size, sha256 and language of every file.
NAME defaults to every data set that this script knows.`);
  process.exit(values.help ? 0 : 2);
}

// One tag for a language in all data sets: as the data sets' own code gives it. Needs `npm run build`.
const { languageTag } = await import("../dist/datasets/languages/language-tag.js");

const raw = (repository, commit, folder = "") =>
  `https://raw.githubusercontent.com/${repository}/${commit}/${folder}`;

/**
 * base: where the files come from; take: which files of the folder, giving their language (undefined: all languages
 * need it; false: not of the data set); from: path below base where it differs.
 */
const manifests = {
  "xquad-r": {
    origin: "https://github.com/google-research-datasets/lareqa @ 9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c",
    base: raw("google-research-datasets/lareqa", "9bc8c7fb6dd8d01d72a05a93c2cb96882b0d299c", "xquad-r/"),
    take: (file) => /^(..)\.json$/.exec(file)?.[1] ?? false,
  },
  "mlqa-r": {
    origin: "https://github.com/google-research-datasets/lareqa @ 354d67d1cd066854cdfbf5ad0e6105528976141d",
    base: raw("google-research-datasets/lareqa", "354d67d1cd066854cdfbf5ad0e6105528976141d", "mlqa-r/"),
    take: (file) => /^(..)\.json$/.exec(file)?.[1] ?? false,
  },
  miracl: {
    origin: "https://github.com/castorini/anserini-tools @ 5b819c1a45c8a0a3ec9426f476694f44a29dfaf3",
    base: raw("castorini/anserini-tools", "5b819c1a45c8a0a3ec9426f476694f44a29dfaf3"),
    take: (file) =>
      /^(?:topics|qrels)\/(?:topics|qrels)\.miracl-v1\.0-(..)-(?:dev|train)\.tsv$/.exec(file)?.[1] ?? false,
  },
  afriqa: {
    origin: "https://github.com/masakhane-io/afriqa @ 5c29933753692c28773c34ac1f68482007f1d2bb",
    base: raw("masakhane-io/afriqa", "5c29933753692c28773c34ac1f68482007f1d2bb", "data/"),
    take: (file) => language(/^(?:queries|gold_passages)\/(...)\/.*\.json$/.exec(file)),
  },
  "ntrex-128": {
    origin: "https://github.com/MicrosoftTranslator/NTREX @ 8561f6a622db9edad1217683e5c83daefd8bb2bf",
    base: raw("MicrosoftTranslator/NTREX", "8561f6a622db9edad1217683e5c83daefd8bb2bf"),
    take: (file) =>
      file === "DOCUMENT_IDS.tsv"
        ? undefined
        : language(/^newstest2019-(?:ref|src)\.([\w-]+)\.txt$/.exec(file)),
    from: (file) => (file === "DOCUMENT_IDS.tsv" ? file : `NTREX-128/${file}`),
  },
  "sib-200": {
    origin: "https://github.com/dadelani/sib-200 @ 593cea88519930f776c1a4a1980b6a35b39dca57",
    base: raw("dadelani/sib-200", "593cea88519930f776c1a4a1980b6a35b39dca57", "data/annotated/"),
    take: (file) => language(/^([a-z]{3}_[A-Z][a-z]{3})\/(?:train|dev|test)\.tsv$/.exec(file)),
  },
  "tatoeba-laser": {
    origin: "https://github.com/facebookresearch/LASER @ 74bc6ae7ffb7cba670fe0f428d0ede9f666fb821",
    base: raw("facebookresearch/LASER", "74bc6ae7ffb7cba670fe0f428d0ede9f666fb821", "data/tatoeba/v1/"),
    // The English side belongs to the pair.
    take: (file) => language(/^tatoeba\.(...)-eng\.(?:\1|eng)$/.exec(file)),
  },
};

function language(match) {
  return match === null ? false : languageTag(match[1]);
}

const [folder, ...names] = positionals;
const target = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "data", "manifests");
mkdirSync(target, { recursive: true });
for (const name of names.length === 0 ? Object.keys(manifests) : names) {
  const { origin, base, take, from } = manifests[name];
  const root = path.join(folder, name);
  const files = readdirSync(root, { recursive: true })
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => statSync(path.join(root, file)).isFile() && take(file) !== false)
    .sort()
    .map((file) => {
      const bytes = readFileSync(path.join(root, file));
      const upstream = from?.(file) ?? file;
      return {
        path: file,
        ...(upstream === file ? {} : { from: upstream }),
        bytes: bytes.length,
        sha256: createHash("sha256").update(bytes).digest("hex"),
        ...(take(file) === undefined ? {} : { language: take(file) }),
      };
    });
  const head = { schema: "claimbook/data-manifest/1", name, origin, base };
  const lines = files.map((file) => `    ${JSON.stringify(file)}`).join(",\n");
  const text = `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "files": [\n${lines}\n  ]\n}\n`;
  writeFileSync(path.join(target, `${name}.json`), text);
  console.log(`${name}: ${files.length} files, ${files.reduce((sum, file) => sum + file.bytes, 0)} bytes`);
}
