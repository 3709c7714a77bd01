import { StringDecoder } from "node:string_decoder";

const NUL = 0;
const MARK_LENGTH = 1 + "claimbook-".length + 36 + 1;
const markPattern = /^\0claimbook-[0-9a-f-]{36}\0$/;

/** Splits what arrives on the host's real stdout or stderr into text and the marks that end each cell's part. */
export class RawStream {
  readonly #decoder = new StringDecoder("utf8");
  readonly #onText: (text: string) => void;
  readonly #onMark: (mark: string) => void;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onText: (text: string) => void, onMark: (mark: string) => void) {
    this.#onText = onText;
    this.#onMark = onMark;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const at = bytes.indexOf(NUL);
      if (at < 0) break;
      const candidate = bytes.toString("latin1", at, at + MARK_LENGTH);
      if (markPattern.test(candidate)) {
        this.#text(bytes.subarray(0, at));
        this.#onMark(candidate);
        bytes = bytes.subarray(at + MARK_LENGTH);
      } else if (candidate.length < MARK_LENGTH && couldBecomeMark(candidate)) {
        this.#text(bytes.subarray(0, at));
        this.#rest = bytes.subarray(at);
        return;
      } else {
        // A zero byte of somebody's own.
        this.#text(bytes.subarray(0, at + 1));
        bytes = bytes.subarray(at + 1);
      }
    }
    this.#rest = Buffer.alloc(0);
    this.#text(bytes);
  }

  /** Nothing more will come: what looked like the beginning of a mark was none. */
  end(): void {
    const text = this.#decoder.write(this.#rest) + this.#decoder.end();
    this.#rest = Buffer.alloc(0);
    if (text !== "") this.#onText(text);
  }

  #text(bytes: Buffer): void {
    const text = this.#decoder.write(bytes);
    if (text !== "") this.#onText(text);
  }
}

function couldBecomeMark(start: string): boolean {
  const template = `\0claimbook-${"0".repeat(36)}\0`;
  return markPattern.test(start + template.slice(start.length));
}
