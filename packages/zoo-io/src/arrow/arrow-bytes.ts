import type { Zoo } from "@weightcast/zoo";
import { AsyncByteQueue, Message, type RecordBatch, RecordBatchFileWriter, type Schema } from "apache-arrow";
import { concatenate } from "../files/byte-chunks.js";
import { zooBatches } from "./arrow.js";

/** Chunks of fewer bytes are put together; a batch has many of a few bytes. */
const SMALL_CHUNK_BYTES = 1 << 16;

/** The chosen rows of a zoo as the bytes of an Arrow IPC file; throws as `recordBatches` does. */
export async function* zooFileBytes(zoo: Zoo, rows: Int32Array): AsyncGenerator<Uint8Array> {
  const { schema, batches } = zooBatches(zoo, { rows, reuse: true });
  yield* arrowFileBytes(schema, batches);
}

/**
 * The bytes of an Arrow IPC file, batch by batch. Chunks are views of the batches' memory: one must be used up before the next is asked
 * for, and the memory of a batch is not used after the next one is.
 *
 * @param batches of this very schema, its dictionaries' numbers included
 */
export async function* arrowFileBytes(
  schema: Schema,
  batches: AsyncIterable<RecordBatch>,
): AsyncGenerator<Uint8Array> {
  const sink = new ChunkSink();
  const writer = new FileWriter();
  writer.reset(sink, schema);
  for await (const batch of batches) {
    writer.write(batch);
    yield* withoutSmall(sink.take());
  }
  writer.finish();
  yield* withoutSmall(sink.take());
}

/** The library leaves out the schema that the format begins with. */
class FileWriter extends RecordBatchFileWriter {
  protected override _writeSchema(schema: Schema): this {
    return super._writeSchema(schema)._writeMessage(Message.from(schema));
  }
}

/** Takes what the writer writes, at once and as it is: the library's own queue grows without bound. */
class ChunkSink extends AsyncByteQueue {
  private chunks: Uint8Array[] = [];

  override write(chunk: Uint8Array): void {
    this.chunks.push(chunk);
  }

  take(): Uint8Array[] {
    const taken = this.chunks;
    this.chunks = [];
    return taken;
  }
}

function* withoutSmall(chunks: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  for (const chunk of chunks) {
    if (chunk.length < SMALL_CHUNK_BYTES) {
      small.push(chunk);
      continue;
    }
    if (small.length > 0) yield concatenate(small);
    small = [];
    yield chunk;
  }
  if (small.length > 0) yield concatenate(small);
}
