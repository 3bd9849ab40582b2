import { expect, test } from "vitest";
import { HandOver } from "./hand-over.js";

test("values come in the order in which they are given, and producers wait until theirs is done with", async () => {
  const handOver = new HandOver<number>();
  const done: number[] = [];
  const given = [1, 2, 3].map((value) => handOver.give(value).then(() => done.push(value)));
  const taken: number[] = [];
  for await (const value of handOver) {
    expect(done).toEqual(taken);
    taken.push(value);
    if (value === 3) handOver.end();
  }
  await Promise.all(given);
  expect(taken).toEqual([1, 2, 3]);
  expect(done).toEqual([1, 2, 3]);
});

test("a consumer waits for values, and for the end", async () => {
  const handOver = new HandOver<string>();
  setTimeout(() => handOver.give("late").then(() => handOver.end()), 5);
  const taken: string[] = [];
  for await (const value of handOver) taken.push(value);
  expect(taken).toEqual(["late"]);
});

test("producers are not kept waiting by a consumer who leaves", async () => {
  const handOver = new HandOver<number>();
  const given = [handOver.give(1), handOver.give(2)];
  for await (const value of handOver) {
    expect(value).toBe(1);
    break;
  }
  await Promise.all(given);
  await handOver.give(3);
});

test("an error comes after the values that were given before it", async () => {
  const handOver = new HandOver<number>();
  void handOver.give(1);
  handOver.end(new Error("out of luck"));
  const values = handOver[Symbol.asyncIterator]();
  expect(await values.next()).toEqual({ done: false, value: 1 });
  await expect(values.next()).rejects.toThrow("out of luck");
});
