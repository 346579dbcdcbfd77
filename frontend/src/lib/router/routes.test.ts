import { describe, expect, it } from "vitest";
import { matchRoute, pathOf, type Route } from "./routes";

const ROUTES: Route[] = [
  { name: "library" },
  { name: "posts", case: 3, plan: 14 },
  { name: "districts", case: 3, plan: 14 },
  { name: "review", case: 3, plan: 14 },
  { name: "compare", case: 3, a: "plan:PMedian(p=8)", b: "draft:14" },
  { name: "compare", case: 3, a: null, b: null },
  { name: "import", import: 7 },
  { name: "admin" },
  { name: "settings" },
  { name: "sign-in", to: "/case/3/compare?a=draft%3A1" },
  { name: "sign-in", to: "/" },
  { name: "invite", token: "a-b_c" },
];

describe("addresses", () => {
  it.each(ROUTES)("lead back to their route: $name", (route) => {
    const [path = "", query = ""] = pathOf(route).split("?");
    expect(matchRoute(path, query && `?${query}`)).toEqual(route);
  });

  it("may end with a slash", () => {
    expect(matchRoute("/admin/")).toEqual({ name: "admin" });
  });

  it.each(["/case/0/plan/1/posts", "/case/x/plan/1/posts", "/case/1/plan/1", "/case/1/plan/1/posts/2", "/Admin", "//"])(
    "that do not exist are missing: %s",
    (path) => {
      expect(matchRoute(path).name).toBe(path === "//" ? "library" : "missing");
    },
  );

  it.each(["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)"])(
    "elsewhere are not followed after signing in: %s",
    (to) => {
      expect(matchRoute("/sign-in", `?to=${encodeURIComponent(to)}`)).toEqual({ name: "sign-in", to: "/" });
    },
  );
});
