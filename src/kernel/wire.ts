import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";

/** Jupyter messaging protocol 5.4, "The wire protocol": frames before the delimiter are routing identities. */
export const DELIMITER = "<IDS|MSG>";
export const PROTOCOL_VERSION = "5.4";

export interface Header {
  msg_id: string;
  msg_type: string;
  username: string;
  session: string;
  date: string;
  version: string;
  subshell_id?: string | null;
}

export interface Message<C = Record<string, unknown>> {
  identities: Buffer[];
  header: Header;
  /** The header of the message this one answers; `{}` for none. */
  parent_header: Header | Record<string, never>;
  metadata: Record<string, unknown>;
  content: C;
  buffers: Buffer[];
}

/** The connection file that a client writes and a kernel reads. */
export interface ConnectionInfo {
  transport: "tcp" | "ipc";
  ip: string;
  shell_port: number;
  iopub_port: number;
  stdin_port: number;
  control_port: number;
  hb_port: number;
  key: string;
  signature_scheme: string;
  kernel_name?: string;
}

/** Why frames are not a message. The receiver drops them and goes on. */
export class WireError extends Error {
  override name = "WireError";
}

export function newHeader(type: string, session: string, username = "claimbook"): Header {
  return {
    msg_id: randomUUID(),
    msg_type: type,
    username,
    session,
    date: new Date().toISOString(),
    version: PROTOCOL_VERSION,
  };
}

/** Signs and serialises messages with one connection's key; an empty key means no signature. */
export class Wire {
  readonly #key: string;
  readonly #algorithm: string;
  readonly #seen = new Set<string>();

  /** @throws WireError for a signature scheme other than `hmac-*` with a hash that Node knows */
  constructor(info: Pick<ConnectionInfo, "key" | "signature_scheme">) {
    this.#key = info.key;
    const [mac, hash] = (info.signature_scheme || "hmac-sha256").split("-", 2);
    if (mac !== "hmac" || hash === undefined)
      throw new WireError(`unknown signature scheme ${info.signature_scheme}`);
    this.#algorithm = hash;
    this.sign([]);
  }

  /** Hex digest over the four JSON parts, in order. */
  sign(parts: readonly (string | Buffer)[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#algorithm, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  encode(message: Message<unknown>): (string | Buffer)[] {
    const parts = [message.header, message.parent_header, message.metadata, message.content].map((part) =>
      JSON.stringify(part),
    );
    return [...message.identities, DELIMITER, this.sign(parts), ...parts, ...message.buffers];
  }

  /** @throws WireError when the delimiter is missing, the signature is wrong or seen before, or a part is not JSON */
  decode(frames: readonly Buffer[]): Message {
    const at = frames.findIndex((frame) => frame.toString("latin1") === DELIMITER);
    if (at < 0) throw new WireError("no delimiter among the frames");
    const parts = frames.slice(at + 2, at + 6);
    if (parts.length < 4) throw new WireError(`a message has four JSON parts, this one ${parts.length}`);
    this.#verify(frames[at + 1]!.toString("latin1"), parts);
    try {
      const [header, parent_header, metadata, content] = parts.map((part) =>
        JSON.parse(part.toString("utf8")),
      );
      return {
        identities: frames.slice(0, at),
        header,
        parent_header,
        metadata,
        content,
        buffers: frames.slice(at + 6),
      };
    } catch (cause) {
      throw new WireError(`a part is not JSON: ${(cause as Error).message}`);
    }
  }

  #verify(signature: string, parts: readonly Buffer[]): void {
    if (this.#key === "") return;
    const expected = Buffer.from(this.sign(parts), "latin1");
    const given = Buffer.from(signature, "latin1");
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new WireError("wrong signature");
    // A replayed message carries a signature seen before (protocol: "kernels should reject duplicates").
    if (this.#seen.has(signature)) throw new WireError("a message with this signature came before");
    this.#seen.add(signature);
    if (this.#seen.size > 10_000) this.#seen.delete(this.#seen.values().next().value!);
  }
}
