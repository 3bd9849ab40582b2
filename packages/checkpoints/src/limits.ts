/**
 * Limits on what a checkpoint may require before its tensors are read. Each is checked before memory is
 * allocated.
 */
export const LIMITS = {
  /**
   * The maximum size in bytes of a header, an index or a pickle; the safetensors library has the same limit.
   */
  headerBytes: 100_000_000,
  /** The maximum number of tensors of a checkpoint and of entries of a zip file. */
  tensors: 100_000,
  /** The maximum number of files of a sharded checkpoint. */
  shards: 10_000,
  /** The maximum number of dimensions of a tensor. */
  dimensions: 64,
  /**
   * The maximum size in bytes of a tensor that is read at once: the longest array buffer that all engines
   * support.
   */
  tensorBytes: 4_294_967_296,
  /** The maximum ratio of the unpacked to the packed size of a zip entry; deflate reaches 1032. */
  unpackRatio: 1100,
  /** The maximum depth of containers within containers in a pickle. */
  pickleDepth: 64,
  /** The maximum numbers of values and of containers that a pickle may push. */
  pickleValues: 8_000_000,
  pickleContainers: 1_000_000,
  /** The maximum length of a tensor's name in characters. */
  nameLength: 4096,
  /** The maximum number of elements of a tensor that repeats the elements of a smaller storage. */
  repeatedElements: 1_000_000,
} as const;
