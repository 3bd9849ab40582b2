import { gunzipSync, gzipSync } from "node:zlib";
import { damageBytes, joined } from "./bytes.js";
import type { Dice } from "./dice.js";
import type { Mutator } from "./mutator.js";

/** The longest run of zeros that a bomb unpacks to, in bytes; it packs to a thousandth. */
const BOMB_BYTES = 2 ** 24;

/** Damages what a gzip file holds, or the packed bytes, or appends members and zeros; sometimes makes a small file that unpacks to many bytes. */
export function inGzip(mutate: Mutator): Mutator {
  return (packed, dice) => {
    const kind = dice.below(10);
    if (kind < 6) return gzipSync(mutate(gunzipSync(packed), dice), { level: 1 });
    if (kind < 8) return damageBytes(packed, dice);
    return joined(packed, dice.pick([packed, packed.slice(0, 12), new Uint8Array(64), bomb(dice)]));
  };
}

function bomb(dice: Dice): Uint8Array {
  // Zeros, and the line feeds and quotes at which CSV begins anew.
  return gzipSync(Buffer.alloc(dice.below(BOMB_BYTES), dice.pick([0, 10, 34, 44])), { level: 1 });
}
