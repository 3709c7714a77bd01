import type { Refusal, ServerMessage } from "../messages.js";

/** An answer of the page's own server that is not what was asked for. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.error);
    this.refusal = refusal;
  }
}

/** @throws Refused for what the server does not do; TypeError when it is not there */
export async function ask<T>(method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Refused(answer as Refusal);
  return answer as T;
}

/** Milliseconds before another attempt to reach a server that is not there. */
const pause = 2000;

/**
 * Hears the server's messages, and connects again when the connection is lost.
 *
 * @param connected is told whether there is a connection
 */
export function listen(hear: (message: ServerMessage) => void, connected: (is: boolean) => void): void {
  const socket = new WebSocket(new URL("events", location.href.replace(/^http/, "ws")));
  socket.addEventListener("open", () => connected(true));
  socket.addEventListener("message", ({ data }) => hear(JSON.parse(String(data)) as ServerMessage));
  socket.addEventListener("close", () => {
    connected(false);
    setTimeout(() => listen(hear, connected), pause);
  });
}
