import { whoAmI } from "../api/session";
import type { Me } from "../api/shapes";
import { settings } from "./settings.svelte";

/** Who uses the planner; undefined until it is known, null where nobody is signed in. */
class Session {
  me = $state.raw<Me | null | undefined>(undefined);
  /** The session has ended while somebody works on a plan: the page stays, with what is not saved yet. */
  lapsed = $state(false);

  async load(): Promise<void> {
    this.me = await whoAmI();
    this.lapsed = false;
    settings.take(this.me.settings);
  }

  end(): void {
    this.me = null;
    this.lapsed = false;
  }
}

export const session = new Session();
