import { fileURLToPath } from "node:url";
import { kernelTypes } from "@weightcast/config/kernel-types";
import { expect, it } from "vitest";

it("declares the kernels as the AssemblyScript compiler does", async () => {
  const source = fileURLToPath(new URL("../assembly/gbm.ts", import.meta.url));
  await expect(await kernelTypes(source)).toMatchFileSnapshot("../src/kernels/kernel-exports.ts");
});
