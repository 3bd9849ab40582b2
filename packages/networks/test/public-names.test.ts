import { expect, it } from "vitest";
import * as api from "../src/index.js";

it("names what the package offers", () => {
  expect(Object.keys(api).sort()).toEqual([
    "ACTIVATIONS",
    "Forward",
    "INITIALIZERS",
    "ImageGradients",
    "LAYER_KINDS",
    "NetworkTrainer",
    "OPTIMIZERS",
    "architectureText",
    "checkHyperparameters",
    "createTrainingMemory",
    "inferArchitecture",
    "layoutOf",
    "loadSamples",
    "openForward",
    "openImageGradients",
    "openTrainer",
    "parseArchitecture",
    "parseLayers",
    "readLayers",
    "smallCnn",
    "smallFcn",
  ]);
});
