import {createHash} from "node:crypto";
import {describe, expect, it} from "vitest";
import {Sha256} from "../../runtime/sha256.ts";
import {hashOfBlob} from "../../src/browser/blob-hash.ts";

const bytes = Uint8Array.from({length: 5000}, (_, i) => (i * 2654435761) >>> 13);
const wanted = (part: Uint8Array): string => createHash("sha256").update(part).digest("hex");

describe("SHA-256 piece by piece", () => {
  it("is that of Node at every length around the ends of blocks", () => {
    for (let length = 0; length <= 260; ++length) {
      const part = bytes.subarray(0, length);
      expect(new Sha256().update(part).hex()).toBe(wanted(part));
    }
  });

  it.each([1, 3, 63, 64, 65, 1000, 4999])("does not depend on where pieces of %i bytes end", (size) => {
    const hash = new Sha256();
    for (let at = 0; at < bytes.length; at += size) hash.update(bytes.subarray(at, at + size));
    expect(hash.hex()).toBe(wanted(bytes));
  });
});

describe("a file in a page", () => {
  it.each([5000, 40_000_001])("of %i bytes has the hash it has on the command line", async (size) => {
    const parts = Array.from({length: Math.ceil(size / bytes.length)}, (_, i) =>
      bytes.subarray(0, Math.min(bytes.length, size - i * bytes.length))
    );
    expect(await hashOfBlob(new Blob(parts))).toBe(wanted(Buffer.concat(parts)));
  });
});
