import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compilers, contents, KernelClient, text } from "./client.js";

const INPUT = '(globalThis as any)[Symbol.for("claimbook.kernel")].input';

describe.each(compilers)("kernel with compiler %s:", (compiler) => {
  let kernel: KernelClient;
  beforeAll(async () => {
    kernel = await KernelClient.start({ compiler });
  });
  afterAll(() => kernel.stop());

  describe("input", () => {
    test("asks the client that sent the cell, with the cell as parent, and gives its answer", async () => {
      const id = await kernel.sendExecute("const name = await input('Name? '); 'Hello, ' + name", {
        allow_stdin: true,
      });
      const asked = await kernel.question(id);
      expect(asked.header.msg_type).toBe("input_request");
      expect(asked.content).toEqual({ prompt: "Name? ", password: false });
      expect(kernel.of(id).some(({ content }) => content.execution_state === "idle")).toBe(false);
      await kernel.answer("Ädä 😀", asked.header);
      const executed = await kernel.outcome(id);
      expect(contents(executed, "execute_result")[0]!.data).toEqual({ "text/plain": "'Hello, Ädä 😀'" });
    });

    test("a password is asked as one; several questions get their own answers; a reply may name no parent", async () => {
      const code = `const user = await input("User"); const secret = await input("Password", { password: true }); [user, secret]`;
      const id = await kernel.sendExecute(code, { allow_stdin: true });
      await kernel.question(id);
      await kernel.answer("me", {});
      const second = await kernel.question(id, 2);
      expect(second.content).toEqual({ prompt: "Password", password: true });
      await kernel.answer("s3cret", second.header);
      const executed = await kernel.outcome(id);
      expect(contents(executed, "execute_result")[0]!.data).toEqual({ "text/plain": "[ 'me', 's3cret' ]" });
    });

    test("libraries ask the same way", async () => {
      const id = await kernel.sendExecute(`await ${INPUT}("Token", { password: true })`, {
        allow_stdin: true,
      });
      await kernel.answer("t", (await kernel.question(id)).header);
      expect(contents(await kernel.outcome(id), "execute_result")[0]!.data).toEqual({ "text/plain": "'t'" });
    });

    test("is refused, with the way out, when the client allows none", async () => {
      const before = kernel.asked.length;
      const { reply } = await kernel.execute("await input('Name? ')");
      expect(reply.status).toBe("error");
      expect(reply.evalue).toMatch(/allow_stdin.*give the value in the code/s);
      expect(kernel.asked).toHaveLength(before);
    });

    test("an interrupt ends the wait, and the late answer goes nowhere", async () => {
      const id = await kernel.sendExecute("const never = await input('Well?');", { allow_stdin: true });
      const asked = await kernel.question(id);
      await kernel.request("control", "interrupt_request");
      expect((await kernel.outcome(id)).reply).toMatchObject({ status: "error", ename: "Interrupted" });
      await kernel.answer("too late", asked.header);
      const again = await kernel.sendExecute("await input('Again?')", { allow_stdin: true });
      await kernel.answer("in time", (await kernel.question(again)).header);
      expect(contents(await kernel.outcome(again), "execute_result")[0]!.data).toEqual({
        "text/plain": "'in time'",
      });
    });

    test("while it waits, the kernel answers everything else", async () => {
      const id = await kernel.sendExecute("console.log('asking'); await input('Name? ')", {
        allow_stdin: true,
      });
      const asked = await kernel.question(id);
      const completed = await kernel.request("shell", "complete_request", {
        code: "Math.flo",
        cursor_pos: 8,
      });
      expect(completed.content.matches).toEqual(["floor"]);
      await kernel.answer("x", asked.header);
      expect(text(await kernel.outcome(id))).toBe("asking\n");
    });
  });
});
