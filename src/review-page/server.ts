import { unwatchFile, watchFile } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { ClaimbookError } from "../errors.js";
import { assertSchema } from "../json-schema.js";
import type { Sandbox } from "../sandbox/index.js";
import { Access } from "./access.js";
import { errorText, protect, refuse, send } from "./answers.js";
import { Listeners } from "./listeners.js";
import type { PlanAnswer, ServerMessage } from "./messages.js";
import { NotesFile, notesFileOf, StaleNote } from "./notes-file.js";
import { problemPage, reviewPage } from "./page.js";
import { PageFiles } from "./page-files.js";
import { bodyOf, NoteBody, RerunBody } from "./requests.js";
import { rerunPlan } from "./rerun-claim.js";
import { Reruns } from "./reruns.js";
import { claimOf, fileHash, type ReviewedNotebook, readReviewed } from "./reviewed-notebook.js";

export interface ReviewServerOptions {
  /** How to call the notebook in errors. */
  name: string;
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** 0, the default: any that is free. */
  port?: number;
  /** Who writes the notes. */
  reviewer?: string;
  /** Relative tolerance of numbers in reruns. */
  tolerance: number;
  cellTimeout?: number;
  kernel?: string;
  /** Where reruns run their cells; as the user, unconfined, by default. */
  sandbox?: Sandbox;
  /** Called after a note was written, e.g. to put it into a certificate. */
  onNote?: (notes: NotesFile["notes"], reviewed: ReviewedNotebook) => Promise<void>;
}

/** Milliseconds between two looks at whether the notebook is still the one that was read. */
const lookEvery = 500;

/** Serves the review page of one notebook to this machine alone, until it is closed. */
export class ReviewServer {
  readonly #file: string;
  readonly #options: ReviewServerOptions;
  readonly #access = new Access();
  readonly #server: http.Server;
  readonly #listeners = new Listeners(this.#access, () => this.#greeting());
  readonly #files = new PageFiles();
  readonly #notes: NotesFile;
  readonly #reruns: Reruns;
  #reviewed: ReviewedNotebook;
  /** Hashes of all the versions that were shown: a note may be about an earlier one that is still open. */
  readonly #shown = new Set<string>();

