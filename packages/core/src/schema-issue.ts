/** What a schema found wrong in a JSON document, in the shape in which valibot reports it. */
export interface SchemaIssue {
  readonly message: string;
  /** The type or the text of the value that was found; `undefined` where there is none. */
  readonly received: string;
  /** The keys that lead to the value; undefined for the document as a whole. */
  readonly path?: readonly { readonly key: unknown }[] | undefined;
}

/** The problem of an issue, without its place: `is missing` where there is no value, else the schema's message. */
export function issueProblem({ message, received }: SchemaIssue): string {
  return received === "undefined" ? "is missing" : message;
}

/** An issue as one text, the place of the value first: `zoo.rows: is missing`. */
export function describeIssue(issue: SchemaIssue): string {
  const place = issue.path?.map(({ key }) => String(key)).join(".") ?? "the whole";
  return `${place}: ${issueProblem(issue)}`;
}
