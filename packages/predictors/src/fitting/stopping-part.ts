import type { Manifest } from "../model/manifest.js";

/**
 * Returns the part by which a fit stops early: the validation part, or the test part under the paper's
 * protocol if there is no validation part.
 */
export function stoppingPart(protocol: Manifest["protocol"], validationRows: number): "validation" | "test" {
  return protocol === "paper" && validationRows === 0 ? "test" : "validation";
}
