/** The most that a checkpoint may ask for before its tensors are read; each is checked before memory is taken. */
export const LIMITS = {
  /** Bytes of a header, an index or a pickle; the safetensors library has the same limit. */
  headerBytes: 100_000_000,
  /** Tensors of a checkpoint, and entries of a zip file. */
  tensors: 100_000,
  /** Files of a sharded checkpoint. */
  shards: 10_000,
  /** Dimensions of a tensor. */
  dimensions: 64,
  /** Bytes of one tensor that is read whole: the longest array buffer that all engines hold. */
  tensorBytes: 4_294_967_296,
  /** How many times larger than its packed bytes an entry of a zip file may be; deflate reaches 1032. */
  unpackRatio: 1100,
  /** Containers in containers, in a pickle. */
  pickleDepth: 64,
  /** Values that a pickle pushes, and how many of them are containers. */
  pickleValues: 8_000_000,
  pickleContainers: 1_000_000,
  /** Letters of a tensor's name. */
  nameLength: 4096,
  /** Elements of a tensor that repeats those of a smaller storage. */
  repeatedElements: 1_000_000,
} as const;
