import { InputError } from "@weightcast/core";

/**
 * Throws the problems that were found, if any.
 *
 * @throws InputError where there are problems: the only problem itself, or one error whose message joins the messages of all
 */
export function throwProblems(problems: readonly InputError[]): void {
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) {
    const all = problems.map(({ message }) => message).join("; and ");
    throw new InputError(all, {}, { cause: new AggregateError(problems) });
  }
}
