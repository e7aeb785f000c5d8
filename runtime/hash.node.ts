import {createHash, webcrypto} from "node:crypto";

// Above this size the digest is worth a trip to another thread, so that the event loop keeps turning.
const large = 1 << 20;

/** The SHA-256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (bytes.length < large) return createHash("sha256").update(bytes).digest("hex");
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>)).toString("hex");
}
