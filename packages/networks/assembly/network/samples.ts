import { Network } from "./network";

/**
 * Reads a byte of each cache line of sample `index`, so that its pixels are on their way from main memory, all at once, while
 * something else is computed.
 */
export function fetchAhead(network: Network, index: usize): void {
  const bytes = imageValues(network) << (network.floats ? 2 : 0);
  const end = network.images + (index + 1) * bytes;
  let sum: u32 = 0;
  for (let p = end - bytes; p < end; p += 64) sum += load<u8>(p);
  // Returning a value that the caller uses keeps the compiler from removing the reads.
  network.fetched = sum;
}

function imageValues(network: Network): usize {
  return network.imageHeight * network.imageWidth * network.imageChannels;
}

/** The pixels f32 of sample `index`: of bytes, -1 + 2 * (x / 255), computed into the network's own memory. */
export function normalised(network: Network, index: usize): usize {
  const pixels = imageValues(network);
  if (network.floats) return network.images + 4 * index * pixels;
  const bytes = network.images + index * pixels;
  const image = network.image;
  const most = f32x4.splat(255);
  const two = f32x4.splat(2);
  const minusOne = f32x4.splat(-1);
  for (let i: usize = 0; i < pixels; i += 4) {
    const words = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(bytes + i)));
    const scaled = f32x4.div(f32x4.convert_i32x4_s(words), most);
    v128.store(image + 4 * i, f32x4.add(minusOne, f32x4.mul(two, scaled)));
  }
  return image;
}
