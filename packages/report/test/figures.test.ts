import type { ExperimentResults } from "@weightcast/evaluation";
import { describe, expect, test } from "vitest";
import { renderReport } from "../src/index.js";
import { around, madeUpResults } from "./made-up-results.js";
import { countMarks, elements, readMarkup, withClass } from "./read-markup.js";

const RESULTS = madeUpResults();
const FIGURES = [
  "predictions",
  "residuals",
  "calibration",
  "importances",
  "learning-curves",
  "transfers",
  "accuracies",
  "bias-ranges",
];
const TABLES = [
  "scores",
  "published",
  "differences",
  "differences-by-features",
  "learning-curves",
  "transfers",
  "importances",
  "coverage",
];

function figure(name: string, results: ExperimentResults = RESULTS) {
  const text = renderReport(results).get(`figures/${name}.svg`);
  if (text === undefined) throw new Error(`no figure ${name}`);
  return { text, root: readMarkup(text) };
}

test("a page, a file for each figure, two for each table, and how to cite", () => {
  expect([...renderReport(RESULTS).keys()]).toEqual([
    "index.html",
    ...FIGURES.map((name) => `figures/${name}.svg`),
    ...TABLES.flatMap((name) => [`tables/${name}.csv`, `tables/${name}.tex`]),
    "citation.bib",
  ]);
});

test("the same results give the same text", () => {
  expect(renderReport(madeUpResults())).toEqual(renderReport(RESULTS));
});

