/** The four files of a data set in MNIST's format, by what they hold. */
export const IDX_FILE_NAMES = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
} as const;

export type IdxFile = keyof typeof IDX_FILE_NAMES;

/** A data set that is known by name: where it is found, and what tells that it is the published one. */
export interface KnownDataSet {
  readonly name: string;
  /** Where the four files are served, each with `.gz` after its name. */
  readonly url: string;
  /** Where packages of operating systems put it. */
  readonly systemFolders: readonly string[];
  readonly files: Readonly<
    Record<
      IdxFile,
      {
        /** Of the .gz file that is served. */
        readonly md5: string;
        /** Of the unpacked file, however it is packed. */
        readonly sha256: string;
      }
    >
  >;
}

export const KNOWN_DATA_SETS: readonly KnownDataSet[] = [
  {
    name: "fashion_mnist",
    url: "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    // Debian's dataset-fashion-mnist.
    systemFolders: ["/usr/share/datasets/fashion-mnist"],
    files: {
      trainImages: {
        md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
        sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
      },
      trainLabels: {
        md5: "25c81989df183df01b3e8a0aad5dffbe",
        sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
      },
      testImages: {
        md5: "bef4ecab320f06d8554ea6380940ec79",
        sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
      },
      testLabels: {
        md5: "bb300cfdad3c16e7a12a480ee83cd310",
        sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
      },
    },
  },
];
