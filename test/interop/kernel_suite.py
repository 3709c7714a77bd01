"""jupyter_kernel_test, the conformance suite of Jupyter, against claimbook's installed kernelspec.

Ends with a line `N passed, N failed, N skipped`; exit status 1 when a test failed.
"""

import sys
import unittest

import jupyter_kernel_test

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
    ]
    complete_code_samples = ["1 + 1", "const a = 5;", "function f() { return 1 }", "await Promise.resolve(1)"]
    incomplete_code_samples = ["function f() {", "if (true) {", "const s = `abc"]
    invalid_code_samples = ["const = 5 5"]
    code_execute_result = [
        {"code": "6 * 7", "result": "42", "mime": "text/plain"},
        {"code": "await Promise.resolve(1 + 2)", "result": "3", "mime": "text/plain"},
        {"code": "6 * 8", "result": "48", "mime": "text/plain"},
    ]
    code_display_data = [
        {
            "code": HOST
            + '.broadcast("display_data", { data: { "text/html": "<b>hi</b>" }, metadata: {}, transient: {} });',
            "mime": "text/html",
        }
    ]
    code_generate_error = 'throw new Error("on purpose")'
    code_inspect_sample = "parseInt"
    code_clear_output = HOST + '.broadcast("clear_output", { wait: false });'
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "6 ? 7"


class ClaimbookWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "claimbook"
    support_iopub_welcome = True


if __name__ == "__main__":
    loader = unittest.TestLoader()
    suite = unittest.TestSuite(
        loader.loadTestsFromTestCase(case) for case in (ClaimbookKernelTests, ClaimbookWelcomeTests)
    )
    total = suite.countTestCases()
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(suite)
    # Several subtests of one test may fail, and a class that cannot be set up runs none of its tests.
    broken = {getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors}
    skipped = {getattr(test, "test_case", test).id() for test, _ in result.skipped} - broken
    ran_well = result.testsRun - len(skipped) - sum("setUpClass" not in name for name in broken)
    failed = total - ran_well - len(skipped)
    print(f"{ran_well} passed, {failed} failed, {len(skipped)} skipped")
    sys.exit(1 if failed else 0)
