import type { Column } from "@weightcast/zoo";

/** A column on its way to the page: texts as one, because hundreds of thousands of them take long to receive. */
export type PackedColumn =
  | Exclude<Column, { readonly kind: "text" }>
  | { readonly kind: "text"; readonly packed: string; readonly separator: string };

/** Characters that separate texts; the first one that no text contains is taken. */
const SEPARATORS = ["\n", "\u0000", "\u001e", "\u001f"];

/** A column as it is sent to the page. */
export function packColumn(column: Column): PackedColumn | Column {
  if (column.kind !== "text" || column.values.length === 0) return column;
  const { values } = column;
  const separator = SEPARATORS.find((one) => !values.some((text) => text.includes(one)));
  return separator === undefined ? column : { kind: "text", packed: values.join(separator), separator };
}

/** A column that was sent to the page; its texts are taken apart once they are needed. */
export function unpackColumn(column: PackedColumn | Column): Column {
  if (!("packed" in column)) return column;
  const { packed, separator } = column;
  let values: readonly string[] | undefined;
  return {
    kind: "text",
    get values() {
      values ??= packed.split(separator);
      return values;
    },
  };
}
