import type { ExperimentResults } from "@weightcast/evaluation";
import { describe, expect, test } from "vitest";
import { renderReport } from "../src/index.js";
import { FEATURES, madeUpResults } from "./made-up-results.js";
import { elements, readMarkup, withClass } from "./read-markup.js";

const RESULTS = madeUpResults();

function page(results: ExperimentResults = RESULTS) {
  const text = renderReport(results).get("index.html")!;
  return { text, root: readMarkup(text) };
}

/** The texts of a table's body, by the id of its caption. */
function tableRows(root: ReturnType<typeof readMarkup>, id: string): string[][] {
  const table = elements(root, "table").find(
    (candidate) => candidate.getAttribute("aria-labelledby") === id,
  )!;
  return elements(elements(table, "tbody")[0]!, "tr").map((row) =>
    Array.from(row.childNodes, (cell) => cell.textContent ?? ""),
  );
}

test("ids are unique, and every link within the page and every label leads to one", () => {
  const { root } = page();
  const ids = elements(root, "*").flatMap((element) => element.getAttribute("id") ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const links = elements(root, "a").flatMap((link) => link.getAttribute("href")!.match(/^#(.*)/)?.[1] ?? []);
  const labels = elements(root, "*").flatMap(
    (element) => element.getAttribute("aria-labelledby")?.split(" ") ?? [],
  );
  expect(links.length).toBeGreaterThan(4);
  expect(ids).toEqual(expect.arrayContaining([...links, ...labels]));
});

test("asks for nothing: a strict policy, no script, links to the files beside it only", () => {
  const { text, root } = page();
  expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  expect(new Set(text.match(/https?:[^"]*/g))).toEqual(new Set(["http://www.w3.org/2000/svg"]));
  for (const name of ["script", "link", "img", "iframe", "object", "base", "form"]) {
    expect(elements(root, name)).toEqual([]);
  }
  expect(text).not.toMatch(/url\(|@import|\bsrc=/);
  const files = new Set(elements(root, "a").map((link) => link.getAttribute("href")!));
  const outside = [...files].filter((file) => !file.startsWith("#"));
  const rendered = [...renderReport(RESULTS).keys()].filter((name) => name !== "index.html");
  expect(outside.sort()).toEqual([...rendered, "results.json"].sort());
});

test("every figure is inside, with a numbered caption that names its data", () => {
  const { root } = page();
  const captions = elements(root, "figcaption").map((caption) => caption.textContent!);
  expect(elements(root, "svg")).toHaveLength(captions.length);
  expect(captions.map((caption) => caption.match(/^Figure (\d)\. /)?.[1])).toEqual(
    Array.from({ length: 8 }, (_, i) => String(i + 1)),
  );
  for (const caption of captions) expect(caption).toMatch(/Data: \w+\[\]/);
});

describe("the tables", () => {
  const { root } = page();
  const cell = RESULTS.cells.find(
    ({ features, predictor }) => features === "weights" && predictor === "gbm",
  )!;

  test("a row for each feature set below the baseline, three predictors each", () => {
    for (const id of ["fit-0", "fit-1", "errors-0", "errors-1", "honesty-0", "honesty-1"]) {
      const rows = tableRows(root, id);
      expect(rows.map(([name]) => name)).toEqual(["hyperparameters alonehyper", ...FEATURES]);
      const columns = id.startsWith("fit") ? 2 : id.startsWith("errors") ? 2 : 4;
      expect(new Set(rows.map((row) => row.length))).toEqual(new Set([1 + 3 * columns]));
    }
  });

  test("R2 and tau with intervals, and their means and spreads over seeds", () => {
    const row = tableRows(root, "fit-0").find(([name]) => name === "weights")!;
    const { r2, tau } = cell.scores;
    const spread = (mean: number, deviation: string) => `x̄ ${mean.toFixed(3)} ± ${deviation}`;
    expect(row.slice(3, 5)).toEqual([
      `${r2.value!.toFixed(3)}[${r2.low!.toFixed(3)}, ${r2.high!.toFixed(3)}]${spread(r2.value! - 0.002, "0.004")}`,
      `${tau.value!.toFixed(3)}[${tau.low!.toFixed(3)}, ${tau.high!.toFixed(3)}]${spread(tau.value! - 0.002, "0.003")}`,
    ]);
    const [legend] = withClass(root, "p", "small").map((paragraph) => paragraph.textContent!);
    expect(legend).toContain("mean and standard deviation of 3 seeds");
  });

  test("published R2 stand in a table of their own, which says what can be compared", () => {
    const rows = tableRows(root, "table-published");
    expect(rows).toHaveLength(RESULTS.cells.filter(({ published }) => published !== null).length);
    const ofWeights = rows.filter(([, predictor, features]) => predictor === "gbm" && features === "weights");
    const published = cell.published!.r2.toFixed(3);
    expect(ofWeights.map((row) => [row[0], row[3], row[5], row[6]])).toEqual([
      ["mnist", published, "mnist", "yes"],
      ["fashion_mnist", expect.stringMatching(/^0\.\d{3}$/), "mnist", "no"],
    ]);
  });

  test("differences between predictors, with p-values", () => {
    expect(tableRows(root, "table-differences")[0]).toEqual([
      "mnist",
      "gbm on wstats-layers:0,1,2,3-qts:0,25,50,75,100",
      "dnn on wstats-layers:0,1,2,3-qts:0,25,50,75,100",
      "0.012[0.004, 0.020]",
      "0.012",
      "0.012[0.004, 0.020]",
      "0.012",
    ]);
    expect(tableRows(root, "table-differences-by-features")[0]![4]).toBe("<0.001");
  });

  test("errors in thousandths", () => {
    const row = tableRows(root, "errors-0").find(([name]) => name === "weights")!;
    expect(row[3]).toContain((cell.scores.mse.value! * 1000).toFixed(2));
    expect(row[4]).toContain((cell.scores.mad.value! * 1000).toFixed(2));
  });

  test("tau within strata, and how far predictions move", () => {
    const row = tableRows(root, "honesty-0").find(([name]) => name === "weights")!;
    expect(row[6]).toContain(cell.strata!.tau.value!.toFixed(3));
    expect(row[7]).toBe(`0.040max 0.310τ ${cell.invariance[0]!.tauAfter!.toFixed(3)}`);
    const caption = withClass(root, "p", "caption").find(
      (element) => element.getAttribute("id") === "honesty-0",
    )!;
    expect(caption.textContent).toContain("690 networks in 214 strata, 200 permuted, 200 rescaled");
    expect(tableRows(root, "honesty-0").find(([name]) => name === "wstats-glob")![7]).toMatch(/^0max 0τ/);
  });

  test("the best of each column is bold, and the chosen cell marked once a table", () => {
    const table = elements(root, "table").find(
      (candidate) => candidate.getAttribute("aria-labelledby") === "fit-0",
    )!;
    const bold = elements(table, "strong").map((element) => Number(element.textContent!.slice(0, 5)));
    const best = ["logit-linear", "gbm", "dnn"].flatMap((predictor) => {
      const cells = RESULTS.cells.filter((other) => other.zoo === "mnist" && other.predictor === predictor);
      return (["r2", "tau"] as const).map((name) =>
        Number(Math.max(...cells.map(({ scores }) => scores[name].value!)).toFixed(3)),
      );
    });
    expect(bold.sort()).toEqual(best.sort());
    expect(withClass(table, "span", "mark")).toHaveLength(1);
  });
});

test("says how many networks, which split, seed and backend, how long it took, and the command", () => {
  const { text, root } = page();
  const facts = withClass(root, "dl", "facts")[0]!.textContent!;
  for (const fact of [
    "2,000 in 2 zoos",
    "random",
    "honest",
    "final",
    "1,000 resamples",
    "tfjs-node",
    "1 h 25 min",
  ]) {
    expect(facts).toContain(fact);
  }
  expect(text).toContain(
    "weightcast reproduce ZOO_1 ZOO_2 --split random --checkpoint final --seed 1 --seeds 3 -o DIR",
  );
});

test("the command is safe to paste whatever the split's file is called", () => {
  const { root } = page({ ...RESULTS, split: "a'; rm -rf $HOME.csv", quick: true, protocol: "paper" });
  expect(elements(root, "pre").at(-1)!.textContent).toContain(
    `--quick --protocol paper --split 'a'\\''; rm -rf $HOME.csv' --checkpoint`,
  );
});

test("says when and where the results were computed, if that is given", () => {
  const environment = {
    format: 1,
    weightcast: "0.1.0",
    first: "2026-11-26T20:59:03.123Z",
    last: "2026-11-26T22:07:45.000Z",
    machines: [
      {
        system: "linux x64",
        processor: "A <Processor>",
        cores: 16,
        memory: 67_108_864_000,
        node: "20.20.0",
        fits: 43,
      },
    ],
  } as const;
  const text = renderReport(RESULTS, environment).get("index.html")!;
  expect(text).toContain("<dt>date</dt><dd>2026-11-26</dd>");
  expect(text).toContain("Computed 2026-11-26 20:59 to 2026-11-26 22:07 (UTC) by Weightcast 0.1.0");
  const root = readMarkup(text);
  expect(tableRows(root, "machines-table")).toEqual([
    ["A <Processor>", "16", "63 GiB", "linux x64", "20.20.0", "43"],
  ]);
  expect(elements(root, "a").map((link) => link.getAttribute("href"))).toContain("environment.json");
  expect(page().text).not.toContain("environment.json");
});

test("says what is quick, what is the paper's protocol, and by which part the best was chosen", () => {
  expect(page().text).not.toContain("A quick run");
  const cells = RESULTS.cells.map((cell) => ({ ...cell, validation: null }));
  const { text } = page({ ...RESULTS, cells, quick: true, protocol: "paper" });
  expect(text).toContain("A quick run");
  expect(text).toContain("stop early on the test part");
  expect(text).toContain("did best on the test part");
});

test("numbers that are not there are dashes", () => {
  const missing = { value: null, low: null, high: null };
  const cells = RESULTS.cells.map((cell) => ({
    ...cell,
    scores: { r2: missing, mse: missing, mad: missing, tau: missing },
    strata: null,
    invariance: [],
    published: null,
    repeats: undefined,
  }));
  const { text, root } = page({ ...RESULTS, cells, baselines: [] });
  const row = tableRows(root, "fit-0")[0]!;
  expect(row.slice(1, 4)).toEqual(["–", "–", "–"]);
  expect(tableRows(root, "honesty-0")[0]!.slice(1)).toEqual(Array(12).fill("–"));
  expect(elements(root, "strong").filter((element) => element.textContent !== "Bold")).toEqual([]);
  expect(text).not.toMatch(/NaN|undefined|>null/);
});

test("a cell that was not computed leaves a dash, and the reason is given", () => {
  const cells = RESULTS.cells.filter(
    ({ predictor, features }) => predictor !== "dnn" || features !== "weights",
  );
  const failures = [{ zoo: "mnist", what: "dnn on weights", problem: "out of <memory>" }];
  const { root } = page({ ...RESULTS, cells, failures });
  expect(
    tableRows(root, "fit-0")
      .find(([name]) => name === "weights")!
      .slice(5),
  ).toEqual(["–", "–"]);
  expect(tableRows(root, "failures-table")).toEqual([["mnist", "dnn on weights", "out of <memory>"]]);
});

test("results without cells or zoos still give a page", () => {
  const nothing = {
    ...RESULTS,
    zoos: [],
    cells: [],
    baselines: [],
    predictions: [],
    transfers: [],
    learningCurves: [],
    importances: [],
    differences: [],
  };
  expect(elements(page(nothing).root, "h1")).toHaveLength(1);
  expect(elements(page({ ...nothing, zoos: RESULTS.zoos }).root, "svg")).toHaveLength(2);
});

describe("names from files are text", () => {
  const HOSTILE = `<script>alert("1")</script>&amp;'\u0000\u001b\ud800\u202e]]>`;
  const renamed = JSON.parse(
    JSON.stringify(RESULTS, (_, value) =>
      typeof value === "string" &&
      !["honest", "permuted", "rescaled", "test_accuracy", "best", "features"].includes(value)
        ? `${HOSTILE}${value}`
        : value,
    ),
  ) as ExperimentResults;

  test.each([...renderReport(renamed)].filter(([name]) => /\.(html|svg)$/.test(name)))("%s", (_, text) => {
    const root = readMarkup(text);
    expect(elements(root, "script")).toEqual([]);
    expect(text).not.toContain("<script>alert");
    for (const character of ["\0", "\u001b", "\u202e"]) expect(text).not.toContain(character);
    expect(text).not.toMatch(/\p{Surrogate}/u);
    expect(root.textContent).toContain(`<script>`);
  });
});

test("a ceiling stands below each tau, where the results have one", () => {
  const [first, ...rest] = RESULTS.cells;
  const { text } = page({ ...RESULTS, cells: [{ ...first!, tauCeiling: 0.9731 }, ...rest] });
  expect(text).toContain("<small>of at most 0.973</small>");
  expect(page().text).not.toContain("of at most 0.973");
  const cells = RESULTS.cells.map((cell) => ({ ...cell, tauCeiling: 0.9731 }));
  const one = page({ ...RESULTS, cells });
  expect(elements(one.root, "td").map((cell) => cell.textContent)).not.toContainEqual(
    expect.stringContaining("of at most"),
  );
  expect(one.text).toContain("leave a τ of at most 0.973.");
  expect(elements(one.root, "dd").map((tile) => tile.textContent)).toContainEqual(
    expect.stringContaining("of at most 0.973"),
  );
});

test("what others published stands in a table of its own, as that of other zoos", () => {
  const { root, text } = page();
  const rows = tableRows(root, "published-taus");
  expect(rows.find(([method]) => method === "ProbeGen, 128 probes")).toEqual([
    "ProbeGen, 128 probes",
    "(0.957)",
    "–",
    "0.933",
  ]);
  expect(text).toContain("not comparable with the tables above");
});
