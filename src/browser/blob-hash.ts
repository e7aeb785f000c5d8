// The identity of a file in a page.
import {sha256} from "../../runtime/hash.ts";
import {Sha256} from "../../runtime/sha256.ts";

/** What the browser digests at once. */
const whole = 1 << 25;

/** The SHA-256 of a file, which is never in memory whole where it is large. */
export async function hashOfBlob(blob: Blob): Promise<string> {
  if (blob.size <= whole) return sha256(new Uint8Array(await blob.arrayBuffer()));
  const hash = new Sha256();
  const reader = blob.stream().getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) hash.update(step.value);
  return hash.hex();
}
