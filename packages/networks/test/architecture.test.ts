import { UsageError } from "@weightcast/core";
import { createLayout } from "@weightcast/zoo";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Architecture, inferArchitecture, layoutOf, smallCnn, smallFcn } from "../src/index.js";
import { MIXED, NORMALISED } from "./architectures.js";

it("lays out the published network as the published layout does", () => {
  const layout = layoutOf(smallCnn({ side: 28 }));
  expect(layout.parameters).toBe(4970);
  expect(layout.tensors.map(({ name, shape, start, end }) => [name, shape, start, end])).toEqual([
    ["sequential/conv2d/bias:0", [16], 0, 16],
    ["sequential/conv2d/kernel:0", [3, 3, 1, 16], 16, 160],
    ["sequential/conv2d_1/bias:0", [16], 160, 176],
    ["sequential/conv2d_1/kernel:0", [3, 3, 16, 16], 176, 2480],
    ["sequential/conv2d_2/bias:0", [16], 2480, 2496],
    ["sequential/conv2d_2/kernel:0", [3, 3, 16, 16], 2496, 4800],
    ["sequential/dense/bias:0", [10], 4800, 4810],
    ["sequential/dense/kernel:0", [16, 10], 4810, 4970],
  ]);
});

it("lays out dense layers on pixels, and batch normalisation", () => {
  expect(layoutOf(smallFcn({ side: 2, channels: 3, layers: 1, units: 4 })).tensors).toMatchObject([
    { name: "sequential/dense/bias:0", shape: [4] },
    { name: "sequential/dense/kernel:0", shape: [12, 4] },
    { name: "sequential/dense_1/bias:0", shape: [10] },
    { name: "sequential/dense_1/kernel:0", shape: [4, 10] },
  ]);
  const [normalised] = Object.values(NORMALISED);
  const names = layoutOf(normalised!).tensors.map(({ name }) => name);
  expect(names.slice(2, 6)).toEqual([
    "sequential/batch_normalization/beta:0",
    "sequential/batch_normalization/gamma:0",
    "sequential/batch_normalization/moving_mean:0",
    "sequential/batch_normalization/moving_variance:0",
  ]);
  expect(names[8]).toBe("sequential/batch_normalization_1/beta:0");
});

it("says of which size images must be at least, and takes just those", () => {
  expect(() => smallCnn({ side: 14 })).toThrow(
    new UsageError("3 layers leave no pixel of images of 14 x 14: they need at least 15 x 15"),
  );
  fc.assert(
    fc.property(
      fc.record({ layers: fc.integer({ min: 1, max: 6 }), stride: fc.integer({ min: 1, max: 3 }) }),
      fc.integer({ min: 1, max: 200 }),
      ({ layers, stride }, side) => {
        let left = side;
        for (let layer = 0; layer < layers; layer++)
          left = left < 3 ? 0 : Math.floor((left - 3) / stride) + 1;
        const lay = () => layoutOf(smallCnn({ side, layers, stride }));
        if (left === 0) expect(lay).toThrow(UsageError);
        else expect(lay().layers).toHaveLength(layers + 1);
      },
    ),
  );
});

describe("an architecture is refused", () => {
  const cnn = smallCnn({ side: 28 });
  const withLayers = (...layers: Architecture["layers"]): Architecture => ({ ...cnn, layers });
  const dense = { kind: "dense", units: 3, activated: false } as const;
  const mean = { kind: "globalMean" } as const;
  const convolution = { kind: "conv2d", filters: 4, kernelSize: [3, 3], stride: 2, activated: true } as const;
  const normalisation = { kind: "batchNorm", epsilon: 1e-3, activated: false } as const;

  it.each<[string, Architecture]>([
    ["the height of the images is a whole number above 0, not 28.5", smallCnn({ side: 28.5 })],
    ["the channels of the images is a whole number above 0, not 0", smallCnn({ side: 28, channels: 0 })],
    [
      "layer 0 (conv2d): the number of filters of a convolution is a whole number above 0, not -4",
      smallCnn({ side: 28, units: -4 }),
    ],
    [
      "layer 0 (conv2d): the stride of a convolution is a whole number above 0, not 0",
      smallCnn({ side: 28, stride: 0 }),
    ],
    [
      "layer 1 (conv2d): a convolution of 3 x 3 does not fit on 1 x 1 pixels",
      { input: { height: 3, width: 4, channels: 1 }, layers: [convolution, convolution, mean, dense] },
    ],
    [
      "layer 1 (dense): a dense layer follows a flatten or globalMean layer, not one with 13 x 13 pixels",
      withLayers(convolution, dense),
    ],
    ["layer 0 (globalMean): cannot be the first of an architecture", withLayers(mean, dense)],
    [
      "layer 1 (batchNorm): the epsilon of a batch normalisation is 0 or a number above, not -1",
      withLayers(convolution, { ...normalisation, epsilon: -1 }, mean, dense),
    ],
    ["the last layer of an architecture is a dense one that is not activated", withLayers(convolution, mean)],
    [
      "the last layer of an architecture is a dense one that is not activated",
      withLayers({ kind: "flatten" }, { ...dense, activated: true }),
    ],
    ["the last layer of an architecture is a dense one that is not activated", withLayers()],
    [
      "unknown kind of layer 'conv2'; did you mean 'conv2d'",
      withLayers({ ...convolution, kind: "conv2" as "conv2d" }, mean, dense),
    ],
    [
      "unknown kind of layer 'toString'",
      withLayers({ ...convolution, kind: "toString" as "conv2d" }, mean, dense),
    ],
  ])("%s", (message, architecture) => {
    expect(() => layoutOf(architecture)).toThrow(UsageError);
    expect(() => layoutOf(architecture)).toThrow(message);
  });
});

