import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { convertZoo, openZoo } from "../../src/node.js";
import { smallZoo, temporaryFolders } from "../small-zoo.js";

const newFolder = temporaryFolders();
const python = process.env.WEIGHTCAST_READERS_PYTHON;
if (!python) {
  process.stderr.write("skipped: set WEIGHTCAST_READERS_PYTHON to a Python with numpy, pyarrow and duckdb\n");
}

test.skipIf(!python)("pyarrow and DuckDB read what is written, with the right types", async () => {
  const folder = await newFolder();
  const paths = ["zoo", "zoo.arrow", "metrics.parquet", "with-weights.parquet"].map((name) =>
    join(folder, name),
  );
  const [zooFolder, arrow, metrics, weights] = paths as [string, string, string, string];
  await convertZoo(await smallZoo(700), "npy", zooFolder);
  const zoo = await openZoo(zooFolder);
  await convertZoo(zoo, "arrow", arrow);
  await convertZoo(zoo, "parquet", metrics);
  await convertZoo(zoo, "parquet", weights, { weights: true });
  const script = fileURLToPath(new URL("../golden/check_zoo.py", import.meta.url));
  const { stdout } = await promisify(execFile)(python!, [script, ...paths]);
  expect(stdout).toBe("700 rows are as they should be\n");
});
