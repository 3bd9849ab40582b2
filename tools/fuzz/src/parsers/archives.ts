import { existsSync } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tarEntries, unpackZoo } from "@weightcast/zoo-io/node";
import type { Mutator } from "../mutators/mutator.js";
import { damageTar, tarOf } from "../mutators/tar.js";
import { damageXz, storedXz } from "../mutators/xz.js";
import { fileParser, type Parser } from "./parser.js";
import { repositoryFile } from "./repository.js";
import { smallZooFiles } from "./small-zoo.js";
import { workFolder } from "./work-folder.js";

const ROWS = 12;
const GOLDEN = "packages/zoo-io/test/golden/archives";

function sampleTar(): Uint8Array<ArrayBuffer> {
  const { weights, metrics, layout } = smallZooFiles(ROWS);
  return tarOf([
    { path: "notes.txt", bytes: new TextEncoder().encode("hello") },
    { path: "zoo/weights.npy", bytes: weights },
    { path: "zoo/metrics.csv", bytes: metrics },
    { path: "zoo/layout.csv", bytes: layout },
  ]);
}

const tar = fileParser({
  name: "tar",
  file: "zoo.tar",
  samples: () => [sampleTar()],
  mutate: damageTar,
  async read(bytes) {
    let total = 0;
    for await (const { pieces } of tarEntries(inPieces(bytes), "zoo.tar")) {
      for await (const piece of pieces) total += piece.length;
    }
    return total <= bytes.length ? undefined : `${total} bytes of files in an archive of ${bytes.length}`;
  },
});

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
}

/** Damaged archives of a tar that is sound, or of one that is not. */
const xz = archiveParser(
  "xz",
  () =>
    ["crc64", "two-streams", "blocks", "pax-in-folder"].map((name) =>
      repositoryFile(`${GOLDEN}/${name}.tar.xz`),
    ),
  damageXz,
);
const tarXz = archiveParser(
  "tar-xz",
  () => [sampleTar()],
  (bytes, dice) => damageTar(bytes, dice),
  storedXz,
);

/** A parser of archives of a zoo, which are unpacked into a folder and must leave nothing beside it. */
function archiveParser(
  name: string,
  samples: () => Uint8Array[],
  mutate: Mutator,
  pack: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes,
): Parser {
  let folder = "";
  return fileParser({
    name,
    file: "zoo.tar.xz",
    samples: () => {
      folder = workFolder();
      return samples();
    },
    mutate,
    async read(bytes) {
      const archive = join(folder, "zoo.tar.xz");
      await writeFile(archive, pack(bytes));
      try {
        await unpackZoo(archive, join(folder, "zoo"));
        return existsSync(join(folder, "zoo", "weights.npy")) ? undefined : "unpacked without weights";
      } finally {
        await rm(join(folder, "zoo"), { recursive: true, force: true });
        const left = (await readdir(folder)).filter((file) => file !== "zoo.tar.xz");
        for (const file of left) await rm(join(folder, file), { recursive: true });
        if (left.length > 0) process.emitWarning(`left: ${left.join(", ")}`);
      }
    },
  });
}

/** Archives of zoos. */
export const ARCHIVE_PARSERS: readonly Parser[] = [tar, xz, tarXz];
