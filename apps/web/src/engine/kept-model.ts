import { dreamtSetsOf } from "@weightcast/features";
import type { Manifest, Model } from "@weightcast/predictors";
import type { Dreams } from "./messages.js";

/** A model with its dreamt images; null for a model without them. */
export interface WholeModel {
  readonly model: Model;
  readonly dreams: Dreams | null;
}

/** A model that is opened once it is needed. */
export interface KeptModel {
  readonly manifest: Manifest;
  /** The model, which is opened by the first call. After a failure the next call opens it again. */
  readonly whole: () => Promise<WholeModel>;
}

/** Keeps a model, which `open` opens. */
export function keptModel(manifest: Manifest, open: () => Promise<Model>): KeptModel {
  let opening: Promise<WholeModel> | undefined;
  const openWhole = async () => {
    try {
      const model = await open();
      return { model, dreams: dreamtSetsOf(model.featureState) };
    } catch (error) {
      opening = undefined;
      throw error;
    }
  };
  return {
    manifest,
    whole() {
      opening ??= openWhole();
      return opening;
    },
  };
}
