"""jupyter_kernel_test, the conformance suite of Jupyter, against one of claimbook's installed kernelspecs, with every
sample that the suite knows of, and what the suite has no test for: stdin, user expressions, silent and unstored cells,
stop_on_error, the refusal of a debugger, the heartbeat.

    python test/interop/kernel_suite.py [--kernel claimbook | claimbook-tslab]

Ends with a line `N passed, N failed, N skipped`; exit status 1 when a test failed or was skipped.
"""

import argparse
import sys
import time
import unittest
from queue import Empty

import jupyter_kernel_test
from jupyter_kernel_test import TIMEOUT, validate_message

# What claimbook's `display` does, without needing the package in the kernel's working folder.
HOST = '(globalThis as any)[Symbol.for("claimbook.kernel")]'


class ClaimbookKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "claimbook"
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = 'console.log("hello, world");'
    code_stderr = 'console.error("oops");'
    completion_samples = [
        {"text": "Math.hyp", "matches": {"hypot"}},
        {"text": "JSON.strin", "matches": {"stringify"}},
        {"text": "const s = `a`; s.toUpp", "matches": {"toUpperCase"}},
    ]
    complete_code_samples = [
        "1 + 1",
        "",
        "const a = 5;",
        "function f() { return 1 }",
        "await Promise.resolve(1)",
        "for await (const x of [1]) console.log(x)",
    ]
    incomplete_code_samples = [
        "function f() {",
        "if (true) {",
        "const s = `abc",
        "class A {\n  m() {",
        "[1, 2",
    ]
    invalid_code_samples = ["const = 5 5", "1 )"]
    code_page_something = "Math.max?"
    code_generate_error = 'throw new Error("on purpose")'
    code_execute_result = [
        {"code": "6 * 7", "result": "42", "mime": "text/plain"},
        {"code": "await Promise.resolve(1 + 2)", "result": "3", "mime": "text/plain"},
        {"code": "6 * 8", "result": "48", "mime": "text/plain"},
    ]
    code_display_data = [
        {
            "code": HOST
            + f'.broadcast("display_data", {{ data: {{ "{mime}": "{data}" }}, metadata: {{}}, transient: {{}} }});',
            "mime": mime,
        }
        for mime, data in [("text/html", "<b>hi</b>"), ("text/markdown", "**hi**"), ("image/svg+xml", "<svg/>")]
    ]
    code_inspect_sample = "parseInt"
    code_clear_output = HOST + '.broadcast("clear_output", { wait: false });'
    code_history_pattern = "6 ? 7"
    supported_history_operations = ("tail", "range", "search")

    def outputs(self, msg_id):
        """Types of the messages on iopub between busy and idle of one request, and the messages."""
        found = []
        while True:
            msg = self.kc.get_iopub_msg(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            found.append(msg)
            if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
                return found

    def execute(self, code, **options):
        self.flush_channels()
        msg_id = self.kc.execute(code, **options)
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        validate_message(reply, "execute_reply", msg_id)
        return reply["content"], self.outputs(msg_id)

    def test_input(self):
        self.flush_channels()
        for password in (False, True):
            with self.subTest(password=password):
                question = f'"Name? ", {{ password: {str(password).lower()} }}'
                msg_id = self.kc.execute(f"'got ' + await {HOST}.input({question})", allow_stdin=True)
                asked = self.kc.get_stdin_msg(timeout=TIMEOUT)
                # Not validate_message: its schema wants a number for `password`, the protocol a boolean.
                self.assertEqual(asked["msg_type"], "input_request")
                self.assertEqual(asked["parent_header"]["msg_id"], msg_id)
                self.assertEqual(asked["content"], {"prompt": "Name? ", "password": password})
                self.kc.input("Ada")
                reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
                validate_message(reply, "execute_reply", msg_id)
                self.assertEqual(reply["content"]["status"], "ok")
                results = [m["content"]["data"] for m in self.outputs(msg_id) if m["msg_type"] == "execute_result"]
                self.assertEqual(results, [{"text/plain": "'got Ada'"}])

    def test_input_refused(self):
        content, _ = self.execute(f'await {HOST}.input("Name?")', allow_stdin=False)
        self.assertEqual(content["status"], "error")
        self.assertIn("allow_stdin", content["evalue"])
        self.assertRaises(Empty, self.kc.get_stdin_msg, timeout=0.2)

    def test_user_expressions(self):
        expressions = {"sum": "base + 2", "unknown": "nowhere", "throws": "JSON.parse('{')"}
        content, _ = self.execute("const base = 40;", user_expressions=expressions)
        replies = content["user_expressions"]
        self.assertEqual(replies["sum"], {"status": "ok", "data": {"text/plain": "42"}, "metadata": {}})
        for name in ("unknown", "throws"):
            self.assertEqual(replies[name]["status"], "error")
            self.assertTrue(replies[name]["ename"] and replies[name]["evalue"] and replies[name]["traceback"])

    def test_inline_evaluation(self):
        """How Quarto evaluates expressions in a text: no code, silent."""
        self.execute("const inText = 6;")
        content, messages = self.execute("", silent=True, user_expressions={"0": "inText * 7"})
        self.assertEqual(content["user_expressions"]["0"]["data"], {"text/plain": "42"})
        self.assertEqual([m["msg_type"] for m in messages], ["status", "status"])

    def test_silent_and_store_history(self):
        before, _ = self.execute("1")
        silent, messages = self.execute("console.log('x'); 5", silent=True)
        self.assertEqual([m["msg_type"] for m in messages], ["status", "status"])
        unstored, messages = self.execute("'not stored'", store_history=False)
        self.assertIn("execute_result", [m["msg_type"] for m in messages])
        after, _ = self.execute("2")
        self.assertEqual(silent["execution_count"], before["execution_count"])
        self.assertEqual(unstored["execution_count"], before["execution_count"])
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)
        self.kc.history(hist_access_type="tail", n=2, raw=True, output=False)
        history = self.get_non_kernel_info_reply(timeout=TIMEOUT)["content"]["history"]
        self.assertEqual([line[2] for line in history], ["1", "2"])

    def test_stop_on_error(self):
        for stop, expected in ((True, "aborted"), (False, "ok")):
            with self.subTest(stop_on_error=stop):
                self.flush_channels()
                code = "await new Promise((go) => setTimeout(go, 100)); throw new Error('stop')"
                ids = [self.kc.execute(code, stop_on_error=stop), self.kc.execute("1")]
                replies = [self.get_non_kernel_info_reply(timeout=TIMEOUT) for _ in ids]
                self.assertEqual([r["parent_header"]["msg_id"] for r in replies], ids)
                self.assertEqual([r["content"]["status"] for r in replies], ["error", expected])
                self.assertEqual(self.execute("2")[0]["status"], "ok")

    def test_debug_request(self):
        request = {"type": "request", "seq": 7, "command": "initialize", "arguments": {}}
        self.kc.control_channel.send(self.kc.session.msg("debug_request", request))
        reply = self.kc.get_control_msg(timeout=TIMEOUT)
        self.assertEqual(reply["msg_type"], "debug_reply")
        content = reply["content"]
        self.assertEqual((content["type"], content["success"]), ("response", False))
        self.assertEqual((content["request_seq"], content["command"]), (7, "initialize"))
        self.assertIn("debugger", content["message"])

    def test_comms(self):
        self.flush_channels()
        message = self.kc.session.msg("comm_open", {"comm_id": "c", "target_name": "nobody", "data": {}})
        self.kc.shell_channel.send(message)
        closed = self.outputs(message["header"]["msg_id"])[1]
        self.assertEqual((closed["msg_type"], closed["content"]["comm_id"]), ("comm_close", "c"))
        msg_id = self.kc.comm_info()
        reply = self.get_non_kernel_info_reply(timeout=TIMEOUT)
        validate_message(reply, "comm_info_reply", msg_id)
        self.assertEqual(reply["content"]["comms"], {})

    def test_heartbeat_while_busy(self):
        self.flush_channels()
        msg_id = self.kc.execute("console.log('go'); for (;;) {}")
        while self.kc.get_iopub_msg(timeout=TIMEOUT)["msg_type"] != "stream":
            pass
        self.kc.hb_channel.unpause()
        # The client asks once a second, and calls the kernel dead when an answer is late.
        for _ in range(25):
            time.sleep(0.1)
            self.assertTrue(self.kc.hb_channel.is_beating())
        self.kc.control_channel.send(self.kc.session.msg("interrupt_request", {}))
        validate_message(self.get_non_kernel_info_reply(timeout=TIMEOUT), "execute_reply", msg_id)
        self.kc.get_control_msg(timeout=TIMEOUT)


class ClaimbookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "claimbook"
    support_iopub_welcome = True


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kernel", default="claimbook")
    kernel = parser.parse_args().kernel
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for case in (ClaimbookKernelTests, ClaimbookWelcomeTests):
        case.kernel_name = kernel
        suite.addTests(loader.loadTestsFromTestCase(case))
    total = suite.countTestCases()
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    # Several subtests of one test may fail, and a class that cannot be set up runs none of its tests.
    broken = {getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors}
    skipped = {getattr(test, "test_case", test).id() for test, _ in result.skipped} - broken
    ran_well = result.testsRun - len(skipped) - sum("setUpClass" not in name for name in broken)
    failed = total - ran_well - len(skipped)
    print(f"{ran_well} passed, {failed} failed, {len(skipped)} skipped")
    sys.exit(1 if failed or skipped else 0)
