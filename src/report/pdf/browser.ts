import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Browser } from "puppeteer";
import { ClaimbookError } from "../../errors.js";
import { bundledChromium, bundledChromiumVersion } from "./bundled-chromium.js";
import { type Candidate, systemBrowsers } from "./system-browsers.js";

export interface BrowserOptions {
  /** Path of the browser to use; nothing else is tried then. */
  path?: string | undefined;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal | undefined;
  /** Browsers of the machine; found on the PATH and in the usual places by default. */
  system?: () => readonly Candidate[];
  /** The browser inside the npm package @sparticuz/chromium; undefined where it cannot run. */
  bundled?: () => Promise<Candidate | undefined>;
}

const wayOut =
  "Name one with --browser PATH or the environment variable CLAIMBOOK_BROWSER, install Chrome or Chromium, or run: npm i @sparticuz/chromium";

// Enough to start in containers and without a display; nothing that would weaken the page's isolation.
const args = [
  "--no-sandbox",
  "--no-zygote",
  "--disable-gpu",
  "--font-render-hinting=none",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/**
 * Starts a browser, lets `work` use it, and always closes it and removes its profile, also when `work` fails or
 * is interrupted. Tried in this order: the path given, `CLAIMBOOK_BROWSER`, a Chrome or Chromium of the machine,
 * the one inside @sparticuz/chromium. Of those nobody named, one that does not start is passed over.
 *
 * @throws ClaimbookError (`could-not-run`) when none starts
 */
export async function withBrowser<T>(
  options: BrowserOptions,
  work: (browser: Browser) => Promise<T>,
): Promise<T> {
  const profile = await mkdtemp(path.join(os.tmpdir(), "claimbook-browser-"));
  let browser: Browser | undefined;
  const close = () => {
    if (browser !== undefined) void end(browser);
  };
  options.signal?.addEventListener("abort", close);
  try {
    browser = await start(options, profile);
    options.signal?.throwIfAborted();
    return await work(browser);
  } catch (error) {
    // What breaks off because the browser was closed under it was interrupted, not faulty.
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", close);
    if (browser !== undefined) await end(browser);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/**
 * Names the browser that `withBrowser` would start, where its version and its fonts are known without asking it: the
 * one inside @sparticuz/chromium. Undefined for any other, since what a browser of the machine draws may change with
 * an update or with the fonts that are installed.
 */
export function knownBrowser(options: BrowserOptions): string | undefined {
  const { env, system = () => systemBrowsers(env) } = options;
  const named = options.path ?? (env.CLAIMBOOK_BROWSER === "" ? undefined : env.CLAIMBOOK_BROWSER);
  if (named !== undefined || options.bundled !== undefined || system().length > 0) return undefined;
  return bundledChromiumVersion();
}

/** Closes a browser and waits until its process is gone; one that does not go by itself is killed. */
async function end(browser: Browser): Promise<void> {
  const child = browser.process();
  await browser.close().catch(() => undefined);
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

async function start(options: BrowserOptions, profile: string): Promise<Browser> {
  const { env, system = () => systemBrowsers(env), bundled = bundledChromium } = options;
  const named = options.path ?? (env.CLAIMBOOK_BROWSER === "" ? undefined : env.CLAIMBOOK_BROWSER);
  if (named !== undefined) {
    try {
      return await launch({ path: named }, profile, env);
    } catch (error) {
      throw noBrowser(`${named} does not start as a browser: ${firstLine(error)}`, error);
    }
  }
  const problems: string[] = [];
  for (const candidate of system()) {
    try {
      return await launch(candidate, profile, env);
    } catch (error) {
      problems.push(`${candidate.path}: ${firstLine(error)}`);
    }
  }
  try {
    const candidate = await bundled();
    if (candidate !== undefined) return await launch(candidate, profile, env);
  } catch (error) {
    problems.push(`@sparticuz/chromium: ${firstLine(error)}`);
  }
  const tried = problems.length === 0 ? "" : ` (${problems.join("; ")})`;
  throw noBrowser(`no browser was found to draw figures and print the PDF${tried}`);
}

async function launch(candidate: Candidate, profile: string, env: NodeJS.ProcessEnv): Promise<Browser> {
  // What needs no browser need not wait for its driver to load.
  const { default: puppeteer } = await import("puppeteer");
  return puppeteer.launch({
    executablePath: candidate.path,
    headless: candidate.shell ? "shell" : true,
    args,
    env: { ...env, ...candidate.env },
    userDataDir: profile,
    // Patience for busy machines: a browser that starts at all answers in the end, and a signal ends the wait.
    timeout: 120_000,
    protocolTimeout: 1_800_000,
    // The command line decides what a signal means.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

function noBrowser(what: string, cause?: unknown): ClaimbookError {
  return new ClaimbookError(what, { kind: "could-not-run", wayOut, cause });
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (
    text
      .split("\n")
      .find((line) => line.trim() !== "")
      ?.trim() ?? "unknown error"
  );
}
