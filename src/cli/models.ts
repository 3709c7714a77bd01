import type { Command } from "commander";
import { findModel, knownModels, type PulledModel, pullModel } from "../models/hub/index.js";
import { projectRoot } from "../paths.js";
import { columns } from "./columns.js";
import { bytesText, DownloadLine } from "./download-line.js";
import type { Io } from "./io.js";

/** `claimbook models list` and `claimbook models pull`. */
export function register(program: Command, io: Io): void {
  const models = program.command("models").description("list and fetch pretrained encoders");
  const project = projectRoot(io.cwd);

  models
    .command("list")
    .description("list the models that claimbook knows: size, licence, revision, and whether they are here")
    .option("--json", "print the list as JSON")
    .action(async (flags: { json?: boolean }) => {
      const rows = await Promise.all(
        knownModels.map(async (known) => ({
          ...known,
          folder: await findModel(known.name, io.env, project),
        })),
      );
      if (flags.json) io.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
      else
        io.stdout.write(
          columns(
            rows.map(({ folder, name, parameters, dim, licence, revision, about }) => [
              folder === undefined ? "-" : "✓",
              name,
              `${parameters} M`,
              `${dim}-d`,
              licence,
              revision.slice(0, 7),
              about,
            ]),
          ),
        );
    });

  models
    .command("pull")
    .description("fetch models from the Hugging Face hub into the cache; goes on where a pull broke off")
    .argument("<name...>", "what `claimbook models list` names, or OWNER/NAME; @REVISION for another one")
    .option("--json", "print what was fetched as JSON")
    .addHelpText(
      "after",
      "\nThe revision and every file's sha256 are recorded in the project's models.lock.json: keep it under version" +
        "\ncontrol, and every later pull brings the same. CLAIMBOOK_MODELS names a folder that has models already;" +
        "\nHF_TOKEN is sent to the hub, HF_ENDPOINT names a mirror of it." +
        "\nExit status: 0 all is there, 2 usage, 3 it could not be had.",
    )
    .action(async (names: string[], flags: { json?: boolean }) => {
      const results: PulledModel[] = [];
      for (const name of names) {
        const line = new DownloadLine(io.stderr);
        try {
          const pulled = await pullModel(name, {
            env: io.env,
            project,
            fetch: globalThis.fetch,
            signal: io.signal,
            onRetry: (reason, milliseconds) => line.tell(name, reason, milliseconds),
            onProgress: ({ model, file, bytes, total }) => line.show(`${model}/${file}`, bytes, total),
          });
          line.clear();
          results.push(pulled);
          if (!flags.json) io.stdout.write(pulledText(pulled));
        } finally {
          line.clear();
        }
      }
      if (flags.json) io.stdout.write(`${JSON.stringify(results, null, 2)}\n`);
    });
}

function pulledText({ name, revision, folder, files, pinned }: PulledModel): string {
  const fetched = files.filter(({ state }) => state === "fetched");
  const size = bytesText(fetched.reduce((sum, { bytes }) => sum + bytes, 0));
  const count = `${fetched.length} ${fetched.length === 1 ? "file" : "files"} fetched (${size})`;
  const lines = [
    `${name}@${revision.slice(0, 7)}: ${count}, ${files.length - fetched.length} were there; ${folder}`,
  ];
  if (pinned) lines.push("  pinned in models.lock.json");
  return `${lines.join("\n")}\n`;
}
