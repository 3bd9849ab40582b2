import { expect, test } from "vitest";
import { partOf } from "./answer-offline.js";

const whole = () => new Response("0123456789", { headers: { etag: '"1"', "content-encoding": "gzip" } });

test.each<[string, string, string]>([
  ["bytes=2-4", "234", "bytes 2-4/10"],
  ["bytes=7-", "789", "bytes 7-9/10"],
  ["bytes=8-100", "89", "bytes 8-9/10"],
])("the part of %s", async (range, text, contentRange) => {
  const part = await partOf(whole(), range);
  expect([part.status, part.headers.get("content-range"), part.headers.get("etag")]).toEqual([
    206,
    contentRange,
    '"1"',
  ]);
  expect(part.headers.get("content-encoding")).toBeNull();
  expect(await part.text()).toBe(text);
});

test("a range beyond the end cannot be answered; without a known range the answer is whole", async () => {
  const beyond = await partOf(whole(), "bytes=10-20");
  expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */10"]);
  for (const range of [null, "bytes=0-1,3-4", "lines=1-2"]) {
    expect(await (await partOf(whole(), range)).text()).toBe("0123456789");
  }
});
