import { type ConsensusRequest, consensusTestSets } from "../consensus/consensus-test-sets.js";
import { dreamtPart } from "../probes/dreamt-part.js";
import type { FeatureFamily } from "./feature-family.js";
import { MOST_IMAGES, MOST_STEPS, readCount, readName } from "./syntax.js";

interface ProbesConsensusRequest extends ConsensusRequest {
  /** The prefix of the columns' names: the name of the feature set without `probes:`. */
  readonly prefix: string;
}

/** How networks answer images that many networks, with labels or without, take for the classes. */
export const probesConsensus: FeatureFamily<ProbesConsensusRequest> = {
  name: "probes:consensus",
  syntax: "probes:consensus[-IMAGES][-steps:STEPS]",
  example: "probes:consensus-100-steps:200",
  help: "How each network answers test images that training networks and those without a label dream together. No label is used: all of them dream, then the half that recognises best what was dreamt dreams again. IMAGES is the number of images of each of two sets (10 for each class unless given), STEPS that of the descent (200 unless given). For few labels among many networks.",
  parse: (text) =>
    readName(
      probesConsensus,
      text,
      /^probes:(consensus(?:-(\d+))?(?:-steps:(\d+))?)$/,
      ([prefix = "consensus", images, steps], fail) => ({
        prefix,
        images: images === undefined ? undefined : readCount(images, "images", MOST_IMAGES, fail),
        steps: steps === undefined ? undefined : readCount(steps, "steps", MOST_STEPS, fail),
      }),
    ),
  fit: (request, training) => consensusTestSets(request, training),
  compile: ({ prefix }, context) => dreamtPart(prefix, context),
};
