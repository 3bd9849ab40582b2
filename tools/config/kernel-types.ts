import { basename, dirname } from "node:path";
import asc from "assemblyscript/asc";

/** The maximum length of a line, as in `biome.json`. */
const LINE_WIDTH = 110;
/** The compiler's name for the type of a class of the kernel: without glue code, an object is its address. */
const OBJECT = /__(?:Internref|Record)\d+(?:<undefined>)?/g;
const EXPORTED = /^ {2}export function (\w+)\((.*)\): (\w+);$/gm;

/**
 * A TypeScript module that declares what an AssemblyScript file exports, `interface Kernels`, as the compiler understands the file.
 *
 * @param source path of the AssemblyScript file
 */
export async function kernelTypes(source: string): Promise<string> {
  let declarations = "";
  const { error, stderr } = await asc.main(
    [
      basename(source),
      ...["--runtime", "stub", "--enable", "simd", "--bindings", "raw"],
      ...["--outFile", "kernel.wasm", "--baseDir", dirname(source)],
    ],
    {
      writeFile: (name, contents) => {
        if (name.endsWith(".d.ts")) declarations = String(contents).replace(OBJECT, "number");
      },
    },
  );
  if (error) throw new Error(`${source}: ${stderr.toString()}`);
  const members = Array.from(declarations.matchAll(EXPORTED), ([, name, parameters, result]) =>
    member(name!, parameters === "" ? [] : parameters!.split(", "), result!),
  );
  return [
    `// Written by the AssemblyScript compiler from assembly/${basename(source)}; \`vitest run test/kernel-exports.test.ts -u\` writes it anew.`,
    "",
    `/** The functions that \`assembly/${basename(source)}\` exports; its documentation says what each does. Addresses are bytes. */`,
    "export interface Kernels {",
    ...members,
    "}",
    "",
  ].join("\n");
}

function member(name: string, parameters: readonly string[], result: string): string {
  // An exported function is called without the compiler's glue: it returns 0 or 1 where it declares a truth value.
  const end = `): ${result === "boolean" ? "number" : result};`;
  const line = `  ${name}(${parameters.join(", ")}${end}`;
  if (line.length <= LINE_WIDTH) return line;
  return [`  ${name}(`, ...parameters.map((parameter) => `    ${parameter},`), `  ${end}`].join("\n");
}
