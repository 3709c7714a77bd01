import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { text } from "node:stream/consumers";

/** A request as the endpoint saw it. */
export interface SeenChat {
  path: string;
  authorization: string | undefined;
  body: {
    model: string;
    messages: { role: string; content: string }[];
    temperature: number;
    seed: number;
    stream: boolean;
    response_format: { type: string; json_schema: { strict: boolean; schema: unknown } };
  };
}

/** What is answered: the content of a completion (made of the request), or anything else. */
export type Reply =
  | { content: string | ((chat: SeenChat) => string); finish?: string }
  | { status: number; headers?: Record<string, string>; body?: string }
  | { body: string }
  | { hang: true }
  | { endless: true }
  | { cut: true };

/** An OpenAI-compatible endpoint on this machine that answers well or badly, one reply a request, the last again. */
export class ChatServer {
  readonly chats: SeenChat[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor(readonly replies: Reply[]) {
    this.#server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  static async start(...replies: Reply[]): Promise<ChatServer> {
    const made = new ChatServer(replies);
    await new Promise<void>((done) => made.#server.listen(0, "127.0.0.1", done));
    return made;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => this.#server.close(() => done()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chat: SeenChat = {
      path: request.url ?? "",
      authorization: request.headers.authorization,
      body: JSON.parse(await text(request)) as SeenChat["body"],
    };
    this.chats.push(chat);
    const reply = this.replies.length > 1 ? this.replies.shift()! : this.replies[0]!;
    if ("hang" in reply) return;
    if ("cut" in reply) {
      response.writeHead(200, { "content-length": "1000" });
      response.write("{");
      setImmediate(() => response.destroy());
      return;
    }
    if ("endless" in reply) {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(" ".repeat(65536)));
      };
      response.on("drain", more);
      more();
      return;
    }
    if ("content" in reply) {
      const content = typeof reply.content === "string" ? reply.content : reply.content(chat);
      const choices = [
        { index: 0, message: { role: "assistant", content }, finish_reason: reply.finish ?? "stop" },
      ];
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ choices, usage: { prompt_tokens: 11, completion_tokens: 7 } }));
      return;
    }
    response.writeHead("status" in reply ? reply.status : 200, "status" in reply ? reply.headers : undefined);
    response.end(reply.body ?? "");
  }
}

/** The material between the marked lines of a request. */
export function materialOf({ body }: SeenChat): string {
  const user = body.messages.find(({ role }) => role === "user")!.content;
  return user.split("\n").slice(1, -1).join("\n");
}
