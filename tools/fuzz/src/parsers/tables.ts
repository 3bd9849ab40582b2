import { gzipSync } from "node:zlib";
import { decodeNpy, encodeNpy, toFloat32 } from "@weightcast/npy";
import { blobFile } from "@weightcast/runtime";
import { sameLayout } from "@weightcast/zoo";
import {
  formatCsv,
  formatLayout,
  formatMetrics,
  NpyFile,
  openZooFiles,
  parseCsv,
  parseLayout,
  parseMetrics,
  readZoo,
  zooFormats,
} from "@weightcast/zoo-io";
import { bytesOf } from "../input.js";
import { damageBytes, inSection, joined } from "../mutators/bytes.js";
import { damageCsv } from "../mutators/csv.js";
import { inGzip } from "../mutators/gzip.js";
import { damageNpy } from "../mutators/headed.js";
import { anyOf, asText, type Mutator } from "../mutators/mutator.js";
import { fileParser, inOneFile, type Parser, textParser } from "./parser.js";
import { countWeights, LAYOUT_CSV, metricsCsv, smallZoo, smallZooFiles } from "./small-zoo.js";

const ROWS = 12;

const npy = fileParser({
  name: "npy",
  file: "array.npy",
  samples: () => [
    encodeNpy(Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]),
    encodeNpy(Float64Array.of(1, Number.NaN, -0), [3]),
    encodeNpy(Int32Array.of(1, 2, 3, 4), [4, 1]),
    encodeNpy(Uint8Array.of(7), []),
    encodeNpy(new Float32Array(0), [0, 3]),
  ],
  mutate: damageNpy,
  async read(bytes) {
    const { shape, data } = decodeNpy(bytes, "array.npy");
    const size = shape.reduce((product, side) => product * side, 1);
    if (data.length !== size) return `${data.length} elements for the shape (${shape.join(", ")})`;
    if (shape.length !== 2) return undefined;
    const file = await NpyFile.inspect(blobFile(new Blob([bytes]), "array.npy"));
    const reader = await file.open();
    try {
      const rows = await reader.take(Int32Array.from({ length: Math.min(2, file.rows) }, (_, row) => row));
      if (rows.columns !== shape[1])
        return `rows of ${rows.columns} columns for the shape (${shape.join(", ")})`;
    } finally {
      await reader.close();
    }
    const again = decodeNpy(encodeNpy(toFloat32(data), shape), "again");
    return again.shape.join() === shape.join() ? undefined : "another shape once written and read";
  },
});

const csv = textParser(
  "csv",
  ["a,b\n1,2\n3,4\n", 'a,"b ""c"""\n"x\ny",2\n\n3,4', "\ufeffa\r\n1\r\n"],
  damageCsv,
  (text) => {
    const { header, rows } = parseCsv(text, "table.csv");
    const again = parseCsv(formatCsv(header, rows), "again");
    const isSame = JSON.stringify([header, rows]) === JSON.stringify([again.header, again.rows]);
    return isSame ? undefined : "other cells once written and read";
  },
);

const metrics = textParser("metrics", [metricsCsv(ROWS), metricsCsv(1)], damageCsv, (text) => {
  const table = parseMetrics(text, "metrics.csv");
  const written = formatMetrics(table);
  return formatMetrics(parseMetrics(written, "again")) === written
    ? undefined
    : "other metrics once written and read";
});

const layout = textParser("layout", [LAYOUT_CSV], damageCsv, (text) => {
  const read = parseLayout(text, "layout.csv");
  return sameLayout(read, parseLayout(formatLayout(read), "again"))
    ? undefined
    : "another layout once written and read";
});

/** The files of a zoo's folder, with packed metrics or plain ones. */
const zooFolder: Parser = {
  name: "zoo-folder",
  async prepare() {
    const { weights, metrics: table, layout: tensors } = smallZooFiles(ROWS);
    const mutators: Readonly<Record<string, Mutator>> = {
      weights: damageNpy,
      metrics: asText(damageCsv),
      layout: asText(damageCsv),
    };
    const fields = { weights: bytesOf(weights), metrics: bytesOf(table), layout: bytesOf(tensors) };
    return {
      samples: [new Map(Object.entries(fields))],
      mutate: inOneFile((file) => mutators[file] ?? damageBytes),
      async read(input) {
        const { weights = none, metrics = none, layout = none } = Object.fromEntries(input);
        return checkZoo(await readZoo({ weights, metrics, layout }));
      },
    };
  },
};
const none = new Uint8Array(0);

const gzip = fileParser({
  name: "gzip",
  file: "metrics.csv.gz",
  samples: () => [
    gzipSync(metricsCsv(ROWS)),
    joined(gzipSync(metricsCsv(ROWS)), gzipSync(""), new Uint8Array(9)),
  ],
  mutate: inGzip(asText(damageCsv)),
  read: async (packed) => checkZoo(await readZoo({ ...smallZooFiles(ROWS), metrics: packed })),
});

const arrow: Parser = fileParser({
  name: "arrow",
  file: "zoo.arrow",
  samples: async () => {
    const zoo = await smallZoo(ROWS);
    const rows = Int32Array.from({ length: ROWS }, (_, row) => row);
    const files = zooFormats.named("arrow").encoder?.encode(zoo, { rows, weights: true }) ?? [];
    const parts: Uint8Array[] = [];
    for (const { bytes } of files) for await (const part of bytes) parts.push(part.slice());
    return [joined(...parts)];
  },
  mutate: anyOf<Uint8Array>(
    damageBytes,
    // The schema comes first, the list of batches last.
    inSection(() => [8, 1600]),
    inSection(({ length }) => [Math.max(0, length - 2000), length]),
  ),
  async read(bytes) {
    const file = blobFile(new Blob([bytes]), "zoo.arrow");
    return checkZoo(await openZooFiles(new Map([["zoo.arrow", file]]), "zoo.arrow"));
  },
});

async function checkZoo(zoo: Awaited<ReturnType<typeof readZoo>>): Promise<string | undefined> {
  const count = await countWeights(zoo);
  const expected = zoo.rows * zoo.layout.parameters;
  if (count !== expected)
    return `${count} weights of ${zoo.rows} rows with ${zoo.layout.parameters} parameters`;
  return zoo.metrics.rows === zoo.rows ? undefined : `${zoo.metrics.rows} metrics of ${zoo.rows} rows`;
}

/** Arrays and tables of numbers, and the files that make a zoo. */
export const TABLE_PARSERS: readonly Parser[] = [npy, csv, metrics, layout, zooFolder, gzip, arrow];
