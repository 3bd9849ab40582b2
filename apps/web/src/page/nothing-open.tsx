/** What stands in the place of a zoo that is being opened, or where none is open. */
export function NothingOpen({ isOpening }: { readonly isOpening: boolean }) {
  return (
    <p class="waiting quiet">
      {isOpening
        ? "The networks appear here in a moment."
        : "Nothing is open. Drop a folder or files here: a zoo, a model, networks or results. Or open the sample."}
    </p>
  );
}
