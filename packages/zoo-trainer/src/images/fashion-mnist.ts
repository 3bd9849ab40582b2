import type { DataSet } from "./data-set.js";
import { type IdxFile, idxDataSet } from "./idx-files.js";

/** Fashion-MNIST (Xiao, Rasul and Vollgraf 2017): grey pictures of clothes. */
export const FASHION_MNIST: DataSet<IdxFile> = idxDataSet({
  name: "fashion_mnist",
  url: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
  // Debian's dataset-fashion-mnist.
  systemFolders: ["/usr/share/datasets/fashion-mnist"],
  shape: { train: 60_000, test: 10_000, height: 28, width: 28, channels: 1 },
  checksums: {
    trainImages: {
      md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
      unpackedSha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    },
    trainLabels: {
      md5: "25c81989df183df01b3e8a0aad5dffbe",
      unpackedSha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    },
    testImages: {
      md5: "bef4ecab320f06d8554ea6380940ec79",
      unpackedSha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    },
    testLabels: {
      md5: "bb300cfdad3c16e7a12a480ee83cd310",
      unpackedSha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    },
  },
});
