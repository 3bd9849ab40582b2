import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

// tsup copies this file into the settings of each package, whose TypeScript may be the native compiler, which has no JavaScript API.
const ts = createRequire(import.meta.url)("typescript");

const RELATIVE_IMPORT = /(?:from|import\()\s*"(\.[^"]+)\.js"/g;

/**
 * Writes the declarations of entry points, and of the files that they lead to, from `src` to `dist`, file by file. The sources
 * are written for this (`isolatedDeclarations`): no type needs to be inferred across files, so it takes a fraction of the time
 * of a type check.
 *
 * @param {readonly string[]} entry source files such as `src/index.ts`
 */
export async function writeDeclarations(entry) {
  const waiting = [...entry];
  const seen = new Set(waiting);
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const declarations = await declarationsOf(file);
    for (const [, imported] of declarations.matchAll(RELATIVE_IMPORT)) {
      const source = `${join(dirname(file), imported)}.ts`;
      if (!seen.has(source)) waiting.push(source);
      seen.add(source);
    }
    const output = join("dist", relative("src", file).replace(/\.ts$/, ".d.ts"));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, declarations);
  }
}

async function declarationsOf(file) {
  const { outputText, diagnostics } = ts.transpileDeclaration(await readFile(file, "utf8"), {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const [problem] = diagnostics ?? [];
  if (problem !== undefined) {
    throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(problem.messageText, " ")}`);
  }
  return outputText;
}
