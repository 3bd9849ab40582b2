import { rm, stat } from "node:fs/promises";
import { InputError, UsageError, type WorkOptions } from "@weightcast/core";
import { checkKnownDownload, downloadFile, refuseExisting } from "@weightcast/runtime/node";
import { openZoo, unpackZoo } from "@weightcast/zoo-io/node";
import { Argument, type Command } from "commander";
import { type CommonOptions, createCommand, print } from "../command.js";
import { counted } from "../output/counted.js";
import { longWork } from "../running/long-work.js";

const COLLECTIONS = ["mnist", "fashion_mnist", "cifar10", "svhn_cropped"];
const PUBLISHED_AT = "https://storage.googleapis.com/gresearch/smallcnnzoo-dataset/";
const LICENCE = "CC-BY 4.0";
const SOURCE =
  'the Small CNN Zoo of Unterthiner et al., "Predicting Neural Network Accuracy from Weights" (2020), arXiv:2002.11448';

interface ZooGetOptions extends CommonOptions {
  readonly url: string;
  readonly keepArchive?: boolean;
  readonly output: string;
  readonly force?: boolean;
}

export function zooGetCommand(): Command {
  return createCommand(
    "get",
    "download a collection of the Small CNN Zoo and unpack it; after an interruption the same command continues",
    ["zoo get cifar10 -o ./cifar10", "zoo get mnist --url https://example.org/mirror/ -o ./mnist"],
  )
    .addArgument(new Argument("<name>", "the collection").choices(COLLECTIONS))
    .option("--url <base>", "the address of the folder with the archives <name>.tar.xz", PUBLISHED_AT)
    .option("--keep-archive", "leave the archive, <folder>.download-<name>.tar.xz, beside the folder")
    .requiredOption("-o, --output <folder>", "the zoo folder to write")
    .option("--force", "replace the folder if it is a zoo")
    .addHelpText(
      "after",
      `
A collection takes 5.4 GB, and its archive takes further space until it is unpacked.
The collections are published under ${LICENCE}: ${SOURCE}.`,
    )
    .action(async (name: string, options: ZooGetOptions) => {
      const { output, force, keepArchive } = options;
      const url = archiveUrl(options.url, name);
      await refuseExisting(output, options);
      const archive = `${output.replace(/[/\\]+$/, "")}.download-${name}.tar.xz`;
      const sha256 = await longWork(async ({ onProgress, signal }) => {
        if (!(await isThere(archive))) await downloadFile({ url }, archive, { onProgress, signal });
        const download = await checkKnownDownload(url, archive);
        await unpackDownload(archive, { output, force, onProgress, signal });
        await download.remember();
        return download.sha256;
      });
      if (keepArchive !== true) await rm(archive);
      const { rows, metrics } = await openZoo(output);
      const runs = metrics.runs.length;
      print(
        options,
        { output, url, sha256, rows, runs, source: SOURCE, licence: LICENCE },
        `wrote ${counted(rows, "row")} of ${counted(runs, "run")} to ${output}\nfrom ${SOURCE}; ${LICENCE}`,
      );
    });
}

/** Unpacks the archive. No checksum is published, so that an archive that does not unpack to a sound zoo is treated as damaged and removed. */
async function unpackDownload(
  archive: string,
  options: WorkOptions & {
    readonly output: string;
    readonly force: boolean | undefined;
  },
): Promise<void> {
  try {
    await unpackZoo(archive, options.output, options);
  } catch (error) {
    if (error instanceof InputError) await rm(archive);
    throw error;
  }
}

/** @throws UsageError where the base is not an address on the web */
function archiveUrl(base: string, name: string): string {
  const url = URL.canParse(base)
    ? new URL(`${name}.tar.xz`, base.endsWith("/") ? base : `${base}/`)
    : undefined;
  if (url !== undefined && ["http:", "https:"].includes(url.protocol)) return url.href;
  throw new UsageError(`--url takes an address that begins with https:// or http://, not '${base}'`);
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
