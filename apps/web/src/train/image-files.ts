/** The files of the images that the page trains networks on, in Fashion-MNIST's own format. */
export const IMAGE_FILES = [
  "train-images-idx3-ubyte",
  "train-labels-idx1-ubyte",
  "t10k-images-idx3-ubyte",
  "t10k-labels-idx1-ubyte",
] as const;
