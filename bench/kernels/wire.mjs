// The wire protocol of Jupyter 5.4 as a client speaks it. Written apart from src/kernel/wire.ts on purpose: a
// mistake there must not hide itself from the measurement.
import { createHmac, randomUUID } from "node:crypto";

const delimiter = "<IDS|MSG>";

function signature(key, parts) {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest("hex");
}

/** @returns the message's id and its frames */
export function encode({ key, session, type, content, metadata = {}, parent = {} }) {
  const header = {
    msg_id: randomUUID(),
    msg_type: type,
    username: "bench",
    session,
    date: new Date().toISOString(),
    version: "5.4",
  };
  const parts = [header, parent, metadata, content].map((part) => JSON.stringify(part));
  return { id: header.msg_id, frames: [delimiter, signature(key, parts), ...parts] };
}

/** @returns { type, id, parent (id or undefined), header, content }; undefined for frames that are no signed message */
export function decode(key, frames) {
  const at = frames.findIndex((frame) => frame.toString("latin1") === delimiter);
  const parts = frames.slice(at + 2, at + 6);
  if (at < 0 || parts.length < 4 || frames[at + 1].toString("latin1") !== signature(key, parts))
    return undefined;
  const [header, parent, , content] = parts.map((part) => JSON.parse(part.toString("utf8")));
  return { type: header.msg_type, id: header.msg_id, parent: parent.msg_id, header, content };
}
