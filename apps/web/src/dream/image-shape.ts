import { inferArchitecture } from "@weightcast/networks";
import type { ImageSides } from "../engine/messages.js";
import type { PageZoo } from "../page/opened.js";

/** The images that the networks of a zoo take, and how many classes they tell apart; undefined where their architecture is not known. */
export function imageShape({ layout }: PageZoo): (ImageSides & { readonly classes: number }) | undefined {
  const { architecture } = inferArchitecture(layout);
  const classes = layout.layers
    .at(-1)
    ?.tensors.find(({ role }) => role === "kernel")
    ?.shape.at(-1);
  return architecture === undefined || classes === undefined ? undefined : { ...architecture.input, classes };
}
