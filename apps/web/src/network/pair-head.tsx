export interface PairHeadProps {
  /** The heading of the first column. */
  readonly what: string;
  readonly names: readonly [first: string, second: string];
}

/** The head of a table that has a column for each of two networks, with the colours in which the networks are drawn. */
export function PairHead({ what, names }: PairHeadProps) {
  return (
    <thead>
      <tr>
        <th scope="col">{what}</th>
        {names.map((name, i) => (
          <th key={name} scope="col">
            <span class={`key of-${i}`} /> {name}
          </th>
        ))}
      </tr>
    </thead>
  );
}
