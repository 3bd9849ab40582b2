import type { ZooFormat } from "../formats/zoo-format.js";
import { unpackedArchive } from "./archive-cache.js";

/** A packed zoo folder, which is unpacked once into the user's cache folder. */
export const zooArchiveFormat: ZooFormat = {
  name: "archive",
  description: "a .tar.xz archive of such a folder",
  extensions: [".tar.xz", ".txz"],
  unpack: unpackedArchive,
};
