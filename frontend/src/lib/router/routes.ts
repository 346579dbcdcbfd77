/** The addresses of the planner, and what each of them shows. */

export type Route =
  | { name: "library" }
  | { name: "posts"; case: number; plan: number }
  | { name: "districts"; case: number; plan: number }
  | { name: "compare"; case: number; a: string | null; b: string | null }
  | { name: "review"; case: number; plan: number }
  | { name: "import"; import: number }
  | { name: "admin" }
  | { name: "settings" }
  | { name: "sign-in"; to: string }
  | { name: "invite"; token: string | null }
  | { name: "missing"; path: string };

type Params = Record<string, string>;
type Maker = (numbers: { case: number; plan: number; import: number }, query: URLSearchParams) => Route;

const TABLE: [string, Maker][] = [
  ["/", () => ({ name: "library" })],
  ["/case/:case/plan/:plan/posts", ({ case: c, plan }) => ({ name: "posts", case: c, plan })],
  ["/case/:case/plan/:plan/districts", ({ case: c, plan }) => ({ name: "districts", case: c, plan })],
  ["/case/:case/plan/:plan/review", ({ case: c, plan }) => ({ name: "review", case: c, plan })],
  ["/case/:case/compare", ({ case: c }, query) => ({ name: "compare", case: c, a: query.get("a"), b: query.get("b") })],
  ["/import/:import", (numbers) => ({ name: "import", import: numbers.import })],
  ["/admin", () => ({ name: "admin" })],
  ["/settings", () => ({ name: "settings" })],
  ["/sign-in", (_, query) => ({ name: "sign-in", to: ownPath(query.get("to")) })],
  ["/invite", (_, query) => ({ name: "invite", token: query.get("token") })],
];

/** Return the route of an address of this site. */
export function matchRoute(pathname: string, search = ""): Route {
  const path = pathname.length > 1 ? pathname.replace(/\/+$/, "") || "/" : "/";
  const query = new URLSearchParams(search);
  for (const [pattern, make] of TABLE) {
    const params = matched(pattern, path);
    if (params !== null) return make(numbered(params), query);
  }
  return { name: "missing", path: pathname };
}

/** Return the address of a route; `matchRoute` finds the route again. */
export function pathOf(route: Route): string {
  switch (route.name) {
    case "library":
      return "/";
    case "posts":
    case "districts":
    case "review":
      return `/case/${route.case}/plan/${route.plan}/${route.name}`;
    case "compare":
      return `/case/${route.case}/compare${queryOf({ a: route.a, b: route.b })}`;
    case "import":
      return `/import/${route.import}`;
    case "sign-in":
      return `/sign-in${queryOf({ to: route.to === "/" ? null : route.to })}`;
    case "invite":
      return `/invite${queryOf({ token: route.token })}`;
    case "missing":
      return route.path;
    default:
      return `/${route.name}`;
  }
}

function matched(pattern: string, path: string): Params | null {
  const asked = pattern.split("/");
  const given = path.split("/");
  if (asked.length !== given.length) return null;
  const params: Params = {};
  for (const [place, part] of asked.entries()) {
    const piece = given[place] ?? "";
    if (!part.startsWith(":")) {
      if (part !== piece) return null;
    } else if (/^[1-9]\d{0,9}$/.test(piece)) {
      params[part.slice(1)] = piece;
    } else {
      return null;
    }
  }
  return params;
}

function numbered(params: Params): { case: number; plan: number; import: number } {
  return { case: Number(params.case), plan: Number(params.plan), import: Number(params.import) };
}

function queryOf(values: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) query.set(name, value);
  const text = query.toString();
  return text ? `?${text}` : "";
}

/** Return a path of this site, whatever was asked for: an address elsewhere leads to the library. */
function ownPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : "/";
}
