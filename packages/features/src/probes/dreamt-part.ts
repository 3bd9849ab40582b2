import { InputError } from "@weightcast/core";
import type { FeatureContext } from "../families/feature-family.js";
import type { AskedPart } from "../feature-part.js";
import { decodeDreams } from "./dream-state.js";
import { probePart } from "./probe-part.js";
import { probedNetworks } from "./probe-shape.js";

/**
 * The part of a feature set that asks networks with the dreamt images of its state.
 *
 * @param prefix what the names of columns start with, before the name of the set of images
 * @throws UsageError where the forward pass of networks of the layout is not known
 * @throws InputError where the state is damaged, or its images are not for these networks
 */
export function dreamtPart(prefix: string, { layout, state = new Map() }: FeatureContext): AskedPart {
  const { bands, images, shape, classes, labels } = decodeDreams(state);
  const networks = probedNetworks(layout, shape);
  const { channels } = networks.architecture.input;
  if (channels !== shape.channels || classes !== networks.classes) {
    throw new InputError(
      `the dreamt images have ${shape.channels} channels and ${classes} classes; networks of this layout have ${channels} and ${networks.classes}`,
    );
  }
  return probePart(networks, {
    names: bands.map((band) => `${prefix}/${band}`),
    images,
    imagesOfSet: labels.length,
    labels,
  });
}
