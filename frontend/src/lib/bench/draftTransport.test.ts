import { expect, it } from "vitest";

import { ApiProblem, LostAnswer } from "../api/problem";
import { faultOf } from "./draftTransport";

it.each([
  [new LostAnswer("gone"), { kind: "lost", retryAfter: null }],
  [new ApiProblem(503, "busy", "Busy."), { kind: "lost", retryAfter: null }],
  [new ApiProblem(500, "fault", "Something failed (a1b2)."), { kind: "failed", message: "Something failed (a1b2)." }],
  [new ApiProblem(429, "limit", "Slow down.", {}, 2), { kind: "lost", retryAfter: 2_000 }],
  [new ApiProblem(401, "session", "Sign in."), { kind: "signed_out" }],
  [new ApiProblem(409, "stale", "", { since: [{ seq: 3 }] }), { kind: "stale", since: [{ seq: 3 }] }],
  [new ApiProblem(409, "conflict", "Ana changed it."), { kind: "conflict", message: "Ana changed it." }],
  [new ApiProblem(409, "moved", "It would overwrite."), { kind: "conflict", message: "It would overwrite." }],
  [new ApiProblem(409, "refused", "Nothing to undo."), { kind: "refused", message: "Nothing to undo." }],
  [new ApiProblem(409, "binned", "In the bin."), { kind: "refused", message: "In the bin." }],
  [new ApiProblem(423, "locked", "Post 3 is locked."), { kind: "locked", message: "Post 3 is locked." }],
  [new ApiProblem(422, "refused", "No site."), { kind: "refused", message: "No site." }],
  [new ApiProblem(404, "missing", "No plan."), { kind: "forbidden", message: "No plan." }],
])("%o", (problem, fault) => {
  expect(faultOf(problem)).toEqual(fault);
});

it("passes on what is no problem of the server", () => {
  expect(() => faultOf(new TypeError("a fault of ours"))).toThrow("a fault of ours");
});
