import type { Io } from "./io.js";

/** Milliseconds between two drawings of a terminal's line. */
const redraw = 100;

/** One line on a terminal that shows how far a download is; nothing in a pipe. */
export class DownloadLine {
  readonly #out: Io["stderr"];
  readonly #now: () => number;
  #drawn = Number.NEGATIVE_INFINITY;
  #shown = false;

  constructor(out: Io["stderr"], now: () => number = () => performance.now()) {
    this.#out = out;
    this.#now = now;
  }

  /** @param total bytes of the whole file, where known */
  show(what: string, bytes: number, total: number | undefined): void {
    if (!this.#out.isTTY || (this.#now() - this.#drawn < redraw && bytes !== total)) return;
    this.#drawn = this.#now();
    this.#shown = true;
    const share =
      total === undefined || total === 0
        ? ""
        : `${Math.floor((100 * bytes) / total)} % of ${bytesText(total)}`;
    this.#out.write(`\r\u001b[2K${what}: ${share === "" ? bytesText(bytes) : share}`);
  }

  /** Says in a line that stays why the download waits. */
  tell(what: string, reason: Error, milliseconds: number): void {
    this.clear();
    if (!this.#out.isTTY) return;
    this.#out.write(`${what}: ${reason.message}; trying again in ${Math.ceil(milliseconds / 1000)} s\n`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown) this.#out.write("\r\u001b[2K");
    this.#shown = false;
  }
}

/** `912 B`, `4.2 MB`: decimal units, two digits at least. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : value.toFixed(0)} ${units[unit]}`;
}
