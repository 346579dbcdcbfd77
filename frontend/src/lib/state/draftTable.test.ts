import { describe, expect, it } from "vitest";

import type { DraftCommand } from "./draftCommand";
import { DraftTable, type DraftNotice, type PendingCommand, type PendingStore } from "./draftTable";
import { postAt, postsOf, type DraftValues } from "./draftValues";
import { FakeServer } from "./fakeServer";

const post = (site: string, locked = false) => ({ site, locked, officers: null, size: null, reach: null });
const START: DraftValues = { "post:1": post("a"), "post:2": post("b"), "post:3": post("c") };

function memory(left: PendingCommand[] = []): PendingStore & { kept: PendingCommand[] } {
  return {
    kept: left,
    load() {
      return this.kept;
    },
    save(pending) {
      this.kept = structuredClone(pending);
    },
  };
}

function table(server: FakeServer, user = "Ben", store: PendingStore = memory()) {
  let number = 0;
  return new DraftTable(server.transport(user), store, {
    newId: () => `${user}-${++number}-command`,
    sleep: () => Promise.resolve(),
  });
}

const move = (slot: number, site: string): DraftCommand => ({ verb: "move_post", slot, site });

async function opened(server: FakeServer, user = "Ben", store?: PendingStore) {
  const made = table(server, user, store);
  await made.begin();
  return made;
}

describe("own commands", () => {
  it("show at once and stand on the server afterwards", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    own.give(move(3, "z"));
    expect(postAt(own.view.values, 3)?.site).toBe("z");
    expect(postAt(server.values, 3)?.site).toBe("c");
    await own.settled();
    expect(server.values).toEqual(own.view.values);
    expect(own.view).toMatchObject({ seq: 2, pending: 0, undo: true, judged: "judged 2" });
  });

  it("are refused at once where something is locked or taken", async () => {
    const server = new FakeServer({ ...START, "post:1": post("a", true) });
    const own = await opened(server);
    expect(() => own.give(move(1, "z"))).toThrow("locked");
    expect(() => own.give(move(2, "c"))).toThrow("site_taken");
    await own.settled();
    expect(server.head).toBe(1);
  });

  it("follow a post that gets another number than was foreseen", async () => {
    const server = new FakeServer(START);
    server.lastNumber = 7; // posts 4 to 7 were removed before
    const own = await opened(server);
    own.give({ verb: "add_post", site: "x" });
    own.give(move(4, "y"));
    await own.settled();
    expect(postAt(own.view.values, 8)?.site).toBe("y");
    expect(own.view.values).toEqual(server.values);
    expect(own.view.notices).toEqual([]);
  });
});

describe("two planners", () => {
  it("merge without a word where they touch different posts", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.carryOut("Ana", "ana-0001", move(1, "x"));
    own.give(move(3, "z"));
    own.give(move(2, "y"));
    await own.settled();
    expect(own.view.notices).toEqual([]);
    expect(own.view.values).toEqual(server.values);
    expect(postsOf(server.values).map((one) => one.site)).toEqual(["x", "y", "z"]);
  });

  it("are told whose edit of the same post came first, and can put theirs on top", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.carryOut("Ana", "ana-0001", move(3, "x"));
    own.give(move(3, "z"));
    await own.settled();
    expect(postAt(own.view.values, 3)?.site).toBe("x");
    const notice = own.view.notices[0] as DraftNotice;
    expect(notice).toMatchObject({ kind: "overtaken", line: { user: "Ana", at: "2026-11-27T14:02:00+00:00" } });
    own.insist(notice);
    await own.settled();
    expect(postAt(server.values, 3)?.site).toBe("z");
    expect(own.view.notices).toEqual([]);
  });

  it("are told also of the second command in the queue, which the server would have taken", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.carryOut("Ana", "ana-0001", move(3, "x"));
    own.give(move(1, "y"));
    own.give(move(3, "z"));
    await own.settled();
    expect(postsOf(server.values).map((one) => one.site)).toEqual(["y", "b", "x"]);
    expect(own.view.notices).toHaveLength(1);
  });

  it("are told where they claim one site", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.carryOut("Ana", "ana-0001", move(1, "x"));
    own.give(move(3, "x"));
    await own.settled();
    expect(own.view.notices[0]?.kind).toBe("overtaken");
  });

  it("see what the other did when they look", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.carryOut("Ana", "ana-0001", move(1, "x"));
    await own.refresh();
    expect(postAt(own.view.values, 1)?.site).toBe("x");
    expect(own.view.foreign?.user).toBe("Ana");
  });

  it("lose and double nothing in 400 commands at once", async () => {
    const server = new FakeServer(Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`post:${n + 1}`, post(`s${n}`)])));
    const people = await Promise.all(["A", "B", "C", "D"].map((user) => opened(server, user)));
    people.forEach((one, person) => {
      for (let turn = 0; turn < 100; turn++) one.give(move(person * 2 + 1 + (turn % 2), `${person}-${turn}`));
    });
    await Promise.all(people.map((one) => one.settled()));
    await Promise.all(people.map((one) => one.refresh()));
    expect(server.head).toBe(401);
    expect(new Set(server.log.map((line) => line.id)).size).toBe(401);
    for (const one of people) {
      expect(one.view.values).toEqual(server.values);
      expect(one.view.notices).toEqual([]);
    }
  });
});

