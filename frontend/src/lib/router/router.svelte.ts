import { matchRoute, pathOf, type Route } from "./routes";

/** Where the planner is; `router.route` follows the address. */
class Router {
  route = $state.raw<Route>(matchRoute(location.pathname, location.search));
  #guards = new Set<() => boolean>();

  constructor() {
    addEventListener("popstate", () => this.#read());
    document.addEventListener("click", (event) => this.#click(event));
  }

  /** Go to a route, or to a path of this site. */
  go(to: Route | string, options: { replace?: boolean } = {}): void {
    if (![...this.#guards].every((guard) => guard())) return;
    const path = typeof to === "string" ? to : pathOf(to);
    if (options.replace) history.replaceState(null, "", path);
    else history.pushState(null, "", path);
    this.#read();
    scrollTo(0, 0);
  }

  /** Ask `guard` before the page is left by a link; false keeps it. Returns what takes the guard away. */
  hold(guard: () => boolean): () => void {
    this.#guards.add(guard);
    return () => this.#guards.delete(guard);
  }

  #read(): void {
    this.route = matchRoute(location.pathname, location.search);
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (link.pathname.startsWith("/api/") || (link.hash && link.pathname === location.pathname)) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
