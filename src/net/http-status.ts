import { ClaimbookError } from "../errors.js";

/** A server answered with a status that trying again does not mend. */
export class HttpStatusError extends ClaimbookError {
  readonly status: number;

  constructor(url: string, status: number) {
    const [what, wayOut] = meaning[status] ?? [
      `the server answered with status ${status}`,
      status >= 500 ? "The server is in trouble: try again later." : "Check the address.",
    ];
    super(what, { kind: "could-not-run", where: url, wayOut });
    this.status = status;
  }
}

const meaning: Readonly<Record<number, readonly [what: string, wayOut: string]>> = {
  401: ["the server wants to know who asks (status 401)", "Give it an access token."],
  403: ["the server does not give this away (status 403)", "Check that your access token may read it."],
  404: ["there is no such file on the server (status 404)", "Check its name and revision."],
  410: ["the file is no longer on the server (status 410)", "Look for where it has moved."],
  429: [
    "the server asks for fewer requests (status 429)",
    "Wait some minutes and run again: what has arrived is kept.",
  ],
};
