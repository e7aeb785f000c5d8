// What was copied from workflows of one's own, so that what comes from elsewhere by the clipboard is known as such.
import {sha256} from "../../runtime/hash.ts";

const place = "fluxloom.copied";
const kept = 20;

/** Remembers a text as copied here, in any tab. */
export async function rememberCopied(text: string): Promise<void> {
  const digest = await digestOf(text);
  try {
    localStorage.setItem(place, JSON.stringify([digest, ...digests().filter((d) => d !== digest)].slice(0, kept)));
  } catch {
    // Some browsers keep nothing; what is pasted is then asked about.
  }
}

/** Whether a text was copied here. */
export async function copiedHere(text: string): Promise<boolean> {
  return digests().includes(await digestOf(text));
}

// Some systems change the ends of lines on the way.
async function digestOf(text: string): Promise<string> {
  return sha256(new TextEncoder().encode(text.replaceAll("\r\n", "\n")));
}

function digests(): readonly string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(place) ?? "[]");
    return Array.isArray(found) ? found.filter((d) => typeof d === "string") : [];
  } catch {
    return [];
  }
}
