import { expect, test } from "vitest";
import { imageDataSet, imageSet } from "./images.js";

const FILES = { images: "images", labels: "labels" };
const images = { shape: [2, 2, 2], data: new Uint8Array(8) };
const labels = { shape: [2], data: Uint8Array.of(0, 9) };

test("images with their labels, as views", () => {
  const set = imageSet(images, labels);
  expect(set).toEqual({
    count: 2,
    height: 2,
    width: 2,
    channels: 1,
    pixels: images.data,
    labels: labels.data,
  });
  expect(set.pixels).toBe(images.data);
});

test.each<[string, typeof images, typeof labels, string]>([
  ["labels for images", labels, labels, "images, byte 3: holds an array of shape (2)"],
  ["images for labels", images, images, "labels, byte 3: holds an array of shape (2, 2, 2)"],
  ["no images", { shape: [0, 2, 2], data: new Uint8Array() }, labels, "images, byte 4: holds no images"],
  [
    "a label too many",
    images,
    { shape: [3], data: new Uint8Array(3) },
    "labels, byte 4: holds 3 labels for 2",
  ],
])("%s", (_, wrongImages, wrongLabels, message) => {
  expect(() => imageSet(wrongImages, wrongLabels, FILES)).toThrow(message);
});

test("a data set has as many classes as the labels of the images to train on tell of", () => {
  const train = imageSet(images, { shape: [2], data: Uint8Array.of(0, 10) });
  const other = imageSet(images, { shape: [2], data: Uint8Array.of(4, 2) });
  expect(imageDataSet("digits", train, other)).toEqual({ name: "digits", classes: 11, train, test: other });
  expect(() => imageDataSet("digits", other, train, FILES)).toThrow(
    "labels, byte 9: label 1 is 10; the classes of the images to train on are 0 to 4",
  );
});

test("a data set whose images have two sizes is refused", () => {
  const train = imageSet(images, labels);
  const oblong = imageSet({ ...images, shape: [2, 1, 4] }, labels);
  expect(() => imageDataSet("digits", train, oblong, FILES)).toThrow(
    "images, byte 8: its images have 1 x 4 x 1 values, those to train on 2 x 2 x 1",
  );
});
