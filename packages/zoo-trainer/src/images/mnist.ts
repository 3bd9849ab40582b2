import type { DataSet } from "./data-set.js";
import { type IdxFile, idxDataSet } from "./idx-files.js";

/** MNIST (LeCun, Cortes and Burges): grey pictures of handwritten digits, from the mirror that PyTorch uses. */
export const MNIST: DataSet<IdxFile> = idxDataSet({
  name: "mnist",
  url: "https://ossci-datasets.s3.amazonaws.com/mnist/",
  systemFolders: [],
  shape: { train: 60_000, test: 10_000, height: 28, width: 28, channels: 1 },
  checksums: {
    trainImages: {
      md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873",
      unpackedSha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    },
    trainLabels: {
      md5: "d53e105ee54ea40749a09fcbcd1e9432",
      unpackedSha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    },
    testImages: {
      md5: "9fb629c4189551a2d022fa330f9573f3",
      unpackedSha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    },
    testLabels: {
      md5: "ec29112dd5afa0611ce80d1b7f02629c",
      unpackedSha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    },
  },
});
