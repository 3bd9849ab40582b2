import { expect, test } from "vitest";
import { imageSet } from "./images.js";

const FILES = { images: "images", labels: "labels" };
const images = { shape: [2, 2, 2], data: new Uint8Array(8) };
const labels = { shape: [2], data: Uint8Array.of(0, 9) };

test("images with their labels, as views", () => {
  const set = imageSet(images, labels);
  expect(set).toEqual({ count: 2, side: 2, pixels: images.data, labels: labels.data });
  expect(set.pixels).toBe(images.data);
});

test.each<[string, typeof images, typeof labels, string]>([
  ["labels for images", labels, labels, "images, byte 3: holds an array of shape (2)"],
  ["images for labels", images, images, "labels, byte 3: holds an array of shape (2, 2, 2)"],
  ["no images", { shape: [0, 2, 2], data: new Uint8Array() }, labels, "images, byte 4: holds no images"],
  ["oblong images", { ...images, shape: [2, 1, 4] }, labels, "images, byte 8: its images have 1 x 4 pixels"],
  [
    "a label too many",
    images,
    { shape: [3], data: new Uint8Array(3) },
    "labels, byte 4: holds 3 labels for 2",
  ],
  ["an eleventh class", images, { shape: [2], data: Uint8Array.of(0, 10) }, "labels, byte 9: label 1 is 10"],
])("%s", (_, wrongImages, wrongLabels, message) => {
  expect(() => imageSet(wrongImages, wrongLabels, FILES)).toThrow(message);
});
