import { ownManifest } from "../manifest.js";
import { urlOf } from "../report/references.js";
import { sha256Of } from "../sha256.js";
import { displayName, type Person } from "./person.js";
import { type ArchiveFile, type ArchiveSubject, summaryOf, tallySentence } from "./subject.js";

type Entity = Record<string, unknown> & { "@id": string; "@type": string | string[] };
interface Link {
  "@id": string;
}

export const metadataName = "ro-crate-metadata.json";
export const previewName = "ro-crate-preview.html";

const crate = "https://w3id.org/ro/crate/1.2";
const processRun = "https://w3id.org/ro/wfrun/process/0.5";

/**
 * The metadata of an RO-Crate 1.2 (w3id.org/ro/crate/1.2) that also is a Process Run Crate 0.5: the files, the run of
 * the notebook and the making of the report as `CreateAction`s, the data by hash (named, not copied), the software,
 * the people, the licence, the works cited and the claims.
 */
export function roCrateMetadata(subject: ArchiveSubject, files: readonly ArchiveFile[]): object {
  const { report, licence } = subject;
  const people = subject.people.map(personEntities);
  const authors = people.map(([person]) => link(person!["@id"]));
  const licenceEntity = licenceOf(licence);
  const datasets = report.provenance.datasets.map(datasetEntities);
  const software = softwareEntities(subject);
  const actions = actionEntities(
    subject,
    files,
    datasets.map(([data]) => link(data!["@id"])),
    authors,
  );
  const works = subject.works.map((work): Entity => {
    const url = urlOf(work);
    return {
      "@id": url ?? `#work-${idPart(work.id)}`,
      // A `Dataset` would be part of the archive.
      "@type": work.type === "dataset" ? "CreativeWork" : "ScholarlyArticle",
      name: work.title,
      identifier: work.id,
      ...(url === undefined ? {} : { url }),
    };
  });
  const claims = claimEntities(subject, files);
  const root: Entity = {
    "@id": "./",
    "@type": "Dataset",
    name: report.title,
    description: `${summaryOf(subject)} ${tallySentence(report)}`,
    datePublished: subject.date,
    license: link(licenceEntity["@id"]),
    ...(authors.length === 0 ? {} : { author: authors }),
    ...(subject.keywords.length === 0 ? {} : { keywords: subject.keywords.join(", ") }),
    conformsTo: [link(processRun)],
    hasPart: [...files.map((file) => pathId(file.path)), ...datasets.map(([data]) => data!["@id"])].map(link),
    mainEntity: link(pathId(files.find(({ role }) => role === "executed notebook")!.path)),
    ...(works.length === 0 ? {} : { citation: unique(works).map((work) => link(work["@id"])) }),
    mentions: [...actions, ...claims].map((entity) => link(entity["@id"])),
  };
  const descriptor: Entity = {
    "@id": metadataName,
    "@type": "CreativeWork",
    about: link("./"),
    conformsTo: link(crate),
  };
  const preview: Entity = {
    "@id": previewName,
    "@type": "CreativeWork",
    name: "Preview of this archive",
    encodingFormat: "text/html",
    about: link("./"),
  };
  const graph = [
    descriptor,
    root,
    preview,
    ...files.map((file) => fileEntity(file, licenceEntity)),
    ...actions,
    ...datasets.flat(),
    ...software,
    ...people.flat(),
    licenceEntity,
    { "@id": processRun, "@type": ["CreativeWork", "Profile"], name: "Process Run Crate", version: "0.5" },
    {
      "@id": "#typescript",
      "@type": "ComputerLanguage",
      name: "TypeScript",
      version: ownManifest().dependencies.typescript ?? "not recorded",
      url: "https://www.typescriptlang.org/",
    },
    ...works,
    ...claims,
  ];
  return { "@context": `${crate}/context`, "@graph": unique(graph as Entity[]) };
}

function fileEntity({ path, bytes, role, mediaType, description }: ArchiveFile, licence: Entity): Entity {
  const code = role === "notebook" || role === "executed notebook";
  return {
    "@id": pathId(path),
    "@type": code ? ["File", "SoftwareSourceCode"] : "File",
    name: path,
    description,
    encodingFormat: mediaType,
    contentSize: String(bytes.length),
    sha256: sha256Of(bytes),
    ...(code ? { programmingLanguage: link("#typescript") } : {}),
    license: link(licence["@id"]),
  };
}

function actionEntities(
  { report, run, executedAt }: ArchiveSubject,
  files: readonly ArchiveFile[],
  data: readonly Link[],
  agents: readonly Link[],
): Entity[] {
  const of = (...roles: readonly ArchiveFile["role"][]) =>
    files.filter(({ role }) => roles.includes(role)).map(({ path }) => link(pathId(path)));
  const executed = of("executed notebook");
  const agent = agents.length === 0 ? {} : { agent: agents[0] };
  const parameters = Object.entries(report.provenance.parameters);
  const failed = run !== undefined && run.status !== "ok";
  return [
    {
      "@id": "#execution",
      "@type": "CreateAction",
      name: `Execution of ${report.notebook.name}`,
      description: `${report.notebook.executed} of ${report.notebook.codeCells} code cells were executed, ${report.notebook.failed} failed.${
        parameters.length === 0
          ? ""
          : ` Parameters: ${parameters.map(([name, value]) => `${name} = ${JSON.stringify(value)}`).join(", ")}.`
      }`,
      instrument: link(softwareId(run?.claimbook)),
      object: [...of("notebook", "lockfile"), ...data],
      result: executed,
      ...(executedAt === undefined ? {} : { endTime: executedAt }),
      actionStatus: link(`http://schema.org/${failed ? "FailedActionStatus" : "CompletedActionStatus"}`),
      ...(failed ? { error: `The run ended with the status "${run.status}".` } : {}),
      ...agent,
    },
    {
      "@id": "#reporting",
      "@type": "CreateAction",
      name: "Making of the report",
      description: "The report was rendered from the executed notebook; nothing was executed for it.",
      instrument: link(softwareId(run?.claimbook)),
      object: executed,
      result: of("report", "references", "tables", "figure"),
      endTime: report.date,
      actionStatus: link("http://schema.org/CompletedActionStatus"),
      ...agent,
    },
  ];
}

