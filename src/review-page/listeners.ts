import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Access } from "./access.js";
import { refusedUpgrade } from "./answers.js";
import type { ServerMessage } from "./messages.js";

/** The open pages, each told over its WebSocket what happens. What they say there is not listened to. */
export class Listeners {
  readonly #access: Access;
  readonly #greeting: () => ServerMessage[];
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: 1024 });

  /** @param greeting what a page is told when it comes */
  constructor(access: Access, greeting: () => ServerMessage[]) {
    this.#access = access;
    this.#greeting = greeting;
  }

  /** Takes a connection that asks to become a WebSocket, if it may. */
  admit(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const path = this.#access.admit(request, "socket");
    if (path !== "events") {
      const { status, why } =
        typeof path === "string" ? ({ status: 404, why: "there is no such socket" } as const) : path;
      socket.end(refusedUpgrade(status, why));
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (ws) => {
      ws.on("error", () => ws.terminate());
      for (const message of this.#greeting()) ws.send(JSON.stringify(message));
    });
  }

  tell(message: ServerMessage): void {
    const text = JSON.stringify(message);
    for (const ws of this.#sockets.clients) if (ws.readyState === ws.OPEN) ws.send(text);
  }

  /** Says that it is over. */
  dismiss(): void {
    for (const ws of this.#all()) ws.close(1001, "claimbook review has ended");
  }

  /** Ends what has not taken its leave. */
  end(): void {
    for (const ws of this.#all()) ws.terminate();
  }

  #all(): WebSocket[] {
    return [...this.#sockets.clients];
  }
}
