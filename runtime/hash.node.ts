import {createHash, webcrypto} from "node:crypto";
import {setImmediate} from "node:timers/promises";
import {byteLength, cutTo, joined, type Pieces} from "./bytes.ts";

// Above this size the digest is worth a trip to another thread, so that the event loop keeps turning.
const large = 1 << 20;
// That trip takes a copy: above this size the digest goes piece by piece instead.
const huge = 1 << 26;

/** The SHA-256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array | Pieces): Promise<string> {
  const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
  const size = byteLength(pieces);
  if (size >= large && size < huge)
    return Buffer.from(await webcrypto.subtle.digest("SHA-256", joined(pieces) as Uint8Array<ArrayBuffer>)).toString("hex");
  const hash = createHash("sha256");
  for (const piece of cutTo(large, pieces)) {
    hash.update(piece);
    if (size >= huge) await setImmediate();
  }
  return hash.digest("hex");
}
