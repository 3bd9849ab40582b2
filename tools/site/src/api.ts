import ts from "typescript";

/** A public name of an entry point. */
export interface ApiEntry {
  readonly name: string;
  /** Its declaration, TypeScript. */
  readonly declaration: string;
  /** Its docstring, Markdown. */
  readonly docs: string;
}

/**
 * The public names of entry points, in alphabetical order.
 *
 * @param files built declarations (`index.d.ts`)
 * @returns one list for each file, in the same order
 */
export function readApi(files: readonly string[]): ApiEntry[][] {
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const source = program.getSourceFile(file);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is not a module; build the packages first`);
    return checker
      .getExportsOfModule(module)
      .map((symbol) => describe(symbol, checker))
      .sort((a, b) => a.name.localeCompare(b.name, "en"));
  });
}

function describe(symbol: ts.Symbol, checker: ts.TypeChecker): ApiEntry {
  const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
  const target = isAlias ? checker.getAliasedSymbol(symbol) : symbol;
  const declarations = (target.declarations ?? []).map((declaration) => {
    const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
    return node.getText().replace(/^export (?:declare )?/, "");
  });
  const paragraphs = [
    ts.displayPartsToString(target.getDocumentationComment(checker)),
    ...target.getJsDocTags(checker).map(tagInWords),
  ];
  return {
    name: symbol.name,
    declaration: declarations.join("\n"),
    docs: paragraphs.filter((text) => text !== "").join("\n\n"),
  };
}

/** A tag such as `@param rows how many` as Markdown. */
function tagInWords({ name, text }: ts.JSDocTagInfo): string {
  const words = ts.displayPartsToString(text);
  const [, subject, rest] = /^(\S+)\s*([\s\S]*)$/.exec(words) ?? [];
  if (subject === undefined || rest === undefined) return "";
  switch (name) {
    case "param":
      return `\`${subject}\`: ${rest.replace(/^-\s*/, "")}`;
    case "throws":
      return `Throws \`${subject}\` ${rest}`;
    case "returns":
      return `Returns ${words}`;
    default:
      return `${name}: ${words}`;
  }
}
