import { formatNumber, parseNumber } from "@weightcast/core";
import { parseNfnPermutation, parseSplit, parseSplitSpec } from "@weightcast/evaluation";
import { checkFeatures, compileFeatures } from "@weightcast/features";
import { selectCheckpoints, selectWhere } from "@weightcast/zoo";
import { parseCsv, parseLayout, parseMetrics } from "@weightcast/zoo-io";
import { damageCsv } from "../mutators/csv.js";
import { damageText } from "../mutators/text.js";
import { type Parser, textParser } from "./parser.js";
import { LAYOUT_CSV, metricsCsv, PARAMETERS } from "./small-zoo.js";

const METRICS = parseMetrics(metricsCsv(30), "metrics.csv");
const ROWS = Int32Array.from({ length: 30 }, (_, row) => row);
const LAYOUT = parseLayout(LAYOUT_CSV, "layout.csv");

const where = textParser(
  "where",
  [
    "activation = relu and (test_accuracy > 0.5 or step in (1, 18))",
    "not optimizer != 'adam'",
    'learning_rate <= 1e-2 and config.activation not in ("tanh")',
    "laststep = True or train_loss < 1",
  ],
  damageText,
  (text) => {
    const rows = selectWhere(METRICS, ROWS, text);
    return rows.every((row, i) => ROWS.includes(row) && row > (rows[i - 1] ?? -1))
      ? undefined
      : "rows out of order";
  },
);

const checkpoints = textParser(
  "checkpoint-choice",
  ["final", "early", "middle", "all", "trained", "step:18"],
  damageText,
  (text) => (selectCheckpoints(METRICS, text).length <= 30 ? undefined : "more rows than there are"),
);

const features = textParser(
  "features",
  [
    "layer-statistics",
    "hyper+weights",
    "wstats-layers:0,1-qts:0,25,50",
    "wnorm-layers:0,1-l2",
    "hyper.learning_rate+network-statistics",
    "layer-norms",
    "spectral",
    "canonical:layer-norms",
    "wstats-glob",
    "weights.0",
  ],
  damageText,
  (text) => {
    checkFeatures(text, LAYOUT);
    const { columns } = compileFeatures(text, LAYOUT);
    const isSound = columns.length > 0 && new Set(columns).size === columns.length;
    return isSound && columns.length < 100 * PARAMETERS ? undefined : `${columns.length} columns`;
  },
);

const splits = textParser("split-names", ["random", "random:75/10/15", "paper"], damageText, (text) => {
  const { shares } = parseSplitSpec(text) as { readonly shares?: object };
  const sum = Object.values(shares ?? {}).reduce((total: number, share) => total + Number(share), 0);
  return Number.isFinite(sum) ? undefined : `shares that add up to ${sum}`;
});

const splitFile = textParser(
  "split-file",
  ["run,part\n00000,train\n00001,validation\n00002,test\n00003,unlabelled\n"],
  damageCsv,
  (text) => {
    const { header, rows } = parseCsv(text, "split.csv");
    const [run, part] = [header.indexOf("run"), header.indexOf("part")];
    parseSplit(
      rows.map((cells) => ({ run: cells[run] ?? "", part: cells[part] ?? "" })),
      "split.csv",
    );
    return undefined;
  },
);

const permutation = textParser(
  "nfn-permutation",
  [
    Array.from({ length: 40 }, (_, i) => (i * 7) % 40).join("\n"),
    `0\n${Array.from({ length: 12 }, (_, i) => 11 - i).join("\r\n")}\n`,
  ],
  damageText,
  (text) => {
    const { order, rows } = parseNfnPermutation(text, "split.csv");
    return new Set(order).size === rows ? undefined : "not each row once";
  },
);

const numbers = textParser("numbers", ["1", "-2.5e-3", "nan", "inf", "", " .5 "], damageText, (text) => {
  const value = parseNumber(text);
  if (value === undefined) return undefined;
  return Object.is(parseNumber(formatNumber(value)), value)
    ? undefined
    : `${value} once written and read is another`;
});

/** Texts that people type, and small files that they write. */
export const EXPRESSION_PARSERS: readonly Parser[] = [
  where,
  checkpoints,
  features,
  splits,
  splitFile,
  permutation,
  numbers,
];
