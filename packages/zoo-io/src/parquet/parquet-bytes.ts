import type { ColumnSource, ParquetWriter } from "hyparquet-writer";

/** A node of a Parquet schema. */
export type ParquetSchemaElement = ConstructorParameters<typeof ParquetWriter>[0]["schema"][number];
/** The types of numbers, words and truth values that columns have. */
export type ParquetColumnType = "FLOAT" | "DOUBLE" | "INT32" | "BOOLEAN" | "STRING";

/** The schema of a column without nulls. */
export function parquetColumn(name: string, type: ParquetColumnType): ParquetSchemaElement {
  return type === "STRING"
    ? { name, type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" }
    : { name, type, repetition_type: "REQUIRED" };
}

/** The schema of a column of lists of f32, without nulls. */
export function parquetFloatLists(name: string): ParquetSchemaElement[] {
  return [
    { name, repetition_type: "REQUIRED", converted_type: "LIST", num_children: 1 },
    { name: "list", repetition_type: "REPEATED", num_children: 1 },
    { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
  ];
}

export interface ParquetFile {
  /** The columns in order: one schema element for each, or three for a column of lists. */
  readonly columns: readonly (readonly ParquetSchemaElement[])[];
  readonly metadata?: ReadonlyMap<string, string>;
  /** The number of entries of every column, for each row group. */
  readonly groups: AsyncIterable<readonly ColumnSource["data"][]>;
}

/** The bytes of a Parquet file, row group by row group; a chunk must be used up before the next is asked for. */
export async function* parquetBytes(file: ParquetFile): AsyncGenerator<Uint8Array> {
  const { ByteWriter, ParquetWriter } = await import("hyparquet-writer");
  const writer = new ByteWriter();
  const root = { name: "root", num_children: file.columns.length };
  const parquet = new ParquetWriter({
    writer,
    schema: [root, ...file.columns.flat()],
    ...(file.metadata !== undefined && {
      kvMetadata: Array.from(file.metadata, ([key, value]) => ({ key, value })),
    }),
  });
  for await (const group of file.groups) {
    const columnData = group.map((data, i) => ({ name: file.columns[i]![0]!.name, data }));
    // Each call writes one row group.
    await parquet.write({ columnData, rowGroupSize: Math.max(1, group[0]?.length ?? 0) });
    yield writer.getBytes();
    writer.index = 0;
  }
  await parquet.finish();
  yield writer.getBytes();
}
