export {
  checkDataSize,
  decodeNpy,
  encodeNpy,
  type NpyArray,
  type NpyEncoding,
  toRowMajor,
} from "./npy.js";
export {
  decodeElements,
  encodeElements,
  itemSize,
  type NpyData,
  type NpyDtype,
  type NpyElements,
  toFloat32,
} from "./npy-dtype.js";
export {
  formatNpyHeader,
  isNpy,
  NPY_HEAD_BYTES,
  NPY_PREFIX_BYTES,
  type NpyHeader,
  type NpyVersion,
  npyHeaderBytes,
  parseNpyHeader,
} from "./npy-header.js";