describe("undo", () => {
  const undo: DraftCommand = { verb: "undo", force: false };

  it("goes through the server, and brings what others did meanwhile", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    own.give(move(3, "z"));
    await own.settled();
    server.carryOut("Ana", "ana-0001", move(1, "x"));
    own.give(undo);
    await own.settled();
    expect(postsOf(own.view.values).map((one) => one.site)).toEqual(["x", "b", "c"]);
    expect(own.view.values).toEqual(server.values);
    expect(own.view.last?.verb).toBe("undo");
    expect(own.view.foreign?.user).toBe("Ana");
  });

  it("waits for the command before it", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    own.give(move(3, "z"));
    own.give(undo);
    await own.settled();
    expect(own.view.values).toEqual(START);
    expect(server.received).toEqual(["move_post", "undo"]);
  });

  it("asks before it overwrites what somebody changed since", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    own.give(move(3, "z"));
    await own.settled();
    server.carryOut("Ana", "ana-0001", move(3, "x"));
    own.give(undo);
    await own.settled();
    const [notice] = own.view.notices;
    expect(notice).toMatchObject({ kind: "conflict", command: undo });
    own.insist(notice!);
    await own.settled();
    expect(own.view.notices[0]).toMatchObject({ command: { verb: "undo", force: true } }); // sent with force this time
  });
});

describe("a network that fails", () => {
  it.each(["answer lost", "never came"] as const)("carries a command out once (%s)", async (trouble) => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.trouble.push(trouble, trouble, trouble);
    own.give({ verb: "add_post", site: "x" });
    own.give(move(2, "y"));
    await own.settled();
    expect(server.head).toBe(3);
    expect(own.view.values).toEqual(server.values);
    expect(own.view.waiting).toBe(false);
  });

  it("tells what the server fails at again and again, and sends what comes after it", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.trouble.push(...Array.from({ length: 5 }, () => "failed" as const));
    own.give(move(3, "x"));
    own.give(move(2, "y"));
    await own.settled();
    expect(own.view.notices).toMatchObject([{ kind: "failed", command: move(3, "x"), message: "A fault." }]);
    expect([postAt(server.values, 3)?.site, postAt(server.values, 2)?.site]).toEqual(["c", "y"]);
    own.insist(own.view.notices[0]!);
    await own.settled();
    expect(postAt(server.values, 3)?.site).toBe("x");
    expect([own.view.notices, own.view.waiting]).toEqual([[], false]);
  });

  it("carries on where the server fails for a while only", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    server.trouble.push("failed", "failed", "failed", "failed");
    own.give(move(3, "x"));
    await own.settled();
    expect([postAt(server.values, 3)?.site, own.view.notices.length]).toEqual(["x", 0]);
  });

  it("asks again for what others did where the log cannot be read", async () => {
    const server = new FakeServer(START);
    const own = await opened(server);
    own.give(move(3, "x"));
    await own.settled();
    server.carryOut("Ana", "ana-0001", move(2, "y"));
    server.logTrouble = 2;
    own.give({ verb: "undo", force: false });
    own.give(move(1, "z"));
    await own.settled();
    expect(own.view.values).toEqual(server.values);
    expect(postsOf(server.values).map((one) => one.site)).toEqual(["z", "y", "c"]);
  });

  it("sends after a reload what was not answered, and not what was", async () => {
    const server = new FakeServer(START);
    const store = memory();
    const before = await opened(server, "Ben", store);
    server.trouble.push("answer lost");
    before.give({ verb: "add_post", site: "x" });
    before.give(move(4, "y"));
    before.close(); // the page is reloaded before the answer
    await before.settled();
    const after = await opened(server, "Ben again", store);
    await after.settled();
    expect(postsOf(server.values).map((one) => one.site)).toEqual(["a", "b", "c", "y"]);
    expect(server.received).toEqual(["add_post", "move_post"]);
    expect(after.view.values).toEqual(server.values);
    expect(store.kept).toEqual([]);
  });

  it("tells after a reload that somebody changed the same meanwhile", async () => {
    const server = new FakeServer(START);
    const left = [{ id: "left-over", command: move(3, "z"), after: 1 }];
    server.carryOut("Ana", "ana-0001", move(3, "x"));
    const own = await opened(server, "Ben", memory(left));
    await own.settled();
    expect(postAt(server.values, 3)?.site).toBe("x");
    expect(own.view.notices[0]?.kind).toBe("overtaken");
  });
});

describe("a lock that came first", () => {
  it("is told, and the post stays", async () => {
    const server = new FakeServer({ ...START });
    const own = await opened(server);
    server.values = { ...START, "post:3": post("c", true) }; // as another process would have it, unseen by the log
    own.give(move(3, "z"));
    await own.settled();
    expect(own.view.notices[0]?.kind).toBe("locked");
    expect(postAt(own.view.values, 3)?.site).toBe("c");
  });
});
