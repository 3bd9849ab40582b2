import { InputError } from "@weightcast/core";
import type { ImageShape } from "@weightcast/networks";
import type { FeatureState } from "../families/feature-family.js";
import { contactSheet } from "./contact-sheet.js";
import { decodeImages, encodeImages } from "./npy-images.js";
import { encodePng } from "./png.js";

/** Dreamt test sets as a model stores them. */
export interface DreamtSets {
  /** The names of the bands, e.g. `best`; there is one set of images for each. */
  readonly bands: readonly string[];
  /** [bands * labels.length, height, width, channels] in [-1, 1], one set after another */
  readonly images: Float32Array;
  readonly shape: ImageShape;
  readonly classes: number;
  /** The class that each image of a set was dreamt for; every class occurs. */
  readonly labels: Int32Array;
}

/** Facts about the origin of the sets, for readers of the file; the program does not read them again. */
export interface DreamHistory {
  /** The number of training networks that were ranked. */
  readonly runs: number;
  /** The number of networks of each band. */
  readonly networks: readonly number[];
  readonly steps: number;
  readonly seed: number;
}

/** The file that describes dreamt sets, in their folder. */
export const DREAM_DESCRIPTION = "dream.json";
const IMAGES = "images.npy";
const PICTURE = "images.png";
const BAND_NAME = /^[a-z]+$/;
/** The maximum number of images; no fit makes more, so a file with more is damaged. */
const MOST = 1_000_000;

/** Encodes dreamt sets as files: their description, the images, and a picture of the images. */
export function encodeDreams(sets: DreamtSets, history: DreamHistory): FeatureState {
  const { bands, images, shape, classes, labels } = sets;
  const description = { bands, ...shape, classes, labels: Array.from(labels), ...history };
  return new Map([
    [DREAM_DESCRIPTION, new TextEncoder().encode(`${JSON.stringify(description)}\n`)],
    [IMAGES, encodeImages(images, arrayShape(sets))],
    [PICTURE, encodePng(contactSheet(images, labels, classes, shape))],
  ]);
}

/**
 * Reads dreamt sets back.
 *
 * @throws InputError where a file is missing or damaged
 */
export function decodeDreams(state: FeatureState): DreamtSets {
  const description = parseDescription(fileOf(state, DREAM_DESCRIPTION));
  return { ...description, images: decodeImages(fileOf(state, IMAGES), arrayShape(description), IMAGES) };
}

function arrayShape({ bands, labels, shape }: Omit<DreamtSets, "images">): number[] {
  return [bands.length * labels.length, shape.height, shape.width, shape.channels];
}

function fileOf(state: FeatureState, name: string): Uint8Array {
  const bytes = state.get(name);
  if (bytes === undefined)
    throw new InputError("is missing among the files of the dreamt images", { file: name });
  return bytes;
}

function parseDescription(bytes: Uint8Array): Omit<DreamtSets, "images"> {
  const fields = parseObject(bytes);
  const classes = wholeNumber(fields, "classes");
  const { bands, labels } = fields;
  if (
    !(
      Array.isArray(bands) &&
      bands.length > 0 &&
      bands.every(isBandName) &&
      new Set(bands).size === bands.length
    )
  ) {
    throw damaged("bands is not a list of different names");
  }
  if (!(Array.isArray(labels) && labels.length <= MOST && labels.every((label) => isClass(label, classes)))) {
    throw damaged(`labels is not a list of classes (0 to ${classes - 1})`);
  }
  if (new Set(labels).size !== classes) throw damaged("labels leaves out a class");
  const side = (name: keyof ImageShape) => wholeNumber(fields, name);
  return {
    bands,
    classes,
    labels: Int32Array.from(labels),
    shape: { height: side("height"), width: side("width"), channels: side("channels") },
  };
}

function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new InputError("is not JSON", { file: DREAM_DESCRIPTION }, { cause: error });
  }
  if (typeof value !== "object" || value === null) throw damaged("is not a JSON object");
  return value as Record<string, unknown>;
}

function wholeNumber(fields: Readonly<Record<string, unknown>>, name: string): number {
  const value = fields[name];
  if (typeof value === "number" && Number.isInteger(value) && value > 0 && value <= MOST) return value;
  throw damaged(`${name} is not a whole number from 1 to ${MOST}`);
}

function isBandName(value: unknown): value is string {
  return typeof value === "string" && BAND_NAME.test(value);
}

function isClass(value: unknown, classes: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < classes;
}

function damaged(problem: string): InputError {
  return new InputError(problem, { file: DREAM_DESCRIPTION });
}
