import fc from "fast-check";

// A check run must say the same of the same commit, so that a failure is the change's own; anywhere else every run of
// the suite looks at other examples. A counterexample found there is printed with its seed, and becomes a test.
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 20240820 });
