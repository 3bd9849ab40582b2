import type { Checkpoint, TensorData } from "@weightcast/checkpoints";

/** How far a tensor is from the tensor of the same name in another checkpoint. */
export interface TensorDistance {
  /** The L2 norm of the difference. */
  readonly absolute: number;
  /** The same, divided by the L2 norm of the first tensor; null if that is 0. */
  readonly relative: number | null;
  /** 1 minus the cosine of the angle between the two; null if one of them is 0. */
  readonly cosine: number | null;
}

/**
 * Reads two tensors of one shape block by block and compares them. A NaN in either makes all distances NaN.
 *
 * @throws CancelledError once `signal` is aborted
 */
export async function tensorDistance(
  first: Checkpoint,
  second: Checkpoint,
  name: string,
  signal: AbortSignal | undefined,
): Promise<TensorDistance> {
  let [square, own, other, product] = [0, 0, 0, 0];
  for await (const [a, b] of pairedBlocks(first.blocks(name, { signal }), second.blocks(name, { signal }))) {
    for (let i = 0; i < a.length; i++) {
      const [x, y] = [Number(a[i]), Number(b[i])];
      square += (x - y) ** 2;
      own += x * x;
      other += y * y;
      product += x * y;
    }
  }
  return {
    absolute: Math.sqrt(square),
    relative: own === 0 ? null : Math.sqrt(square / own),
    cosine: own === 0 || other === 0 ? null : Math.max(0, 1 - product / Math.sqrt(own * other)),
  };
}

/** Blocks of two tensors, cut to the same lengths. */
async function* pairedBlocks(
  first: AsyncGenerator<TensorData>,
  second: AsyncGenerator<TensorData>,
): AsyncGenerator<[TensorData, TensorData]> {
  try {
    let [a, b] = [await nextBlock(first), await nextBlock(second)];
    while (a !== undefined && b !== undefined) {
      const length = Math.min(a.length, b.length);
      yield [a.subarray(0, length), b.subarray(0, length)];
      a = a.length > length ? a.subarray(length) : await nextBlock(first);
      b = b.length > length ? b.subarray(length) : await nextBlock(second);
    }
  } finally {
    await first.return(undefined);
    await second.return(undefined);
  }
}

async function nextBlock(blocks: AsyncGenerator<TensorData>): Promise<TensorData | undefined> {
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) {
    if (next.value.length > 0) return next.value;
  }
  return undefined;
}
