// Commands without an answer outlive a reload: they are kept in the session of the page until the server has them.

import type { PendingCommand, PendingStore } from "./draftTable";

/** A store in `sessionStorage`, or one that forgets where the browser allows none. */
export function pendingInSession(plan: number, storage: Storage | null): PendingStore {
  const key = `beatwright-pending-${plan}`;
  return {
    load() {
      try {
        const text = storage?.getItem(key);
        return text ? (JSON.parse(text) as PendingCommand[]) : [];
      } catch {
        return [];
      }
    },
    save(pending) {
      try {
        if (pending.length === 0) storage?.removeItem(key);
        else storage?.setItem(key, JSON.stringify(pending));
      } catch {
        // Full or forbidden: the commands still stand in memory.
      }
    }
  };
}
