import { expect, it } from "vitest";

import { NewestWins } from "./newestWins";

it("asks one at a time, the newest only, and not more often than told", async () => {
  let time = 0;
  const asked: [number, number][] = [];
  const taken: number[] = [];
  let answer: (() => void) | null = null;
  const judge = new NewestWins<number, number>(
    (question) => {
      asked.push([question, time]);
      return new Promise((resolve) => (answer = () => resolve(question)));
    },
    (value) => taken.push(value),
    100,
    { now: () => time, later: (wait, what) => ((time += wait), what()) },
  );
  for (const question of [1, 2, 3]) judge.put(question);
  answer!();
  await turns();
  expect(asked).toEqual([[1, 0], [3, 100]]);
  expect(taken).toEqual([1]);
  judge.forget();
  answer!();
  await turns();
  expect(taken).toEqual([1]);
});

it("goes on after a question that failed", async () => {
  const taken: number[] = [];
  const judge = new NewestWins<number, number>(
    (question) => (question === 1 ? Promise.reject(new Error("busy")) : Promise.resolve(question)),
    (value) => taken.push(value),
    0,
  );
  judge.put(1);
  await turns();
  judge.put(2);
  await turns();
  expect(taken).toEqual([2]);
});

async function turns() {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
