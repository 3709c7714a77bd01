import { mathText } from "./math.js";
import { findElement, type MarkupElement } from "./tree.js";

/** Whether an element has a class. */
export const has = (element: MarkupElement, name: string | RegExp): boolean =>
  (element.attributes.class ?? "")
    .split(/\s+/)
    .some((one) => (typeof name === "string" ? one === name : name.test(one)));

export const blocks =
  /^(?:p|div|section|article|main|body|html|ul|ol|dl|li|dt|dd|h[1-6]|table|figure|blockquote|header|aside|details|figcaption|pre|center|fieldset)$/;
/** Elements that hold no running text. */
export const left = /^(?:nav|footer|img|picture|video|audio|canvas|map|hr|input)$/;

/** Running text of an element: notes go to `notes`, formulas become text. */
export function inlineText(element: MarkupElement, notes?: string[]): string {
  return element.children
    .map((child) => {
      if (typeof child === "string") return child;
      if (child.name === "math") return mathText(child);
      if (child.name === "br") return " ";
      if (left.test(child.name)) return "";
      if (has(child, "ltx_note") && !has(child, "ltx_role_thanks")) {
        const content = findElement(child, (inner) => has(inner, "ltx_note_content"));
        if (content !== undefined) notes?.push(noteText(content));
        return "";
      }
      if (has(child, "ltx_ERROR")) return "";
      const inner = inlineText(child, notes);
      return blocks.test(child.name) ? ` ${inner} ` : inner;
    })
    .join("");
}

function noteText(content: MarkupElement): string {
  const parts = content.children.filter(
    (child) =>
      typeof child === "string" ||
      !(has(child, "ltx_note_mark") || has(child, "ltx_tag_note") || has(child, "ltx_note_type")),
  );
  return inlineText({ ...content, children: parts });
}
