import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { KernelSockets } from "../../src/kernel/sockets.js";

let taken: Server | undefined;
afterEach(() => void taken?.close());

/** Ports that were free a moment ago, as a Jupyter client chooses them; the first is still held by `taken`. */
async function connection() {
  const servers = await Promise.all(
    Array.from({ length: 5 }, async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  taken = servers[0]!;
  await Promise.all(servers.slice(1).map((server) => new Promise((resolve) => server.close(resolve))));
  const [iopub_port, hb_port, stdin_port, control_port, shell_port] = ports as [
    number,
    number,
    number,
    number,
    number,
  ];
  return {
    transport: "tcp" as const,
    ip: "127.0.0.1",
    key: "key",
    signature_scheme: "hmac-sha256",
    ...{ iopub_port, hb_port, stdin_port, control_port, shell_port },
  };
}

test("a port that is taken for a moment is waited for", async () => {
  const info = await connection();
  const sockets = new KernelSockets(info);
  const bound = sockets.bind(info);
  // The first attempt is under way or has failed: the address is taken.
  await new Promise((resolve) => setTimeout(resolve, 250));
  await new Promise((resolve) => taken!.close(resolve));
  await expect(bound).resolves.toBeUndefined();
  await sockets.close();
});

test("a port that stays taken is an error", async () => {
  const info = await connection();
  const sockets = new KernelSockets(info);
  await expect(sockets.bind(info)).rejects.toThrow(/in use/i);
  await sockets.close();
});
