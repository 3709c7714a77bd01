import http from "node:http";
import { ClaimbookError } from "../errors.js";
import type { Refused } from "./access.js";
import type { Refusal } from "./messages.js";

/** Nothing but the page's own files; scripts only from here, and no text becomes markup without DOMPurify. */
export function protect(response: http.ServerResponse, origin: string): void {
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src data:",
    "img-src data:",
    `connect-src 'self' ${origin.replace(/^http/, "ws")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types dompurify",
  ];
  const headers = {
    "Content-Security-Policy": policy.join("; "),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
  };
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}

export function send(response: http.ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "Content-Type": type });
  response.end(body);
}

export function refuse(
  response: http.ServerResponse,
  status: Refused["status"] | 404 | 409 | 500,
  why: string,
  more: Omit<Refusal, "error"> = {},
): void {
  if (response.headersSent) return void response.end();
  send(response, status, "application/json", JSON.stringify({ error: why, ...more } satisfies Refusal));
}

/** The answer to an upgrade that is not granted, as HTTP's text. */
export function refusedUpgrade(status: Refused["status"] | 404, why: string): string {
  return `HTTP/1.1 ${status} ${http.STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n\r\n${why}\n`;
}

export function errorText(error: unknown): string {
  if (error instanceof ClaimbookError) return error.describe();
  return error instanceof Error ? error.message : String(error);
}
