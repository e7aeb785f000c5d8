import {closeSync, fstatSync, openSync, readSync, writeSync} from "node:fs";
import {block, type ByteSource, headerOf, padding} from "./tar.ts";

/** Writes the files in the order they come. @throws when a name or a file is too long for the format. */
export async function writeTar(
  path: string,
  files: AsyncIterable<{readonly name: string; readonly bytes: Uint8Array}>
): Promise<number> {
  const file = openSync(path, "wx");
  try {
    let total = 0;
    const put = (bytes: Uint8Array): void => {
      for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
      total += bytes.length;
    };
    for await (const {name, bytes} of files) {
      put(headerOf(name, bytes.length));
      put(bytes);
      put(new Uint8Array(padding(bytes.length)));
    }
    put(new Uint8Array(2 * block));
    return total;
  } finally {
    closeSync(file);
  }
}

/** A file, opened for each read. @throws when it cannot be read. */
export function fileSource(path: string): ByteSource {
  return {
    name: path,
    size: withFile(path, (file) => fstatSync(file).size),
    read: (at, size) =>
      withFile(path, (file) => {
        const bytes = new Uint8Array(size);
        let done = 0;
        for (let n = -1; done < size && n !== 0; done += n) n = readSync(file, bytes, done, size - done, at + done);
        return bytes.subarray(0, done);
      })
  };
}

function withFile<T>(path: string, use: (file: number) => T): T {
  const file = openSync(path, "r");
  try {
    return use(file);
  } finally {
    closeSync(file);
  }
}
