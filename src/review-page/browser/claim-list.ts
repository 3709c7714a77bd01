import { all, one, say } from "./elements.js";
import { showOutputs } from "./outputs.js";

/** The claims on the left: which are shown, and which one is on the right. */
export class ClaimList {
  readonly #items = all<HTMLLIElement>("#claims li");
  readonly #filter = one<HTMLFormElement>("#filter");
  readonly #chosen: (id: string) => void;

  /** @param chosen is told the claim that is shown */
  constructor(chosen: (id: string) => void) {
    this.#chosen = chosen;
    this.#filter.addEventListener("input", () => this.apply());
    this.#filter.addEventListener("submit", (event) => event.preventDefault());
    window.addEventListener("hashchange", () => this.#arrive());
    document.addEventListener("keydown", (event) => this.#key(event));
    this.apply();
    this.#arrive();
  }

  /** The claim that is shown on the right. */
  get current(): string | undefined {
    return one("#detail").querySelector<HTMLElement>("article.current")?.dataset.claim;
  }

  /** Shows the claims that the filter lets through. */
  apply(): void {
    const data = new FormData(this.#filter);
    const standings = new Set(data.getAll("standing"));
    const own = data.get("own");
    const words = String(data.get("words") ?? "")
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    for (const item of this.#items) {
      const verdict = one(".own", item).dataset.verdict ?? "";
      const text = `${item.textContent} ${item.dataset.claim}`.toLowerCase();
      const fits =
        standings.has(item.dataset.standing ?? "") &&
        (own === "" || (own === "none" ? verdict === "" : verdict === own)) &&
        words.every((word) => text.includes(word));
      item.hidden = !fits;
    }
    const shown = this.#items.filter(({ hidden }) => !hidden).length;
    say(one("#shown"), `${shown} of ${this.#items.length} claims shown`);
  }

  show(id: string): void {
    if (id !== this.current) one("#detail").scrollTop = 0;
    for (const item of this.#items) {
      const link = one("a", item);
      if (item.dataset.claim === id) {
        link.setAttribute("aria-current", "true");
        item.scrollIntoView({ block: "nearest" });
      } else link.removeAttribute("aria-current");
    }
    let cell: string | undefined;
    for (const article of all("#detail > article")) {
      article.classList.toggle("current", article.dataset.claim === id);
      if (article.dataset.claim === id) cell = article.dataset.cell;
    }
    for (const each of all("#detail > .cell")) {
      each.classList.toggle("current", each.id === `cell-${cell}`);
      if (each.id === `cell-${cell}`) showOutputs(each);
    }
    this.#chosen(id);
  }

  /** Shows the claim that the address names, else the first. */
  #arrive(): void {
    const asked = /^#claim-(.+)$/.exec(decodeURIComponent(location.hash))?.[1];
    const ids = this.#items.map(({ dataset }) => dataset.claim);
    if (asked !== undefined && ids.includes(asked)) this.show(asked);
    else if (this.current === undefined && ids[0] !== undefined) this.show(ids[0]);
  }

  #key(event: KeyboardEvent): void {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    if (target.closest("input, textarea, select, button") !== null) return;
    const inList = target.closest("#claims") !== null;
    if (key === "j" || (key === "ArrowDown" && inList)) this.#step(1);
    else if (key === "k" || (key === "ArrowUp" && inList)) this.#step(-1);
    else if (key === "n") one("article.current textarea").focus();
    else if (key === "r") one("article.current .run").focus();
    else return;
    event.preventDefault();
  }

  #step(by: 1 | -1): void {
    const shown = this.#items.filter(({ hidden }) => !hidden);
    const at = shown.findIndex(({ dataset }) => dataset.claim === this.current);
    const next = shown[at === -1 ? 0 : Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    history.replaceState(null, "", `#claim-${next.dataset.claim}`);
    this.show(next.dataset.claim!);
    one("a", next).focus();
  }
}
