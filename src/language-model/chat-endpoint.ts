import { ClaimbookError } from "../errors.js";
import { HttpStatusError } from "../net/http-status.js";
import { noConnection } from "../net/no-connection.js";
import { isPassing, type OnRetry, pauseBefore, retryAfter, type Wait, waitForReal } from "../net/retry.js";
import { sha256Of } from "../sha256.js";
import { type AnswerCache, MemoryCache } from "./answer-cache.js";
import { parsedAnswer, readCompletion } from "./completion.js";
import { fenced, fenceRules, newMarker } from "./fence.js";
import type { LanguageModel } from "./language-model.js";
import { readCapped } from "./read-capped.js";

export interface ChatEndpointOptions {
  /** Up to and with `/v1`, or with `/chat/completions` after it. */
  url: string;
  /** As the endpoint calls it. */
  model: string;
  /** Sent as a bearer token, never shown. */
  key?: string;
  fetch: typeof globalThis.fetch;
  /** Milliseconds for one request. Defaults to 120,000. */
  timeout?: number;
  /** Attempts before a request is given up. Defaults to 4. */
  attempts?: number;
  /** Longest pause that a server may ask for, in milliseconds. Defaults to 60,000. */
  longestPause?: number;
  /** Characters of one request's material. Defaults to 200,000. */
  mostMaterial?: number;
  /** Bytes of one answer. Defaults to 4 MiB. */
  mostAnswer?: number;
  /** Sent along, for endpoints that keep to it. Defaults to 1. */
  seed?: number;
  /** Answers by the hash of what was asked. Defaults to a memory of the last 500. */
  cache?: AnswerCache;
  wait?: Wait;
  onRetry?: OnRetry;
  /** Today's date, for `Retry-After`. Defaults to the system's. */
  now?: () => Date;
}

/** What was used so far, as the endpoint reports it. */
export interface TokenUsage {
  /** Answers that came, with those that did not fit. */
  answers: number;
  /** Answers taken from the cache. */
  cached: number;
  promptTokens: number;
  completionTokens: number;
}

type Request = Parameters<LanguageModel["ask"]>[0];

/**
 * A client for `/v1/chat/completions` as OpenAI defined it and Ollama, vLLM, llama.cpp and others offer it. Asks with
 * temperature 0, a seed and a JSON schema; checks the answer against the schema and asks once more, with what was
 * wrong, when it does not fit. Untrusted material goes in a message of its own, fenced by a random marker.
 */
export class ChatEndpoint implements LanguageModel {
  readonly name: string;
  readonly #url: string;
  readonly #options: ChatEndpointOptions;
  readonly #cache: AnswerCache;
  readonly #usage: TokenUsage = { answers: 0, cached: 0, promptTokens: 0, completionTokens: 0 };

  constructor(options: ChatEndpointOptions) {
    this.name = options.model;
    const url = new URL(options.url);
    const path = url.pathname.replace(/\/+$/, "");
    url.pathname = path.endsWith("/chat/completions") ? path : `${path}/chat/completions`;
    this.#url = url.href;
    this.#options = options;
    this.#cache = options.cache ?? new MemoryCache();
  }

