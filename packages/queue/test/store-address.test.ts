import { InputError, UsageError } from "@weightcast/core";
import { expect, test } from "vitest";
import { parseStoreAddress } from "../src/store/store-address.js";
import { filesOfTask } from "../src/store/task-files.js";

test.each([
  ["s3://bucket", { bucket: "bucket", prefix: "" }],
  ["s3://bucket/", { bucket: "bucket", prefix: "" }],
  ["s3://my.bucket-1/team/zoos/", { bucket: "my.bucket-1", prefix: "team/zoos/" }],
])("the address %j", (text, address) => {
  expect(parseStoreAddress(text)).toEqual(address);
});

test.each([
  "bucket/prefix",
  "s3:/bucket",
  "s3://",
  "s3://B",
  "s3://bucket/../other",
  "http://bucket/a",
  "s3://a b/c",
])("%j is no address of a store", (text) => {
  expect(() => parseStoreAddress(text)).toThrow(UsageError);
});

const stage = (files: object | undefined) =>
  ({ name: "train", tasks: 16, words: [], files }) as Parameters<typeof filesOfTask>[0];

test("the files of a task", () => {
  const files = {
    reads: ["./images/", "/shared/images", "../x"],
    writes: "zoo.shards/shard-{part}-of-{parts}",
  };
  expect(filesOfTask(stage({ ...files, last: "weights.npy" }), 2)).toEqual({
    reads: ["images"],
    writes: "zoo.shards/shard-3-of-16",
    last: "weights.npy",
  });
  expect(filesOfTask(stage({ reads: [], writes: "./out/" }), 0)).toMatchObject({ writes: "out" });
});

test.each([
  undefined,
  { reads: [], writes: "/zoo" },
  { reads: [], writes: "../zoo" },
  { reads: [], writes: "." },
])("the files %j are refused", (files) => {
  expect(() => filesOfTask(stage(files), 0)).toThrow(InputError);
});
