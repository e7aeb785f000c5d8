import {deflateRawSync} from "node:zlib";
import {expect, it} from "vitest";
import {deflated, inflated} from "../../src/origin/deflate.ts";

it("text comes back as it was, and is spelled in letters that go anywhere", async () => {
  const text = `{"title": "µJy ${"wise ".repeat(1000)}"}`;
  const word = await deflated(text);
  expect(word).toMatch(/^[A-Za-z0-9+/]+=*$/);
  expect(word.length).toBeLessThan(200);
  expect(await inflated(word)).toBe(text);
});

it("what unfolds into more than any workflow needs is refused", async () => {
  const word = deflateRawSync(new Uint8Array(20e6)).toString("base64");
  await expect(inflated(word)).rejects.toThrow("it unfolds into more than 16000000 bytes");
});
