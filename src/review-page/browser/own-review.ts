import type { NoteRequest } from "../messages.js";
import type { ClaimNote, ReviewerVerdict } from "../notes.js";
import { all, one, say } from "./elements.js";
import { ask, Refused } from "./server.js";

/** Milliseconds after the last key before a note is saved. */
const rest = 400;
const symbols: Record<string, string> = {
  agree: "✓ you agree",
  unsure: "? you are not sure",
  disagree: "✗ you disagree",
};

/** The reviewer's verdict and note on one claim: saved as they are written, and taken over from other windows. */
export class OwnReview {
  readonly #id: string;
  readonly #article: HTMLElement;
  readonly #form: HTMLFormElement;
  readonly #sha256: string;
  readonly #changed: () => void;
  #timer: number | undefined;
  #saving: Promise<void> | undefined;
  /** What the server has. */
  #saved: { verdict: string; note: string };

  constructor(article: HTMLElement, sha256: string, changed: () => void) {
    this.#article = article;
    this.#id = article.dataset.claim!;
    this.#form = one<HTMLFormElement>("form.own-review", article);
    this.#sha256 = sha256;
    this.#changed = changed;
    this.#saved = this.#written;
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    this.#form.addEventListener("input", () => this.#edited());
    this.#form.addEventListener("change", () => this.save());
    this.#mark(this.#saved.verdict);
  }

  get id(): string {
    return this.#id;
  }

  /** Whether something is written that the server does not have. */
  get unsaved(): boolean {
    const { verdict, note } = this.#written;
    return verdict !== this.#saved.verdict || note !== this.#saved.note;
  }

  /** Saves what is written, one request after the other; what is written meanwhile is saved then. */
  save(): void {
    clearTimeout(this.#timer);
    if (!this.unsaved || this.#saving !== undefined) return;
    this.#saving = this.#send().finally(() => {
      this.#saving = undefined;
      if (this.unsaved && this.#conflict.hidden) this.#edited();
    });
  }

  /** Takes a note over that was saved, here or in another window. */
  take(note: ClaimNote): void {
    if (note.revision <= this.#revision) return;
    const untouched = !this.unsaved;
    const same = (note.verdict ?? "") === this.#saved.verdict && (note.note ?? "") === this.#saved.note;
    // A rerun was written down; the words are as they were.
    if (same) this.#article.dataset.revision = String(note.revision);
    else if (untouched) this.#adopt(note);
  }

  get #written(): { verdict: string; note: string } {
    const data = new FormData(this.#form);
    return { verdict: String(data.get(`verdict-${this.#id}`) ?? ""), note: String(data.get("note") ?? "") };
  }

  get #revision(): number {
    return Number(this.#article.dataset.revision);
  }

  get #conflict(): HTMLElement {
    return one(".conflict", this.#form);
  }

  #edited(): void {
    clearTimeout(this.#timer);
    if (!this.#conflict.hidden) return;
    this.#say("Not saved yet …");
    this.#timer = window.setTimeout(() => this.save(), rest);
  }

  async #send(): Promise<void> {
    const written = this.#written;
    const body: NoteRequest = {
      verdict: written.verdict as ReviewerVerdict | "",
      note: written.note,
      revision: this.#revision,
      sha256: this.#sha256,
    };
    try {
      const note = await ask<ClaimNote>("PUT", `notes/${encodeURIComponent(this.#id)}`, body);
      this.#saved = written;
      this.#article.dataset.revision = String(Math.max(note.revision, this.#revision));
      this.#mark(written.verdict);
      this.#say("Saved.");
    } catch (error) {
      if (error instanceof Refused && error.refusal.current !== undefined) this.#ask(error.refusal.current);
      else {
        this.#say(
          `Not saved: ${error instanceof Refused ? error.message : "claimbook review is not running any more"}. Trying again …`,
        );
        await new Promise((resolve) => setTimeout(resolve, 2000));
      }
    }
  }

  /** Lets the reviewer choose between two versions. */
  #ask(current: ClaimNote): void {
    if ((current.verdict ?? "") === this.#saved.verdict && (current.note ?? "") === this.#saved.note) {
      // Only a rerun came in between.
      this.#article.dataset.revision = String(current.revision);
      return;
    }
    const verdict = current.verdict === undefined ? "no verdict" : symbols[current.verdict];
    say(one("span", this.#conflict), `Another window has saved: ${verdict}, “${current.note ?? ""}”.`);
    this.#conflict.hidden = false;
    this.#say("Not saved: choose one.");
    one(".theirs", this.#conflict).onclick = () => this.#adopt(current);
    one(".mine", this.#conflict).onclick = () => {
      this.#conflict.hidden = true;
      this.#article.dataset.revision = String(current.revision);
      this.save();
    };
  }

  #adopt(note: ClaimNote): void {
    this.#conflict.hidden = true;
    one<HTMLTextAreaElement>("textarea", this.#form).value = note.note ?? "";
    for (const radio of all<HTMLInputElement>("input[type=radio]", this.#form))
      radio.checked = radio.value === (note.verdict ?? "");
    this.#saved = this.#written;
    this.#article.dataset.revision = String(note.revision);
    this.#mark(note.verdict ?? "");
    this.#say("Saved.");
  }

  /** The reviewer's verdict beside the claim on the left. */
  #mark(verdict: string): void {
    const own = one(`#claims li[data-claim="${CSS.escape(this.#id)}"] .own`);
    own.dataset.verdict = verdict;
    say(own, symbols[verdict] ?? "");
    this.#changed();
  }

  #say(text: string): void {
    say(one(".saved", this.#form), text);
  }
}
