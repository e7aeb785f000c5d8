import {mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {describe, expect, it} from "vitest";
import {sha256} from "../../runtime/hash.ts";
import {unread} from "../../runtime/files.node.ts";
import {fileOpener} from "../../src/node/files.ts";

const home = realpathSync(mkdtempSync(join(tmpdir(), "fluxloom-home-")));
const study = join(home, "study");
mkdirSync(join(study, "data"), {recursive: true});
writeFileSync(join(study, "data", "mine.csv"), "a\n1\n");
writeFileSync(join(home, "secret.csv"), "password\n");
mkdirSync(join(home, "study-other"));
writeFileSync(join(home, "study-other", "x.csv"), "a\n");
symlinkSync(join(home, "secret.csv"), join(study, "link.csv"));
symlinkSync(home, join(study, "up"));
symlinkSync(join(study, "data", "mine.csv"), join(study, "inner.csv"));

const hash = async (path: string) => sha256(new Uint8Array((await import("node:fs")).readFileSync(path)));
const open = (path: string, data: readonly (readonly [string, string])[] = []) =>
  fileOpener({folder: study, data: new Map(data), hash})("catalogue", "path", path);

it("what may not be read is said with its path; what is not there is no error", () => {
  const fails = (code: string) => () => unread("/a/store/version")(Object.assign(new Error(code), {code}));
  for (const code of ["EACCES", "EPERM"])
    expect(fails(code)).toThrow(`"/a/store/version" may not be read (${code}); change its permissions, or choose another folder`);
  expect(fails("ENOENT")()).toBeUndefined();
  expect(fails("EIO")).toThrow("EIO");
});

describe("R41 what a workflow may read", () => {
  it("files inside its own folder, by content", async () => {
    for (const path of ["data/mine.csv", "./data/../data/mine.csv", "inner.csv"]) {
      const file = await open(path);
      expect(new TextDecoder().decode(await file!.bytes())).toBe("a\n1\n");
      expect(file!.sha256).toBe(await hash(join(study, "data", "mine.csv")));
    }
  });

  it("any file the person passes", async () => {
    expect((await open("", [["catalogue", join(home, "secret.csv")]]))!.name).toBe("secret.csv");
    expect((await open("data/mine.csv", [["catalogue.path", join(home, "study-other", "x.csv")]]))!.name).toBe("x.csv");
    expect(await open("")).toBeUndefined();
  });

  const ways = [
    "../secret.csv",
    "data/../../secret.csv",
    "./../study-other/x.csv",
    join(home, "secret.csv"),
    "/etc/passwd",
    "link.csv",
    "up/secret.csv",
    "up/study-other/x.csv",
    "/proc/self/environ",
    "file:///etc/passwd",
    "http://127.0.0.1/x.csv",
    "https://example.org/x.csv",
    "ftp://example.org/x.csv",
    "s3://bucket/x.csv",
    "data:text/csv,a",
    "\\\\server\\share\\x.csv"
  ];
  it.each(ways)("not %s", async (path) => {
    await expect(open(path)).rejects.toThrow(/^(may not read|will not fetch|there is no file) /);
  });

  it("no folder, and no file that is not there", async () => {
    await expect(open("data")).rejects.toThrow('"data" is not a file; name one');
    await expect(open("data/none.csv")).rejects.toThrow(
      'there is no file "data/none.csv"; check the path or pass one with --data'
    );
  });

  it("no file that changes between its hash and its reading", async () => {
    const path = join(study, "data", "moving.csv");
    writeFileSync(path, "a\n1\n");
    const file = await open("data/moving.csv");
    writeFileSync(path, "a\n2\n");
    await expect(file!.bytes()).rejects.toThrow('file "moving.csv" changed since the run began; run again');
    await expect(file!.unchanged()).rejects.toThrow('file "moving.csv" changed since the run began; run again');
  });
});
