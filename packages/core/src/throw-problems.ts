import { InputError } from "@weightcast/core";

/** @throws InputError where there are problems: the one, or one that tells of them all */
export function throwProblems(problems: readonly InputError[]): void {
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) {
    const all = problems.map(({ message }) => message).join("; and ");
    throw new InputError(all, {}, { cause: new AggregateError(problems) });
  }
}
