import { type DreamtRequest, dreamTestSets } from "../probes/dream-test-sets.js";
import { dreamtPart } from "../probes/dreamt-part.js";
import type { FeatureFamily } from "./feature-family.js";
import { MOST_IMAGES, MOST_STEPS, readCount, readName } from "./syntax.js";

interface ProbesDreamtRequest extends DreamtRequest {
  /** The prefix of the columns: the name of the feature set without `probes:`. */
  readonly prefix: string;
}

/** The answers of networks to images that the best training networks recognise as the classes. */
export const probesDreamt: FeatureFamily<ProbesDreamtRequest> = {
  name: "probes:dreamt",
  syntax: "probes:dreamt[-IMAGES][-steps:STEPS]",
  example: "probes:dreamt-200-steps:600",
  help: "How each network answers test images that the best training networks dream: images that gradient descent finds, to which those networks give a chosen class. No image of any data set is used. IMAGES is the number of images of a set (20 for each class unless given), STEPS that of the descent (600 unless given); with fewer than 40 training runs, 8 for each class and 120.",
  parse: (text) =>
    readName(
      probesDreamt,
      text,
      /^probes:(dreamt(?:-(\d+))?(?:-steps:(\d+))?)$/,
      ([prefix = "dreamt", images, steps], fail) => ({
        prefix,
        images: images === undefined ? undefined : readCount(images, "images", MOST_IMAGES, fail),
        steps: steps === undefined ? undefined : readCount(steps, "steps", MOST_STEPS, fail),
      }),
    ),
  fit: (request, training) => dreamTestSets(request, training),
  compile: ({ prefix }, context) => dreamtPart(prefix, context),
};