describe.each(FIGURES)("%s", (name) => {
  const { text, root } = figure(name);

  test("is SVG that stands alone: named, described, with styles for dark screens and for print", () => {
    expect(root.tagName).toBe("svg");
    expect(root.namespaceURI).toBe("http://www.w3.org/2000/svg");
    expect(root.getAttribute("role")).toBe("img");
    const ids = root.getAttribute("aria-labelledby")!.split(" ");
    for (const id of ids) {
      const named = [...elements(root, "title"), ...elements(root, "desc")].find(
        (element) => element.getAttribute("id") === id,
      );
      expect(named?.textContent).toMatch(/\w+/);
    }
    const style = elements(root, "style")[0]!.textContent!;
    expect(style).toContain("@media screen and (prefers-color-scheme:dark)");
    expect(style).toContain("@media print");
  });

  test("asks for nothing and has no script", () => {
    expect(text.match(/https?:[^"]*/g)).toEqual(["http://www.w3.org/2000/svg"]);
    expect(text).not.toMatch(/url\(|@import|href|<script|\bon\w+=/);
  });

  test("has only numbers that a drawing can hold", () => {
    expect(text).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test("every class has its colour", () => {
    const used = new Set(Array.from(text.matchAll(/c-[a-z]+(?:-\d+)?(?=[ "])/g), ([match]) => match));
    const style = elements(root, "style")[0]!.textContent!;
    for (const name of used)
      expect(style).toMatch(new RegExp(`\\.${name}\\{color:#[0-9a-f]{6};color:var\\(--`));
  });
});

describe("every point is drawn", () => {
  test("predictions", () => {
    const points = RESULTS.predictions.reduce((sum, record) => sum + record.points.x.length, 0);
    expect(countMarks(figure("predictions").root)).toBe(points);
  });

  test("residuals, and their means in bins", () => {
    const points = RESULTS.predictions.reduce((sum, record) => sum + record.points.x.length, 0);
    expect(countMarks(figure("residuals").root)).toBe(points + 10 * RESULTS.predictions.length);
  });

  test("calibration: bins and levels", () => {
    const { root, text } = figure("calibration");
    expect(countMarks(root)).toBe((10 + 3) * RESULTS.predictions.length);
    expect(text).toContain("mnist: the 90% interval covers 89%.");
  });

  test("importances: a bar for each layer", () => {
    const { root, text } = figure("importances");
    expect(withClass(root, "rect", "bar")).toHaveLength(4 * RESULTS.importances!.length);
    expect(text).toContain("dense moves it most (0.059).");
  });

  test("transfers, each panel with its tau", () => {
    const { root } = figure("transfers");
    const points = RESULTS.transfers.reduce((sum, record) => sum + record.points.x.length, 0);
    expect(countMarks(root)).toBe(points);
    const notes = withClass(root, "text", "clear").map((element) => element.textContent);
    expect(notes).toEqual(RESULTS.transfers.map(({ tau }) => expect.stringContaining(tau.value!.toFixed(3))));
  });

  test("learning curves, with their intervals", () => {
    const { root } = figure("learning-curves");
    const points = RESULTS.learningCurves.reduce((sum, record) => sum + record.points.length, 0);
    // Each point has an R2 and a tau.
    expect(countMarks(root)).toBe(2 * points);
    expect(withClass(root, "path", "interval")).toHaveLength(2 * points);
  });

  test("accuracies: a mark a network, a bar a bin", () => {
    const { root } = figure("accuracies");
    expect(countMarks(root)).toBe(RESULTS.zoos.reduce((sum, zoo) => sum + zoo.trainTest!.x.length, 0));
    expect(withClass(root, "rect", "bar")).toHaveLength(2 * RESULTS.zoos[0]!.accuracyHistogram.length);
  });

  test("bias ranges, by accuracy in five looks", () => {
    const { root } = figure("bias-ranges");
    expect(countMarks(root)).toBe(RESULTS.zoos.reduce((sum, zoo) => sum + zoo.biasRanges.x.length, 0));
    const first = withClass(root, "g", "panel")[0]!;
    const levels = withClass(first, "g", "marks").map((group) => elements(group, "path").length);
    const { accuracy } = RESULTS.zoos[0]!.biasRanges;
    expect(levels).toEqual(
      [0, 1, 2, 3, 4].map(
        (level) => accuracy.filter((value) => Math.min(4, Math.floor(value * 5)) === level).length,
      ),
    );
  });
});

test("a residual lies where its numbers say", () => {
  const points = { x: [0.5, 1], y: [0.25, 1] };
  const prediction = { ...RESULTS.predictions[0]!, points, calibration: { bins: [], coverage: [] } };
  const { root } = figure("residuals", { ...RESULTS, predictions: [prediction] });
  const paths = elements(withClass(root, "g", "marks")[0]!, "path").map((path) => path.getAttribute("d"));
  // The axis of residuals goes from 0 to 0.25.
  expect(paths).toEqual(["M87.5 0h0", "M350 240h0"]);
});

test("a point lies where its numbers say", () => {
  const prediction = { ...RESULTS.predictions[0]!, points: { x: [0, 0.5, 1], y: [1, 0.25, 0] } };
  const { root } = figure("predictions", { ...RESULTS, predictions: [prediction] });
  const paths = elements(withClass(root, "g", "marks")[0]!, "path").map((path) => path.getAttribute("d"));
  expect(paths).toEqual(["M0 0h0", "M175 195h0", "M350 260h0"]);
});

test("predictions off the axes lie on the edge, and the caption counts them", () => {
  const prediction = { ...RESULTS.predictions[0]!, points: { x: [0.5, 0.5, 0.5], y: [-3, 0.25, 40] } };
  const { root, text } = figure("predictions", { ...RESULTS, predictions: [prediction] });
  const paths = elements(withClass(root, "g", "marks")[0]!, "path").map((path) => path.getAttribute("d"));
  expect(paths).toEqual(["M175 260h0", "M175 195h0", "M175 0h0"]);
  expect(text).toContain("2 predictions below 0% or above 100% are drawn on the edge");
});

test("a loss has an axis of numbers that holds all of them", () => {
  const prediction = { ...RESULTS.predictions[0]!, points: { x: [0.3, 2.3], y: [-0.4, 2.5] } };
  const { root, text } = figure("predictions", {
    ...RESULTS,
    target: "test_loss",
    predictions: [prediction],
  });
  const paths = elements(withClass(root, "g", "marks")[0]!, "path").map((path) => path.getAttribute("d")!);
  expect(new Set(paths.map((path) => Number(path.split(" ")[0]!.slice(1)))).size).toBe(2);
  expect(text).toContain("true test loss");
  expect(text).not.toContain("drawn on the edge");
});

test("a range of zero has no place on a logarithmic axis: it is counted instead", () => {
  const zoo = {
    ...RESULTS.zoos[0]!,
    biasRanges: { x: [0, 0.1, 0.1], y: [0.1, 0, 0.1], accuracy: [0.1, 0.2, 1] },
  };
  const { root, text } = figure("bias-ranges", { ...RESULTS, zoos: [zoo] });
  expect(countMarks(root)).toBe(1);
  expect(text).toContain("2 networks are not drawn");
});

test("figures of zoos with nothing to draw are drawn empty", () => {
  const empty = { x: [], y: [] };
  const zoo = {
    ...RESULTS.zoos[0]!,
    accuracyHistogram: [0, 0],
    trainTest: null,
    biasRanges: { ...empty, accuracy: [] },
  };
  const results = { ...RESULTS, zoos: [zoo], predictions: [{ ...RESULTS.predictions[0]!, points: empty }] };
  for (const name of ["accuracies", "bias-ranges", "predictions"]) {
    const { root, text } = figure(name, results);
    expect(countMarks(root)).toBe(0);
    expect(text).not.toMatch(/NaN|Infinity/);
  }
});

test("figures without data are left out", () => {
  const results = {
    ...RESULTS,
    predictions: [],
    transfers: [],
    learningCurves: [],
    importances: [],
    differences: [],
  };
  expect([...renderReport(results).keys()]).toEqual([
    "index.html",
    "figures/accuracies.svg",
    "figures/bias-ranges.svg",
    ...["scores", "published"].flatMap((name) => [`tables/${name}.csv`, `tables/${name}.tex`]),
    "citation.bib",
  ]);
  expect([...renderReport({ ...results, zoos: [], cells: [], baselines: [] }).keys()]).toEqual([
    "index.html",
    "citation.bib",
  ]);
});

test("a tau that is not defined leaves a gap; one without bounds has no bar", () => {
  const [curve] = RESULTS.learningCurves;
  const points = [
    { networks: 10, tau: { value: null, low: null, high: null } },
    { networks: 100, tau: { value: 0.5, low: null, high: null } },
    { networks: 1000, tau: around(0.7, 0.1) },
  ];
  const { root } = figure("learning-curves", { ...RESULTS, learningCurves: [{ ...curve!, points }] });
  expect(countMarks(root)).toBe(2);
  expect(withClass(root, "path", "interval")).toHaveLength(1);
  const ticks = elements(root, "text").map((text) => text.textContent);
  expect(ticks).toContain("1,000");
  expect(ticks).not.toContain("10");
});

test("transfers of two predictors are two figures", () => {
  const others = RESULTS.transfers.map((record) => ({ ...record, predictor: "dnn" }));
  const files = renderReport({ ...RESULTS, transfers: [...RESULTS.transfers, ...others] });
  const titles = ["transfers", "transfers-2"].map((name) => {
    const root = readMarkup(files.get(`figures/${name}.svg`)!);
    return elements(root, "title")[0]!.textContent;
  });
  expect(titles).toEqual(["Transfer between zoos, gbm", "Transfer between zoos, dnn"]);
});

describe("transfers between zoos that share networks", () => {
  const none = { networks: 0, tau: { value: null, low: null, high: null }, points: { x: [], y: [] } };
  const transfers = RESULTS.transfers.map((record, i) => {
    return { ...record, seen: [0, 1200, 9][i] ?? 0, ...(i === 2 ? none : {}) };
  });
  const { root, text } = figure("transfers", { ...RESULTS, transfers });

  test("say how many were left out", () => {
    const [, first, second] = transfers;
    expect(text).toContain(
      `those of runs that a model was fitted on are left out: 1,200 from ${first!.from} to ${first!.to}, 9 from ${second!.from} to ${second!.to}.`,
    );
    expect(figure("transfers").text).not.toContain("left out");
  });

  test("have an empty panel without a score where nothing was left", () => {
    expect(countMarks(root)).toBe(transfers.reduce((sum, { points }) => sum + points.x.length, 0));
    expect(withClass(root, "text", "clear")[2]!.textContent).toContain("τ –");
    expect(text).not.toMatch(/NaN|Infinity/);
  });
});
