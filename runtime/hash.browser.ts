import {byteLength, cutTo, joined, type Pieces} from "./bytes.ts";

// The browser digests only what lies in memory whole, and takes a copy of it: above this size the digest is our own, piece by piece.
const huge = 1 << 26;
/** Some 20 ms of it. */
const slice = 1 << 22;

/** The SHA-256 of some bytes, in hexadecimal. */
export async function sha256(bytes: Uint8Array | Pieces): Promise<string> {
  const pieces = bytes instanceof Uint8Array ? [bytes] : bytes;
  if (byteLength(pieces) >= huge) return inPieces(pieces);
  const digest = await crypto.subtle.digest("SHA-256", joined(pieces) as Uint8Array<ArrayBuffer>);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function inPieces(pieces: Pieces): Promise<string> {
  const {Sha256} = await import("./sha256.ts");
  const hash = new Sha256();
  for (const piece of cutTo(slice, pieces)) {
    hash.update(piece);
    await new Promise((resume) => setTimeout(resume));
  }
  return hash.hex();
}