describe("an architecture is inferred from its layout", () => {
  it.each<[string, Architecture]>([
    ["the zoo's cnn", smallCnn({ side: 28 })],
    ["a deeper one of colour images", smallCnn({ side: 28, channels: 3, layers: 2, units: 7, classes: 100 })],
    ["the zoo's fcn", smallFcn({ side: 28 })],
    ["an fcn of colour images", smallFcn({ side: 32, channels: 3, layers: 2 })],
  ])("%s", (_, architecture) => {
    const inferred = inferArchitecture(layoutOf(architecture)).architecture!;
    expect(inferred.input).toEqual(architecture.input);
    expect(inferred.layers).toMatchObject(architecture.layers);
    expect(layoutOf(inferred)).toEqual(layoutOf(architecture));
  });

  it("with the sizes and the stride that it does not tell", () => {
    const [flattened, normalised] = [
      MIXED["a flattened convolution, then dense layers"]!,
      NORMALISED["batch normalisation after activations, as in the zoo's cnnbn"]!,
    ];
    expect(inferArchitecture(layoutOf(flattened), { height: 9, width: 7 }).architecture).toMatchObject(
      flattened,
    );
    expect(inferArchitecture(layoutOf(normalised), { height: 11 }).architecture).toMatchObject(normalised);
    const strideless = smallCnn({ side: 32, stride: 1 });
    expect(inferArchitecture(layoutOf(strideless), { height: 32, stride: 1 }).architecture).toMatchObject(
      strideless,
    );
  });

  it("keeping the names of its layers", () => {
    const architecture = smallCnn({ side: 28, layers: 1 });
    const named: Architecture = {
      ...architecture,
      layers: architecture.layers.map((layer) =>
        layer.kind === "dense" ? { ...layer, name: "head" } : layer,
      ),
    };
    expect(layoutOf(inferArchitecture(layoutOf(named)).architecture!)).toEqual(layoutOf(named));
  });

  const layout = (...tensors: [string, ...number[]][]) => {
    let end = 0;
    return createLayout(
      tensors.map(([name, ...shape]) => {
        const start = end;
        end += shape.reduce((product, size) => product * size, 1);
        return { name, shape, start, end };
      }),
    );
  };
  it.each<[string, string, ReturnType<typeof layout>, object?]>([
    [
      "a layer of no known kind",
      "layer gru with the tensors kernel (3, 4), recurrent_kernel (4, 4) is not of a known kind",
      layout(["net/gru/kernel:0", 3, 4], ["net/gru/recurrent_kernel:0", 4, 4]),
    ],
    [
      "no dense layer at the end",
      "the last layer, conv2d, is not a dense one",
      layout(["net/conv2d/bias:0", 4], ["net/conv2d/kernel:0", 3, 3, 1, 4]),
    ],
    [
      "kernels before biases",
      "tensor net/dense/kernel:0 has the shape (4, 3) and starts at 0, where (3) starting at 0 was expected after the layers before it",
      layout(["net/dense/kernel:0", 4, 3], ["net/dense/bias:0", 3]),
    ],
    [
      "inputs that are no image",
      "the 6 inputs of layer dense are not square images of 1 or 3 channels",
      layout(["net/dense/bias:0", 3], ["net/dense/kernel:0", 6, 3]),
    ],
    [
      "inputs that are not those images",
      "the 4 inputs of layer dense are not images of 5 x 5 pixels of 1 or 3 channels",
      layout(["net/dense/bias:0", 3], ["net/dense/kernel:0", 4, 3]),
      { height: 5 },
    ],
    [
      "images too small",
      "layer 2 (conv2d): a convolution of 3 x 3 does not fit on 1 x 1 pixels",
      layoutOf(smallCnn({ side: 28 })),
      { height: 8 },
    ],
    [
      "dense layers that do not follow one another",
      "tensor net/b/kernel:0 has the shape (5, 2) and starts at 17, where (3, 2) starting at 17 was expected after the layers before it",
      layout(["net/a/bias:0", 3], ["net/a/kernel:0", 4, 3], ["net/b/bias:0", 2], ["net/b/kernel:0", 5, 2]),
    ],
  ])("or not, for %s", (_, reason, of, options) => {
    expect(inferArchitecture(of, options)).toEqual({ reason });
  });
});
