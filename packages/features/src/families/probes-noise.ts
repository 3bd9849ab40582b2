import { probePart } from "../probes/probe-part.js";
import { probedNetworks } from "../probes/probe-shape.js";
import { smoothNoise } from "../probes/smooth-noise.js";
import type { FeatureFamily } from "./feature-family.js";
import { MOST_IMAGES, readCount, readName } from "./syntax.js";

interface ProbesNoiseRequest {
  readonly images: number;
}

const USUAL_IMAGES = 64;
/** The seed of the noise is fixed, so that the images are always the same. */
const SEED = 0;

/** The answers of networks to images of noise. */
export const probesNoise: FeatureFamily<ProbesNoiseRequest> = {
  name: "probes:noise",
  syntax: "probes:noise or probes:noise-IMAGES",
  example: "probes:noise-64",
  help: "How each network answers images of smooth noise, always the same ones, 64 unless IMAGES says how many. The metrics must hold each network's activation function.",
  parse: (text) =>
    readName(probesNoise, text, /^probes:noise(?:-(\d+))?$/, ([images], fail) => ({
      images: images === undefined ? USUAL_IMAGES : readCount(images, "images", MOST_IMAGES, fail),
    })),
  compile({ images }, { layout }) {
    const networks = probedNetworks(layout);
    return probePart(networks, {
      names: [`noise-${images}`],
      images: smoothNoise(images, networks.architecture.input, SEED),
      imagesOfSet: images,
      labels: undefined,
    });
  },
};
