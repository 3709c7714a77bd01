import type { CellExecution } from "./cell-execution.js";
import type { HostEvent } from "./host/protocol.js";
import type { HostSupervisor } from "./host-supervisor.js";
import type { KernelSockets } from "./sockets.js";
import { type Message, newHeader } from "./wire.js";

type InputEvent = Extract<HostEvent, { type: "input" }>;

/** Questions of cells to the person at the notebook, over the stdin channel (messaging protocol, "stdin"). */
export class InputRequests {
  readonly #sockets: KernelSockets;
  readonly #session: string;
  readonly #host: HostSupervisor;
  /** The host's number of a question, by the id of its message; in the order of asking. */
  readonly #open = new Map<string, number>();

  constructor(sockets: KernelSockets, session: string, host: HostSupervisor) {
    this.#sockets = sockets;
    this.#session = session;
    this.#host = host;
  }

  /** @param cell the one that asks; undefined when it has ended */
  ask({ id, prompt, password }: InputEvent, cell: CellExecution | undefined): void {
    const refuse = (refused: string) => this.#host.input(id, { refused });
    if (cell === undefined) {
      refuse("the cell that asks has ended: there is nobody to ask any more");
      return;
    }
    if (!cell.allowStdin) {
      refuse(
        "this client cannot ask for input (allow_stdin is false): give the value in the code, or run the notebook where somebody can type",
      );
      return;
    }
    const header = newHeader("input_request", this.#session, "kernel");
    this.#open.set(header.msg_id, id);
    const message = {
      identities: cell.message.identities,
      header,
      parent_header: cell.message.header,
      metadata: {},
      content: { prompt, password },
      buffers: [],
    };
    this.#sockets.ask(message).catch(() => {
      if (this.#open.delete(header.msg_id)) refuse("this client does not listen on the stdin channel");
    });
  }

  receive({ header, parent_header, content }: Message): void {
    if (header.msg_type !== "input_reply") return;
    const { msg_id } = (parent_header ?? {}) as { msg_id?: string };
    // jupyter_client's reply names no parent: the oldest question is meant.
    const asked = msg_id === undefined ? this.#open.keys().next().value : msg_id;
    const id = asked === undefined ? undefined : this.#open.get(asked);
    if (asked === undefined || id === undefined) return;
    this.#open.delete(asked);
    const { value } = (content ?? {}) as { value?: unknown };
    this.#host.input(id, { value: typeof value === "string" ? value : String(value ?? "") });
  }

  /** Replies to what was asked so far mean nothing any more. */
  forget(): void {
    this.#open.clear();
  }
}
