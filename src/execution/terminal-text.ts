import { coloured, recolour } from "./colours.js";

/** One place of a line: a code point and its look (see `coloured`). */
interface Place {
  character: string;
  look: string;
}

interface Line {
  /** Text as it came, until something is written over it. */
  content: string | Place[];
  /** The look in which text as it came begins, and the one in which it leaves the terminal. */
  before: string;
  after: string;
}

/** What a program may reach with "cursor up", as if this were the height of its terminal. */
const rows = 500;
/** Columns that the cursor is moved to; text itself may run on. */
const columns = 10_000;

/** Controls that move, escape sequences (ECMA-48, 5.4: CSI; ECMA-35, 13.2; OSC as xterm ends it), and text. */
const token =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\r\n\u0008]|\u001b\[[0-?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[ -/]*[0-Z\\^-~]|[^\r\n\u0008\u001b]+|\u001b/g;
/** The beginning of a sequence, or of a character, that the next piece of text may complete. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unfinished = /(?:\u001b(?:\[[0-?]*[ -/]*|\][^\u0007\u001b]*\u001b?|[ -/]*)?|[\ud800-\udbff])$/;
/** Longest sequence that is waited for; what is longer is text. */
const longestSequence = 4096;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const control = /^\u001b\[([\d;:]*)([@-~])$/;

/**
 * The text that a terminal shows after all that was written to it: bars that redraw themselves (carriage returns,
 * backspaces, cursor movements and erasures as tqdm, cli-progress and listr print them) leave only their last state.
 *
 * Text without such commands comes out as it went in, colours included. One code point takes one place; the cursor
 * reaches the last 500 lines; in lines that were written over, only colours are kept of what takes no place. The
 * result does not depend on how the text was cut into pieces.
 */
export class TerminalText {
  /** Lines above the screen, each with its end, and the look they leave. */
  #settled = "";
  #pen = "";
  #lines: Line[] = [{ content: "", before: "", after: "" }];
  #row = 0;
  /** Undefined: behind the end of a line that is still as it came. */
  #column: number | undefined;
  #look = "";
  #mark = { row: 0, column: 0 };
  #waiting = "";
  #text: string | undefined = "";
  /** Whether the text, when last put together, ended in a change of look that no character has followed. */
  #open = false;

  write(piece: string): void {
    let text = this.#waiting + piece;
    this.#waiting = "";
    const rest = unfinished.exec(text);
    if (rest !== null && rest[0].length < longestSequence) {
      this.#waiting = rest[0];
      text = text.slice(0, rest.index);
    }
    for (const [part] of text.matchAll(token)) this.#take(part);
  }

  /** Put together when asked for: a bar is redrawn more often than anybody looks. */
  get text(): string {
    this.#text ??= this.#draw();
    return this.#text;
  }

  #draw(): string {
    const [text, pen] = drawn(this.#lines, this.#pen);
    const change = recolour(pen, this.#look);
    this.#open = change !== "";
    return this.#settled + text + change;
  }

  #take(part: string): void {
    if (part === "\n") this.#newLine();
    else if (part === "\r") this.#go(this.#row, 0);
    else if (part === "\b") this.#go(this.#row, this.#at() - 1);
    else if (part.startsWith("\u001b")) this.#command(part);
    else this.#print(part);
  }

  /** The line that the cursor is in. */
  get #line(): Line {
    return this.#lines[this.#row]!;
  }

  #newLine(): void {
    if (this.#row < this.#lines.length - 1) {
      this.#go(this.#row + 1, 0);
      return;
    }
    // Behind text as it came, the line end comes as it is, too; but a look is put before what it is the look of.
    if (this.#column === undefined && this.#text !== undefined && !this.#open) this.#text += "\n";
    else this.#text = undefined;
    this.#lines.push({ content: "", before: this.#look, after: this.#look });
    this.#row++;
    this.#column = undefined;
    // Twice as many are kept as can be reached, so that not every line end moves them.
    if (this.#lines.length <= 2 * rows) return;
    const gone = this.#lines.splice(0, this.#lines.length - rows);
    const [text, pen] = drawn(gone, this.#pen);
    this.#settled += `${text}\n`;
    this.#pen = pen;
    this.#row -= gone.length;
    this.#mark.row -= gone.length;
  }

  #print(text: string): void {
    this.#open = false;
    if (this.#append(text)) return;
    const places = this.#places();
    let column = this.#at();
    while (places.length < column) places.push({ character: " ", look: "" });
    for (const character of text) places[column++] = { character, look: this.#look };
    this.#column = column;
  }

  /** Adds what takes no place, or is at the end of a line that is still as it came. */
  #append(text: string): boolean {
    const line = this.#line;
    if (this.#column !== undefined || typeof line.content !== "string") return false;
    line.content += text;
    line.after = this.#look;
    const last = this.#row === this.#lines.length - 1;
    this.#text = last && this.#text !== undefined ? this.#text + text : undefined;
    return true;
  }

  #command(sequence: string): void {
    const [, parameters = "", final] = control.exec(sequence) ?? [];
    const given = parameters.split(";").map((digits) => (digits === "" ? undefined : Number(digits)));
    const count = Math.max(1, given[0] ?? 1);
    const column = () => this.#at();
    switch (final ?? sequence) {
      case "m":
        this.#look = coloured(this.#look, parameters);
        if (!this.#append(sequence)) this.#text = undefined;
        break;
      case "A":
        this.#go(this.#row - count, column());
        break;
      case "B":
        this.#go(this.#row + count, column());
        break;
      case "C":
        this.#go(this.#row, Math.max(column(), Math.min(column() + count, columns)));
        break;
      case "D":
        this.#go(this.#row, column() - count);
        break;
      case "E":
        this.#go(this.#row + count, 0);
        break;
      case "F":
        this.#go(this.#row - count, 0);
        break;
      case "G":
        this.#go(this.#row, Math.min(count, columns) - 1);
        break;
      case "H":
      case "f":
        this.#go(this.#top() + count - 1, Math.min(Math.max(1, given[1] ?? 1), columns) - 1);
        break;
      case "J":
        this.#eraseScreen(given[0] ?? 0);
        break;
      case "K":
        this.#eraseLine(given[0] ?? 0);
        break;
      case "s":
      case "\u001b7":
        this.#mark = { row: this.#row, column: column() };
        break;
      case "u":
      case "\u001b8":
        this.#go(this.#mark.row, this.#mark.column);
        break;
      default:
        // Modes (hiding the cursor and such) show nothing.
        if (!sequence.startsWith("\u001b[?")) this.#append(sequence);
    }
  }

  #top(): number {
    return Math.max(0, this.#lines.length - rows);
  }

  #go(row: number, column: number): void {
    this.#row = Math.min(Math.max(this.#top(), row), this.#lines.length - 1);
    this.#column = Math.max(0, column);
    const line = this.#line;
    if (line.content !== "" || this.#column > 0) return;
    // Nothing is there yet: what comes is text as it comes.
    this.#column = undefined;
    this.#text = undefined;
    line.before = this.#look;
    line.after = this.#look;
  }

  #eraseLine(what: number): void {
    const places = this.#places();
    const column = this.#at();
    this.#column = column;
    if (what === 0) places.length = Math.min(places.length, column);
    if (what === 1)
      for (let i = 0; i <= column && i < places.length; i++) places[i] = { character: " ", look: "" };
    if (what === 2) places.length = 0;
  }

  #eraseScreen(what: number): void {
    // 3 erases what was scrolled away, which stays in a notebook.
    if (what > 2) return;
    const whole = what === 0 ? [] : this.#lines.slice(this.#top(), what === 1 ? this.#row : undefined);
    this.#column = this.#at();
    for (const line of whole) line.content = [];
    if (what === 0) this.#lines.length = this.#row + 1;
    if (what <= 1) this.#eraseLine(what);
    this.#text = undefined;
  }

  #at(): number {
    return this.#column ?? this.#places().length;
  }

  /** The cursor's line, place by place, to be written over. */
  #places(): Place[] {
    const line = this.#line;
    this.#text = undefined;
    if (typeof line.content === "string") line.content = placesOf(line.content, line.before);
    return line.content;
  }
}

function placesOf(text: string, before: string): Place[] {
  let look = before;
  const places: Place[] = [];
  for (const [part] of text.matchAll(token)) {
    const [, parameters = "", final] = control.exec(part) ?? [];
    if (final === "m") look = coloured(look, parameters);
    else if (!part.startsWith("\u001b")) for (const character of part) places.push({ character, look });
  }
  return places;
}

/** @returns lines as text without the last line's end, and the look that they leave */
function drawn(lines: readonly Line[], look: string): [text: string, look: string] {
  let pen = look;
  const text = lines.map(({ content, before, after }) => {
    if (typeof content === "string") {
      // An empty line has no look; what a line ahead of it left may go on.
      if (content === "") return "";
      const whole = recolour(pen, before) + content;
      pen = after;
      return whole;
    }
    return content
      .map((place) => {
        const change = recolour(pen, place.look);
        pen = place.look;
        return change + place.character;
      })
      .join("");
  });
  return [text.join("\n"), pen];
}
