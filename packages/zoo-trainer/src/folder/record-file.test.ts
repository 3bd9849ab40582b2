import { InputError } from "@weightcast/core";
import { describe, expect, test } from "vitest";
import { chooseLayers } from "../population/hyperparameters.js";
import type { TrainingRecord } from "../population/population.js";
import { type HyperparameterSpace, PUBLISHED_SPACE } from "../population/space.js";
import { formatRecord, parseRecord } from "./record-file.js";

const RECORD: TrainingRecord = {
  dataset: "fashion_mnist",
  images: "ca".repeat(32),
  networks: [{ first: 100, count: 6 }],
  epochs: 2,
  epochs_between_checkpoints: 20,
  seed: 3,
  space: PUBLISHED_SPACE,
};

/** The text of a record as files of format 1 had it, which have no checksum. */
const unchecked = (record: TrainingRecord) => JSON.stringify({ format: 1, ...record });

test("a record is read back", () => {
  const text = formatRecord(RECORD);
  expect(JSON.parse(text)).toMatchObject({ format: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(parseRecord(text, "training.json")).toEqual(RECORD);
  expect(parseRecord(`\uFEFF${JSON.stringify(JSON.parse(text))}`, "training.json")).toEqual(RECORD);
  expect(parseRecord(unchecked(RECORD), "training.json")).toEqual(RECORD);
});

test("a record with measures and layers is read back, the measures in their order", () => {
  const space: HyperparameterSpace = {
    ...PUBLISHED_SPACE,
    ...chooseLayers([{ kind: "flatten" }, { kind: "dense", units: 3, activated: false }]),
  };
  const record: TrainingRecord = { ...RECORD, space, measures: ["generalisation-gap", "calibration-error"] };
  const read = parseRecord(formatRecord(record), "training.json");
  expect(read).toEqual({ ...record, measures: ["calibration-error", "generalisation-gap"] });
});

test("a record with any other number or word is refused", () => {
  const text = formatRecord(RECORD);
  const edits = Array.from(text.matchAll(/[0-9a-z]/g), ({ index, 0: character }) => {
    const other = character === "1" ? "2" : "1";
    return text.slice(0, index) + other + text.slice(index + 1);
  });
  expect(edits.length).toBeGreaterThan(200);
  for (const edit of edits) expect(() => parseRecord(edit, "training.json"), edit).toThrow(InputError);
});

test("an edited record whose fields are in range is refused by its checksum", () => {
  const text = formatRecord(RECORD).replace('"seed": 3', '"seed": 4');
  expect(() => parseRecord(text, "zoo/training.json")).toThrow(
    /^zoo\/training\.json: was edited or is damaged: it does not have the checksum that it tells; /,
  );
});

describe("small records that ask for much", () => {
  test.each<[string, Partial<TrainingRecord>, RegExp]>([
    ["a billion networks", { networks: [{ first: 0, count: 1e9 }] }, /networks: more than 1048576 networks/],
    ["a billion epochs", { epochs: 1e9, epochs_between_checkpoints: 1 }, /epochs: .*<=100000/],
    ["a billion units", { space: { ...PUBLISHED_SPACE, num_units: 1e9 } }, /space\.num_units: .*<=65536/],
  ])("%s are refused, whatever the format", (_, change, problem) => {
    const record = { ...RECORD, ...change };
    for (const text of [formatRecord(record), unchecked(record)]) {
      expect(() => parseRecord(text, "training.json")).toThrow(InputError);
      expect(() => parseRecord(text, "training.json")).toThrow(problem);
    }
  });
});
