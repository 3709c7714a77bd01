/** The one element that a selector finds within another; the page is built so that it is there. */
export function one<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (found === null) throw new Error(`the page has no ${selector}`);
  return found;
}

export function all<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return [...within.querySelectorAll<T>(selector)];
}

/** Changes an element's text only where it differs: a status region is read out again when it is set. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