function softwareEntities({ run, report }: ArchiveSubject): Entity[] {
  const { environment } = report.provenance;
  const node = run?.node ?? environment.node;
  return [
    {
      "@id": softwareId(run?.claimbook),
      "@type": "SoftwareApplication",
      name: "claimbook",
      description: "TypeScript notebooks whose claims can be rerun",
      ...(run === undefined
        ? { version: "not recorded", url: "pkg:npm/claimbook" }
        : {
            version: run.claimbook,
            softwareVersion: run.claimbook,
            url: `pkg:npm/claimbook@${encodeURIComponent(run.claimbook)}`,
            identifier: `sha256:${run.claimbookSha256}`,
            operatingSystem: `${run.platform} ${run.arch}`,
            softwareRequirements: link(`#node-${idPart(run.node)}`),
          }),
    },
    ...(node === undefined
      ? []
      : [
          {
            "@id": `#node-${idPart(node)}`,
            "@type": "SoftwareApplication",
            name: "Node.js",
            version: node,
            softwareVersion: node,
            url: "https://nodejs.org/",
          },
        ]),
  ];
}

/** A data set by its hash: not in the archive, but found and checked by this name (RFC 6920). */
function datasetEntities(data: ArchiveSubject["report"]["provenance"]["datasets"][number]): Entity[] {
  const hash = /^[0-9a-f]{64}$/i.test(data.sha256) ? data.sha256.toLowerCase() : undefined;
  const id =
    hash === undefined
      ? `#data-${idPart(data.name)}`
      : `ni:///sha-256;${Buffer.from(hash, "hex").toString("base64url")}`;
  const licence = `#licence-${idPart(data.licence)}`;
  return [
    {
      "@id": id,
      "@type": "Dataset",
      name: data.name,
      version: data.version,
      description: `${data.origin} Not part of this archive; named by the sha256 over the files read.`,
      identifier: hash === undefined ? data.sha256 : `sha256:${hash}`,
      license: link(licence),
    },
    { "@id": licence, "@type": "CreativeWork", name: data.licence, description: `Licence of ${data.name}` },
  ];
}

function claimEntities({ report }: ArchiveSubject, files: readonly ArchiveFile[]): Entity[] {
  const appearance = files.find(({ path }) => path.endsWith(".json") && path.startsWith("report/"));
  return report.claims.map(({ claim }) => ({
    "@id": `#claim-${idPart(claim.id)}`,
    "@type": "Claim",
    name: claim.text,
    description: `Stands: ${claim.standing}. Literature: ${claim.grounding.verdict}; its tables: ${claim.reported.verdict}; measured: ${claim.measured.verdict}.`,
    ...(appearance === undefined ? {} : { appearance: link(pathId(appearance.path)) }),
  }));
}

function personEntities(person: Person, index: number): Entity[] {
  const name = displayName(person);
  const organisation =
    person.affiliation === undefined ? undefined : `#organisation-${idPart(person.affiliation)}`;
  const id = person.orcid === undefined ? `#author-${index + 1}` : `https://orcid.org/${person.orcid}`;
  if (person.name !== undefined) return [{ "@id": id, "@type": "Organization", name }];
  return [
    {
      "@id": id,
      "@type": "Person",
      name,
      ...(person.family === undefined ? {} : { familyName: person.family }),
      ...(person.given === undefined ? {} : { givenName: person.given }),
      ...(organisation === undefined ? {} : { affiliation: link(organisation) }),
    },
    ...(organisation === undefined
      ? []
      : [{ "@id": organisation, "@type": "Organization", name: person.affiliation }]),
  ];
}

function licenceOf(licence: string | undefined): Entity {
  if (licence === undefined) {
    return {
      "@id": "#all-rights-reserved",
      "@type": "CreativeWork",
      name: "All rights reserved",
      description:
        "No licence was given: without the authors' permission nothing may be done that the law reserves.",
    };
  }
  return {
    "@id": `https://spdx.org/licenses/${licence}`,
    "@type": "CreativeWork",
    name: licence,
    description: `The licence that SPDX names ${licence}`,
  };
}

function softwareId(version: string | undefined): string {
  return version === undefined ? "#claimbook" : `#claimbook-${idPart(version)}`;
}

function link(id: string): Link {
  return { "@id": id };
}

/** A file's path as a relative URI. */
export function pathId(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** Within a fragment identifier; what names differ in, the hash keeps apart. */
function idPart(text: string): string {
  const plain = text.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 60);
  return plain === text ? plain : `${plain}-${sha256Of(text).slice(0, 8)}`;
}

function unique(entities: readonly Entity[]): Entity[] {
  return [...new Map(entities.map((entity) => [entity["@id"], entity])).values()];
}
