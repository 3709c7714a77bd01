import { SaxesParser } from "saxes";
import type { DocumentBuilder } from "../builder.js";
import { type MarkupElement, MarkupLimit, TreeBuilder } from "./tree.js";

/**
 * XML as a tree. Entities that a document declares for itself are not expanded and nothing outside of it is fetched;
 * where it is not well-formed it is read as far as can be, and told.
 */
export function parseXml(xml: string, builder: DocumentBuilder): MarkupElement {
  const tree = new TreeBuilder();
  const parser = new SaxesParser({ xmlns: false, position: true });
  const local = (name: string) => name.replace(/^.*:/, "");
  parser.on("opentag", ({ name, attributes }) =>
    tree.open(local(name), attributes as Record<string, string>),
  );
  parser.on("closetag", () => tree.close());
  parser.on("text", (text) => tree.text(text));
  parser.on("cdata", (text) => tree.text(text));
  parser.on("doctype", (doctype) => {
    if (/<!ENTITY/i.test(doctype))
      builder.problem("it declares entities of its own, which were not expanded");
  });
  let errors = 0;
  parser.on("error", ({ message }) => {
    // `line:column: what`
    const place = /^(\d+):(\d+): (.*)$/s.exec(message);
    const where = place === null ? message : `line ${place[1]}, column ${place[2]}: ${place[3]}`;
    if (errors === 0)
      builder.problem(`the XML is not well-formed (${where.replace(/\.$/, "")}); what could be read is here`);
    if (++errors > 1000) throw new MarkupLimit("more than 1000 faults in the XML");
  });
  try {
    for (let at = 0; at < xml.length; at += 65_536) parser.write(xml.slice(at, at + 65_536));
    parser.close();
  } catch (error) {
    if (error instanceof MarkupLimit) builder.problem(`${error.message}: what follows was left out`);
    else if (errors === 0) builder.problem(`the XML breaks off: ${(error as Error).message}`);
  }
  return tree.root;
}
