import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";

/** A browser that may be there. */
export interface Candidate {
  path: string;
  /** Whether it is chrome-headless-shell, which knows only its own headless mode. */
  shell?: boolean;
  /** Added to its environment. */
  env?: Record<string, string>;
}

const names = [
  "google-chrome-stable",
  "google-chrome",
  "chromium",
  "chromium-browser",
  "chrome",
  "microsoft-edge-stable",
  "microsoft-edge",
];

/** Chrome, Chromium and Edge of this machine: on the PATH, then where installers put them. */
export function systemBrowsers(
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): Candidate[] {
  const onPath = (env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => folder !== "")
    .flatMap((folder) => names.map((name) => path.join(folder, platform === "win32" ? `${name}.exe` : name)));
  const apps = ["Google Chrome", "Chromium", "Microsoft Edge"];
  const programs = [env.PROGRAMFILES, env["PROGRAMFILES(X86)"], env.LOCALAPPDATA].filter(
    (x) => x !== undefined,
  );
  const usual =
    platform === "darwin"
      ? apps.map((app) => `/Applications/${app}.app/Contents/MacOS/${app}`)
      : platform === "win32"
        ? programs.flatMap((folder) => [
            path.join(folder, "Google/Chrome/Application/chrome.exe"),
            path.join(folder, "Microsoft/Edge/Application/msedge.exe"),
          ])
        : ["/opt/google/chrome/chrome", "/snap/bin/chromium"];
  return [...new Set([...onPath, ...usual])].filter(isExecutable).map((file) => ({ path: file }));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
