import type { TestContext } from "vitest";
import { type BackendName, useBackend } from "../src/predictors/tensorflow/backend.js";

/** Chooses the backend of the running test. Where the native one does not work, the test is skipped and says so. */
export async function onBackend(name: BackendName, { skip }: TestContext): Promise<void> {
  try {
    await useBackend(name);
  } catch (error) {
    if (name !== "native") throw error;
    skip("needs native TensorFlow, which `pnpm native` installs");
  }
}
