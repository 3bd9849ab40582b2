import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { ROOT } from "./workspace.js";

/** A name that an entry point exports. */
export interface PublicName {
  readonly name: string;
  /** The file of its declaration, from the root on, with slashes. */
  readonly file: string;
  readonly hasDocstring: boolean;
}

/**
 * The names that an entry point exports, each with the file that declares it. Every export must be of the form
 * `export { name } from "./file.js"`, as the entry points of the packages have it.
 *
 * @param entry the source of the entry point, from the root on: `packages/gbm/src/index.ts`
 * @throws Error where an export has another form, or the file does not declare the name
 */
export function publicNames(entry: string): PublicName[] {
  return parse(entry).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause, moduleSpecifier } = statement;
    if (!exportClause || !ts.isNamedExports(exportClause) || !moduleSpecifier) {
      throw new Error(
        `${entry}: '${statement.getText()}' is not of the form export { name } from "./file.js"`,
      );
    }
    const module = (moduleSpecifier as ts.StringLiteral).text;
    if (!module.startsWith(".")) return namesOfPackage(entry, module, exportClause.elements);
    const file = join(dirname(entry), module.replace(/\.js$/, ".ts")).replaceAll("\\", "/");
    const declared = declarations(parse(file));
    return exportClause.elements.map((element) => {
      const name = (element.propertyName ?? element.name).text;
      const hasDocstring = declared.get(name);
      if (hasDocstring === undefined) throw new Error(`${entry}: ${file} does not declare ${name}`);
      return { name: element.name.text, file, hasDocstring };
    });
  });
}

/** The names that an entry point passes on from another package: `export { name } from "@weightcast/runtime"`. */
function namesOfPackage(
  entry: string,
  module: string,
  elements: readonly ts.ExportSpecifier[],
): PublicName[] {
  const [, folder, sub = "index"] = /^@weightcast\/([\w-]+)(?:\/(node))?$/.exec(module) ?? [];
  const others = folder === undefined ? [] : publicNames(`packages/${folder}/src/${sub}.ts`);
  return elements.map((element) => {
    const name = (element.propertyName ?? element.name).text;
    const found = others.find((other) => other.name === name);
    if (found === undefined) throw new Error(`${entry}: ${module} does not export ${name}`);
    return { ...found, name: element.name.text };
  });
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest, true);
}

/** The names that a file declares, and whether a docstring stands before the declaration (of overloads: before one). */
function declarations(source: ts.SourceFile): Map<string, boolean> {
  const found = new Map<string, boolean>();
  const add = (name: string, statement: ts.Statement) => {
    const hasDocstring = ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc);
    found.set(name, hasDocstring || found.get(name) === true);
  };
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) add(name.getText(), statement);
    } else if (
      ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement) ||
      ts.isEnumDeclaration(statement)
    ) {
      if (statement.name !== undefined) add(statement.name.text, statement);
    }
  }
  return found;
}
