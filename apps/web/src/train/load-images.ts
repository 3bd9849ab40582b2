import { type IdxArray, type ImageDataSet, imageDataSet, imageSet, parseIdx } from "@weightcast/zoo-trainer";
import { IMAGE_FILES } from "./image-files.js";

/** The images that lie beside the page: the first ones of Fashion-MNIST. */
export async function loadImages(): Promise<ImageDataSet> {
  const [trainImages, trainLabels, testImages, testLabels] = await Promise.all(
    IMAGE_FILES.map(async (name): Promise<IdxArray> => {
      const response = await fetch(new URL(`images/${name}`, document.baseURI));
      if (!response.ok) throw new Error(`${name} cannot be fetched: the server answered ${response.status}`);
      return parseIdx(new Uint8Array(await response.arrayBuffer()), name);
    }),
  );
  return imageDataSet(
    "fashion_mnist",
    imageSet(trainImages!, trainLabels!),
    imageSet(testImages!, testLabels!),
  );
}
