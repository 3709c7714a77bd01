import { texText } from "../latex/tex-text.js";
import { elementsIn, findElement, type MarkupElement } from "./tree.js";

/** A formula as plain text: `31.1±0.2`, `x_i^2`, `(a)/(b)`. Made from MathML, or from the TeX that comes with it. */
export function mathText(math: MarkupElement): string {
  const text = read(math).replace(/\s+/gu, " ").trim();
  if (text !== "") return text;
  const tex =
    math.attributes.alttext ??
    plainText(findElement(math, (child) => child.name === "annotation" || child.name === "tex-math"));
  return texText(tex);
}

function plainText(element: MarkupElement | undefined): string {
  return (element?.children ?? [])
    .map((child) => (typeof child === "string" ? child : plainText(child)))
    .join("");
}

/** Operators that are never drawn: function application, invisible times, separator and plus. */
const invisible = /[\u2061-\u2064]/g;

function read(element: MarkupElement): string {
  const parts = elementsIn(element);
  const [first, second, third] = parts.map(read);
  switch (element.name) {
    case "annotation":
    case "annotation-xml":
    case "tex-math":
      return "";
    case "semantics":
      return first ?? "";
    case "mi":
    case "mn":
    case "mtext":
    case "ms":
      return plainText(element).replace(invisible, "").trim();
    case "mo": {
      const operator = plainText(element).replace(invisible, "").trim();
      return /^[=<>≤≥≈∼→∈]$/u.test(operator) ? ` ${operator} ` : operator;
    }
    case "msup":
    case "mover":
      return `${first ?? ""}${element.name === "mover" ? "" : `^${grouped(second)}`}`;
    case "msub":
    case "munder":
      return `${first ?? ""}_${grouped(second)}`;
    case "msubsup":
    case "munderover":
      return `${first ?? ""}_${grouped(second)}^${grouped(third)}`;
    case "mfrac":
      return `${bracketed(first)}/${bracketed(second)}`;
    case "msqrt":
      return `√(${parts.map(read).join("")})`;
    case "mspace":
      return " ";
    default:
      return element.children.map((child) => (typeof child === "string" ? "" : read(child))).join("");
  }
}

function grouped(text = ""): string {
  return text.length === 1 || /^\d+$/.test(text) ? text : `{${text}}`;
}

function bracketed(text = ""): string {
  return /^[\p{L}\p{N}.]+$/u.test(text) ? text : `(${text})`;
}
