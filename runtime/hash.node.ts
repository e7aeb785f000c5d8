import {createHash, webcrypto} from "node:crypto";
import {setImmediate} from "node:timers/promises";

// Above this size the digest is worth a trip to another thread, so that the event loop keeps turning.
const large = 1 << 20;
// That trip takes a copy: above this size the digest goes piece by piece instead.
const huge = 1 << 26;

/** The SHA-256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (bytes.length < large) return createHash("sha256").update(bytes).digest("hex");
  if (bytes.length < huge)
    return Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)).toString("hex");
  const hash = createHash("sha256");
  for (let at = 0; at < bytes.length; at += large) {
    hash.update(bytes.subarray(at, at + large));
    await setImmediate();
  }
  return hash.digest("hex");
}
