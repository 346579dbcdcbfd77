import { whoAmI } from "../api/session";
import type { Me } from "../api/shapes";
import { settings } from "./settings.svelte";

/** Who uses the planner; undefined until it is known, null where nobody is signed in. */
class Session {
  me = $state.raw<Me | null | undefined>(undefined);

  async load(): Promise<void> {
    this.me = await whoAmI();
    settings.take(this.me.settings);
  }

  end(): void {
    this.me = null;
  }
}

export const session = new Session();
