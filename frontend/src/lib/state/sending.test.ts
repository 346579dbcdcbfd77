import { describe, expect, it } from "vitest";
import { Sending } from "./sending.svelte";

describe("a form that sends", () => {
  it("sends once at a time, and says what went wrong until it is sent again", async () => {
    const sending = new Sending();
    let sent = 0;
    let answer = (): void => undefined;
    const first = sending.send(() => new Promise((resolve) => ((answer = resolve), sent++)));
    expect([sending.busy, await sending.send(() => Promise.resolve(void sent++)), sent]).toEqual([true, false, 1]);
    answer();
    expect([await first, sending.busy, sending.problem]).toEqual([true, false, ""]);
    expect(await sending.send(() => Promise.reject(new Error("The name is taken.")))).toBe(false);
    expect([sending.busy, sending.problem]).toEqual([false, "The name is taken."]);
    await sending.send(() => Promise.resolve());
    expect(sending.problem).toBe("");
  });
});