  /** A copy: it does not change any more. */
  get usage(): TokenUsage {
    return { ...this.#usage };
  }

  async ask<T>(request: Request): Promise<T> {
    const { mostMaterial = 200_000 } = this.#options;
    if (request.material.length > mostMaterial) {
      throw new ClaimbookError(
        `a request of ${request.material.length} characters is longer than the ${mostMaterial} that are sent`,
        { kind: "could-not-run", where: this.#where, wayOut: "Ask about less at a time." },
      );
    }
    const key = this.#keyOf(request);
    const known = await this.#cache.get(key);
    if (known !== undefined) {
      const answer = parsedAnswer(known, request.schema);
      if (answer.problem === undefined) {
        this.#usage.cached++;
        return answer.value as T;
      }
    }
    let problem: string | undefined;
    for (let turn = 0; turn < 2; turn++) {
      const content = await this.#complete(request, problem);
      const answer = parsedAnswer(content, request.schema);
      if (answer.problem === undefined) {
        await this.#cache.set(key, content);
        return answer.value as T;
      }
      problem = answer.problem;
    }
    throw new ClaimbookError(`the model's answer does not fit: ${this.#without(problem ?? "")}`, {
      kind: "could-not-run",
      where: this.#where,
      wayOut: "Take a model that keeps to a JSON schema, or work without one (unset CLAIMBOOK_LLM_URL).",
    });
  }

  /** What errors call the endpoint: its address without the query, in which keys are sometimes put. */
  get #where(): string {
    return this.#without(`${this.#url.replace(/[?#].*$/, "")} (${this.name})`);
  }

  /** The marker is left out: the same question has the same key. */
  #keyOf({ instructions, material, schema }: Request): string {
    const { seed = 1 } = this.#options;
    const asked = JSON.stringify([this.#url, this.name, seed, instructions, schema, material]);
    return sha256Of(asked);
  }

  async #complete(request: Request, problem: string | undefined): Promise<string> {
    const { signal } = request;
    const { attempts = 4, longestPause = 60_000, wait = waitForReal, onRetry } = this.#options;
    for (let failures = 1; ; failures++) {
      const outcome = await this.#attempt(request, problem);
      if (typeof outcome === "string") return outcome;
      if (failures >= attempts) throw outcome.error;
      const pause = Math.min(longestPause, pauseBefore(failures, outcome.asked));
      onRetry?.(outcome.error, pause);
      await wait(pause, signal);
    }
  }

  /** The answer's content, or why another attempt may help. */
  async #attempt(
    request: Request,
    problem: string | undefined,
  ): Promise<string | { error: Error; asked: number }> {
    const { fetch, timeout = 120_000, mostAnswer = 4 * 2 ** 20, now = () => new Date() } = this.#options;
    const limit = AbortSignal.timeout(timeout);
    const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
    request.signal?.throwIfAborted();
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: this.#headers(),
        body: JSON.stringify(this.#body(request, problem)),
        // A redirect would carry the key and the text somewhere else.
        redirect: "error",
        signal,
      });
      if (!response.ok) {
        await response.body?.cancel().catch(() => {});
        const error = new HttpStatusError(this.#where, response.status);
        if (!isPassing(response.status)) throw error;
        return { error, asked: retryAfter(response.headers.get("retry-after"), now()) };
      }
      const body = await readCapped(response, mostAnswer, this.#where);
      const completion = readCompletion(body);
      if ("problem" in completion) {
        const error = this.#strange(completion.problem);
        if (completion.passing) return { error, asked: 0 };
        throw error;
      }
      this.#usage.answers++;
      this.#usage.promptTokens += completion.promptTokens;
      this.#usage.completionTokens += completion.completionTokens;
      return completion.content;
    } catch (error) {
      request.signal?.throwIfAborted();
      if (error instanceof ClaimbookError) throw error;
      const wayOut = "Check that the endpoint runs and CLAIMBOOK_LLM_URL names it.";
      const reason = noConnection(this.#where, error, limit.aborted ? timeout : undefined, wayOut);
      return {
        error: new ClaimbookError(this.#without(reason.message), {
          kind: "could-not-run",
          where: this.#where,
          wayOut,
        }),
        asked: 0,
      };
    }
  }

  #headers(): Record<string, string> {
    const { key } = this.#options;
    return {
      "content-type": "application/json",
      accept: "application/json",
      ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    };
  }

  #body({ instructions, material, schema }: Request, problem: string | undefined): unknown {
    const marker = newMarker(material);
    const again = problem === undefined ? "" : `\n\nAn earlier answer did not fit the schema: ${problem}.`;
    return {
      model: this.name,
      messages: [
        { role: "system", content: `${instructions}\n\n${fenceRules(marker)}${again}` },
        { role: "user", content: fenced(material, marker) },
      ],
      temperature: 0,
      seed: this.#options.seed ?? 1,
      stream: false,
      response_format: { type: "json_schema", json_schema: { name: "answer", strict: true, schema } },
    };
  }

  #strange(what: string): ClaimbookError {
    return new ClaimbookError(`no usable answer came: ${this.#without(what)}`, {
      kind: "could-not-run",
      where: this.#where,
      wayOut: "Check that CLAIMBOOK_LLM_URL names an OpenAI-compatible endpoint.",
    });
  }

  /** A server may send the key back in what it says. */
  #without(text: string): string {
    const { key } = this.#options;
    return key === undefined || key === "" ? text : text.replaceAll(key, "[key]");
  }
}
