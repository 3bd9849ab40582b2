import type { Manifest } from "../model/manifest.js";

/** The part that a fit stops early on: the paper's protocol has it be the test part where there is no validation part. */
export function stoppingPart(protocol: Manifest["protocol"], validationRows: number): "validation" | "test" {
  return protocol === "paper" && validationRows === 0 ? "test" : "validation";
}
