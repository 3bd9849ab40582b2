import { UsageError } from "@weightcast/core";
import { describe, expect, it } from "vitest";
import { DNN, LOGIT_LINEAR, resolveParameters, standardParameters } from "./parameters.js";

describe("resolveParameters", () => {
  it("fills in what is not given", () => {
    const parameters = resolveParameters({ n_layers: 2, patience: 3 }, DNN);
    expect(parameters).toEqual({ ...DNN.standard, n_layers: 2, patience: 3 });
    expect(parameters.epochs).toBe(300);
  });

  it("takes its own standard parameters", () => {
    for (const space of [DNN, LOGIT_LINEAR]) {
      expect(resolveParameters(standardParameters(space), space)).toEqual(space.standard);
    }
    expect(Object.keys(standardParameters(LOGIT_LINEAR))).not.toContain("n_hiddens");
  });

  it("takes published files of logit-linear, whose hidden units and dropout are of no effect without hidden layers", () => {
    const published = {
      l2_penalty: 1e-4,
      init_stddev: 0.01,
      n_layers: 0,
      n_hiddens: 445,
      dropout_rate: 0.08,
    };
    expect(resolveParameters(published, LOGIT_LINEAR)).toMatchObject({
      l2_penalty: 1e-4,
      n_layers: 0,
      n_hiddens: 0,
      dropout_rate: 0,
    });
    expect(() => resolveParameters({ n_layers: 1 }, LOGIT_LINEAR)).toThrow("n_layers is 0, not 1");
    expect(() => resolveParameters({ n_hiddens: "5" }, LOGIT_LINEAR)).toThrow(
      'n_hiddens is a number, not "5"',
    );
  });

  it("says which name was meant", () => {
    expect(() => resolveParameters({ n_hidden: 5 }, DNN)).toThrow("did you mean 'n_hiddens'?");
    expect(() => resolveParameters({ optimizer_name: "Adam" }, DNN)).toThrow("did you mean 'adam'?");
    expect(() => resolveParameters({ w_init_name: "toString" }, DNN)).toThrow(UsageError);
  });

  it.each([
    [{ n_layers: 0 }, "n_layers is a whole number at least 1 and at most 1000, not 0"],
    [{ n_hiddens: 2.5 }, "n_hiddens is a whole number at least 1 and at most 100000, not 2.5"],
    [{ dropout_rate: 1 }, "dropout_rate is a number at least 0 and below 1, not 1"],
    [{ learning_rate: 0 }, "learning_rate is a number above 0, not 0"],
    [{ learning_rate: "0.1" }, 'learning_rate is a number above 0, not "0.1"'],
    [{ l2_penalty: Number.NaN }, "l2_penalty is a number at least 0"],
    [{ batch_size: 0 }, "batch_size is a whole number at least 1, not 0"],
    [{ epochs: 0 }, "epochs is a whole number at least 1, not 0"],
    [{ patience: -1 }, "patience is a whole number at least 1, not -1"],
    [{ learning_rate: 1e39 }, "learning_rate is 1e+39, beyond the range of 32-bit floating point numbers"],
    [
      { n_layers: 2, n_hiddens: 100_000 },
      "n_layers 2 and n_hiddens 100000 make a network of 10000200000 weights, more than the 67108864 allowed",
    ],
    [{ w_init_name: 3 }, "w_init_name is one of RandomNormal, "],
  ])("refuses %j", (parameters, message) => {
    expect(() => resolveParameters(parameters, DNN)).toThrow(UsageError);
    expect(() => resolveParameters(parameters, DNN)).toThrow(message);
  });
});
