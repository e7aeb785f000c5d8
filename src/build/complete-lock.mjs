// Adds to package-lock.json the optional packages of other platforms that the registry in use did not offer when it
// was written (some mirrors carry only their own platform): without them `npm ci` calls the lock incomplete. Run it
// after `npm install`, from the root.
import {readFileSync, writeFileSync} from "node:fs";

const path = "package-lock.json";
const lock = JSON.parse(readFileSync(path, "utf8"));
const systems = {
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  openharmony: "openharmony",
  win32: "win32"
};
const cpus = {arm64: "arm64", x64: "x64", arm: "arm", ia32: "ia32", ppc64: "ppc64", riscv64: "riscv64", s390x: "s390x"};
let added = 0;
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key]) continue;
    const words = name.split("/").at(-1).split("-");
    const os = words.map((word) => systems[word]).find(Boolean);
    const cpu = words.map((word) => cpus[word]).find(Boolean);
    const libc =
      words.includes("musl") || words.includes("musleabihf")
        ? ["musl"]
        : words.includes("gnu") || words.includes("gnueabihf")
          ? ["glibc"]
          : undefined;
    lock.packages[key] = {
      version,
      ...(cpu && {cpu: [cpu]}),
      ...(entry.dev && {dev: true}),
      ...(libc && {libc}),
      optional: true,
      ...(os && {os: [os]})
    };
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`added ${added} entries\n`);
