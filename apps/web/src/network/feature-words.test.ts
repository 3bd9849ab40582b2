import { expect, test } from "vitest";
import { featureWords } from "./feature-words.js";

const wordsOf = (feature: string) => featureWords(feature, (index) => `class ${index}`);

test.each([
  ["dreamt-60-steps:300/best:label-p", "probability of the right class", "best"],
  ["dreamt-60-steps:300/middling:p-of-class[8,9]", "probability of class 9 for class 8 images", "middling"],
  ["dreamt/best:accuracy-sorted[0]", "share recognised of its worst class", "best"],
  ["dreamt/best:accuracy-sorted[3]", "share recognised of its 4th worst class", "best"],
])("answers to dreamt images are in words: %s", (feature, words, band) => {
  expect(wordsOf(feature)).toEqual({ words, of: `images dreamt by the ${band} networks` });
});

test.each(["conv2d/kernel:mean", "dreamt/best:unit-singular[3]", "config.learning_rate"])(
  "other features keep their names: %s",
  (feature) => {
    expect(wordsOf(feature)).toEqual({ words: feature });
  },
);
