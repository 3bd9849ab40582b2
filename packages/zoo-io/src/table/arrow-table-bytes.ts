import { Field, Float32, Float64, makeData, type RecordBatch, Schema, Utf8 } from "apache-arrow";
import { recordBatch, textData } from "../arrow/arrow.js";
import { arrowFileBytes } from "../arrow/arrow-bytes.js";
import type { NumberTable } from "./number-table.js";
import { columnsOf, tableBlocks } from "./table-blocks.js";

/**
 * A schema that batches have as it is. For each batch, Arrow's library merges the fields of a schema with those of the batch, which takes the square
 * of their number.
 */
class StandingSchema extends Schema {
  override assign(): this {
    return this;
  }
}

/** The bytes of a table as an Arrow IPC file. */
export function arrowTableBytes(table: NumberTable): AsyncGenerator<Uint8Array> {
  const { keys, columns } = table;
  const type = table.elementType === "f32" ? new Float32() : new Float64();
  const schema = new StandingSchema([
    new Field(keys.name, new Utf8(), false),
    ...columns.map((name) => new Field(name, type, false)),
  ]);
  async function* batches(): AsyncGenerator<RecordBatch> {
    for await (const block of tableBlocks(table)) {
      const numbers = columnsOf(block, columns.length).map((data) =>
        makeData({ type, length: data.length, data }),
      );
      yield recordBatch(schema, block.keys.length, [textData(block.keys), ...numbers]);
    }
  }
  return arrowFileBytes(schema, batches());
}
