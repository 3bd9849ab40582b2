import { fileURLToPath } from "node:url";
import { kernelTypes } from "@weightcast/config/kernel-types";
import { expect, it } from "vitest";

it.each(["trainer", "evaluator"])(
  "declares the kernels of %s as the AssemblyScript compiler does",
  async (name) => {
    const source = fileURLToPath(new URL(`../assembly/${name}.ts`, import.meta.url));
    await expect(await kernelTypes(source)).toMatchFileSnapshot(`../src/kernels/${name}-exports.ts`);
  },
);