  private constructor(
    file: string,
    options: ReviewServerOptions,
    reviewed: ReviewedNotebook,
    notes: NotesFile,
  ) {
    this.#file = file;
    this.#options = options;
    this.#reviewed = reviewed;
    this.#notes = notes;
    this.#shown.add(reviewed.sha256);
    this.#reruns = new Reruns(options, (state) => this.#listeners.tell({ type: "rerun", state }));
    this.#server = http.createServer((request, response) => {
      this.#answer(request, response).catch((error) => refuse(response, 500, errorText(error)));
    });
    this.#server.on("upgrade", (request, socket, head) => this.#listeners.admit(request, socket, head));
  }

  /**
   * Reads the notebook and its notes, and listens on 127.0.0.1.
   *
   * @param file absolute path of an executed notebook
   * @throws ClaimbookError (`could-not-run`) for a notebook or notes that cannot be read, or a port that is taken
   */
  static async start(file: string, options: ReviewServerOptions): Promise<ReviewServer> {
    const reviewed = await readReviewed(file, options.name, options.now());
    const notes = await NotesFile.open(file, options.reviewer);
    const server = new ReviewServer(file, options, reviewed, notes);
    await server.#listen(options.port ?? 0);
    watchFile(file, { interval: lookEvery, persistent: false }, () => void server.#lookAgain());
    return server;
  }

  get url(): string {
    return this.#access.url;
  }

  get notesFile(): string {
    return notesFileOf(this.#file);
  }

  /** Cancels a rerun, waits until all notes are written, and lets every page go. */
  async close(): Promise<void> {
    unwatchFile(this.#file);
    await this.#reruns.close();
    await this.#notes.settled();
    this.#listeners.dismiss();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    this.#listeners.end();
    await closed;
  }

  async #listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", (cause: NodeJS.ErrnoException) => {
        const what =
          cause.code === "EADDRINUSE" ? "is taken by another program" : `cannot be used: ${cause.message}`;
        reject(
          new ClaimbookError(what, {
            kind: "could-not-run",
            where: `port ${port}`,
            wayOut: "Leave --port out to take one that is free.",
            cause,
          }),
        );
      });
      this.#server.listen(port, "127.0.0.1", resolve);
    });
    this.#access.listensOn((this.#server.address() as AddressInfo).port);
  }

  async #answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = "GET" } = request;
    protect(response, this.#access.origin);
    const reads = method === "GET" || method === "HEAD";
    const path = this.#access.admit(request, reads ? "read" : "change");
    if (typeof path !== "string") return refuse(response, path.status, path.why);
    const [what = "", id = ""] = path.split("/").map(decoded);
    if (reads) return what === "plan" ? this.#plan(id, response) : this.#read(what, response);
    if (request.headers["content-type"] !== "application/json")
      return refuse(response, 415, "this takes application/json");
    const body = await bodyOf(request);
    if (method === "PUT" && what === "notes")
      return this.#note(id, assertSchema(NoteBody, body, "the note"), response);
    if (method === "POST" && what === "rerun")
      return this.#rerun(id, assertSchema(RerunBody, body, "the request"), response);
    if (method === "POST" && what === "cancel") {
      await this.#reruns.cancel();
      return send(response, 200, "application/json", "{}");
    }
    return refuse(response, 404, "there is nothing of this name");
  }

  async #read(what: string, response: http.ServerResponse): Promise<void> {
    if (what === "") return this.#page(response);
    const file = this.#files.get(what);
    if (file === undefined) return refuse(response, 404, "there is nothing of this name");
    return send(response, 200, file.type, file.body);
  }

  /** Which cells the rerun of a claim would run; asked for when the claim is first looked at. */
  async #plan(id: string, response: http.ServerResponse): Promise<void> {
    const placed = claimOf(this.#reviewed, id);
    if (placed === undefined) return refuse(response, 404, `there is no claim "${id}"`);
    const { words } = rerunPlan(this.#reviewed, placed.cell.number);
    send(response, 200, "application/json", JSON.stringify({ words } satisfies PlanAnswer));
  }

  /** Whoever loads the page gets the notebook as it is on disk. */
  async #page(response: http.ServerResponse): Promise<void> {
    try {
      if ((await fileHash(this.#file)) !== this.#reviewed.sha256) {
        this.#reviewed = await readReviewed(this.#file, this.#options.name, this.#options.now());
        this.#shown.add(this.#reviewed.sha256);
        this.#listeners.tell({ type: "changed", sha256: this.#reviewed.sha256 });
      }
    } catch (error) {
      return send(response, 500, "text/html; charset=utf-8", problemPage(errorText(error)));
    }
    const { port } = this.#server.address() as AddressInfo;
    const page = reviewPage(this.#reviewed, this.#notes.notes, port, this.#options.sandbox);
    this.#files.showing(page);
    send(response, 200, "text/html; charset=utf-8", page);
  }

  async #note(id: string, body: NoteBody, response: http.ServerResponse): Promise<void> {
    const placed = claimOf(this.#reviewed, id);
    const known = this.#notes.get(id);
    if (placed === undefined && known === undefined)
      return refuse(response, 404, `there is no claim "${id}"`);
    if (!this.#shown.has(body.sha256))
      return refuse(response, 409, "this page shows a notebook of another server");
    try {
      const note = await this.#notes.change(id, body.revision, (before) => {
        const { verdict: _, note: __, ...rest } = before ?? { text: placed!.claim.text };
        return {
          ...rest,
          text: placed?.claim.text ?? rest.text,
          ...(body.verdict === "" ? {} : { verdict: body.verdict }),
          ...(body.note === "" ? {} : { note: body.note }),
          at: this.#options.now().toISOString(),
          notebookSha256: body.sha256,
        };
      });
      await this.#noted();
      this.#listeners.tell({ type: "note", note });
      send(response, 200, "application/json", JSON.stringify(note));
    } catch (error) {
      if (!(error instanceof StaleNote)) throw error;
      refuse(response, 409, "another window has saved something else", { current: error.current });
    }
  }

  async #rerun(id: string, { sha256 }: RerunBody, response: http.ServerResponse): Promise<void> {
    const reviewed = this.#reviewed;
    const placed = claimOf(reviewed, id);
    if (placed === undefined) return refuse(response, 404, `there is no claim "${id}"`);
    const onDisk = await fileHash(this.#file);
    if (sha256 !== reviewed.sha256 || onDisk !== reviewed.sha256)
      return refuse(response, 409, "the notebook changed on disk; load the new version first");
    const started = this.#reruns.start(reviewed, id, async (rerun) => {
      const note = await this.#notes.change(id, undefined, (before) => ({
        ...(before ?? { text: placed.claim.text }),
        rerun,
        at: this.#options.now().toISOString(),
        notebookSha256: reviewed.sha256,
      }));
      await this.#noted();
      this.#listeners.tell({ type: "note", note });
    });
    if (!started)
      return refuse(response, 409, `claim "${this.#reruns.state?.claim}" is being rerun; wait or cancel it`);
    send(response, 202, "application/json", "{}");
  }

  async #noted(): Promise<void> {
    await this.#options.onNote?.(this.#notes.notes, this.#reviewed);
  }

  #greeting(): ServerMessage[] {
    const { state } = this.#reruns;
    return [
      { type: "hello", sha256: this.#reviewed.sha256 },
      ...(state === undefined ? [] : [{ type: "rerun" as const, state }]),
    ];
  }

  async #lookAgain(): Promise<void> {
    const sha256 = await fileHash(this.#file);
    if (sha256 !== this.#reviewed.sha256) this.#listeners.tell({ type: "changed", sha256: sha256 ?? "" });
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
