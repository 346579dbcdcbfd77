import { afterEach, describe, expect, it, vi } from "vitest";
import { get, request, untilAnswered, whenSignedOut } from "./client";
import { restoreVersion } from "./versions";
import { ApiProblem, LostAnswer } from "./problem";

const json = (body: unknown, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

function answers(...each: (Response | Error)[]) {
  const fetched = vi.fn((_url: string, _init: RequestInit): Promise<Response> => {
    const next = each.shift();
    if (next === undefined) throw new Error("asked once too often");
    return next instanceof Error ? Promise.reject(next) : Promise.resolve(next);
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

afterEach(() => {
  vi.unstubAllGlobals();
  whenSignedOut(() => undefined);
});

describe("requests", () => {
  it("return the JSON, and leave out what is not asked", async () => {
    const fetched = answers(json({ ok: 1 }));
    expect(await get("/cases", { query: { a: 1, b: null, c: undefined, d: "x y" } })).toEqual({ ok: 1 });
    expect(fetched.mock.calls[0]?.[0]).toBe("/api/cases?a=1&d=x+y");
  });

  it("return nothing where there is nothing", async () => {
    answers(new Response(null, { status: 204 }));
    expect(await request("DELETE", "/session")).toBeUndefined();
  });

  it("throw problems with what the server says", async () => {
    answers(json({ code: "stale", message: "Changed.", details: { seq: 4 } }, 409, { "retry-after": "7" }));
    const problem = await get("/x").catch((caught: unknown) => caught);
    expect(problem).toBeInstanceOf(ApiProblem);
    expect(problem).toMatchObject({ status: 409, code: "stale", message: "Changed.", details: { seq: 4 }, retryAfter: 7 });
  });

  it("throw problems where a proxy answers with a page", async () => {
    answers(new Response("<!doctype html>", { status: 200, headers: { "content-type": "text/html" } }));
    await expect(get("/x")).rejects.toBeInstanceOf(ApiProblem);
  });

  it("lead to signing in where the session has ended, unless they are quiet", async () => {
    const left = vi.fn();
    whenSignedOut(left);
    answers(json({}, 401), json({}, 401));
    await expect(get("/me", { quiet: true })).rejects.toMatchObject({ status: 401 });
    expect(left).not.toHaveBeenCalled();
    await expect(get("/cases")).rejects.toMatchObject({ status: 401 });
    expect(left).toHaveBeenCalledOnce();
  });
});

describe("a lost answer", () => {
  const taken = { line: { seq: 5 }, judged: null, undo: true, redo: false };
  const now = [0, 0, 0];

  it("sends a command again under the same id", async () => {
    vi.useFakeTimers();
    const fetched = answers(new TypeError("network"), json({}, 503), json(taken, 201));
    const sent = restoreVersion(3);
    await vi.runAllTimersAsync();
    vi.useRealTimers();
    expect(await sent).toEqual(taken);
    const bodies = fetched.mock.calls.map(([, init]) => String(init.body));
    expect(new Set(bodies).size).toBe(1);
    expect(JSON.parse(bodies[0] ?? "")).toEqual({ id: expect.stringMatching(/^[0-9a-f]{32}$/) });
  });

  it("is told in the end", async () => {
    const lost = (): Error => new TypeError("network");
    const fetched = answers(lost(), lost(), lost(), lost());
    await expect(untilAnswered(() => get("/x"), now)).rejects.toBeInstanceOf(LostAnswer);
    expect(fetched).toHaveBeenCalledTimes(4);
  });

  it("is no refusal: those are passed on at once", async () => {
    const fetched = answers(json({ code: "refused", message: "No.", details: {} }, 422));
    await expect(untilAnswered(() => get("/x"), now)).rejects.toMatchObject({ status: 422 });
    expect(fetched).toHaveBeenCalledOnce();
  });

  it("is none where the request was given up", async () => {
    const aborted = new AbortController();
    aborted.abort();
    answers(new DOMException("aborted", "AbortError"));
    await expect(get("/x", { signal: aborted.signal })).rejects.toMatchObject({ name: "AbortError" });
  });
});
