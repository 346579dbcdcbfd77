/** Requests to the planner's own server. Whatever goes wrong is thrown as `ApiProblem` or `LostAnswer`. */

import { LostAnswer, problemOf } from "./problem";

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface RequestOptions {
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, as a file. */
  file?: Blob;
  headers?: Record<string, string>;
  query?: Record<string, string | number | boolean | null | undefined>;
  signal?: AbortSignal;
  /** A 401 is an answer like any other, and does not lead to the sign-in page. */
  quiet?: boolean;
}

let onSignedOut: () => void = () => undefined;

/** Say what happens where a session has ended. */
export function whenSignedOut(what: () => void): void {
  onSignedOut = what;
}

/** Send a request and return its JSON, or undefined where the answer has none. */
export async function request<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
  const answer = await sent(method, path, options);
  if (!answer.ok) {
    if (answer.status === 401 && !options.quiet) onSignedOut();
    throw await problemOf(answer);
  }
  if (answer.status === 204) return undefined as T;
  if (!/json/.test(answer.headers.get("content-type") ?? "")) throw await problemOf(answer);
  return (await answer.json()) as T;
}

export const get = <T>(path: string, options?: RequestOptions): Promise<T> => request<T>("GET", path, options);
export const post = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  request<T>("POST", path, { ...options, body });
export const put = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  request<T>("PUT", path, { ...options, body });
export const patch = <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
  request<T>("PATCH", path, { ...options, body });
export const del = <T = void>(path: string, options?: RequestOptions): Promise<T> => request<T>("DELETE", path, options);

const WAITS = [300, 1_000, 3_000];

/**
 * Do something again until it is answered.
 *
 * Only for what may be done twice without harm: a request that reads, or a command that carries an id of its own.
 * Refusals are passed on at once; only lost answers, 502, 503 and 504 are tried again.
 */
export async function untilAnswered<T>(ask: () => Promise<T>, waits: number[] = WAITS): Promise<T> {
  for (const wait of waits) {
    try {
      return await ask();
    } catch (problem) {
      if (!(problem instanceof LostAnswer) && !isBusy(problem)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return ask();
}

function isBusy(problem: unknown): boolean {
  const status = problem instanceof Error && "status" in problem ? problem.status : 0;
  return status === 502 || status === 503 || status === 504;
}

async function sent(method: Method, path: string, options: RequestOptions): Promise<Response> {
  const headers: Record<string, string> = { accept: "application/json", ...options.headers };
  let body: BodyInit | undefined;
  if (options.file) {
    headers["content-type"] = "application/octet-stream";
    body = options.file;
  } else if (options.body !== undefined) {
    headers["content-type"] = "application/json";
    body = JSON.stringify(options.body);
  }
  try {
    return await fetch(`/api${path}${queryText(options.query)}`, {
      method,
      headers,
      body: body ?? null,
      signal: options.signal ?? null,
      credentials: "same-origin",
    });
  } catch (problem) {
    if (options.signal?.aborted) throw problem;
    throw new LostAnswer("The server does not answer.", { cause: problem });
  }
}

function queryText(query: RequestOptions["query"]): string {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const text = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}
