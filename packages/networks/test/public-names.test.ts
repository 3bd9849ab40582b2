import { expect, it } from "vitest";
import * as api from "../src/index.js";

it("names what the package offers", () => {
  expect(Object.keys(api).sort()).toEqual([
    "ACTIVATIONS",
    "INITIALIZERS",
    "NetworkTrainer",
    "OPTIMIZERS",
    "checkHyperparameters",
    "createArchitecture",
    "createTrainingMemory",
    "loadSamples",
    "openTrainer",
  ]);
});
