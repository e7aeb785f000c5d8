import {randomUUID} from "node:crypto";
import {hostname} from "node:os";

/** This host, as a word fit for a file name. */
export const hostLabel = hostname().replace(/[^\w.-]/g, "_") || "host";

/** A word no other process, thread or copy of this module has. */
export const instance = randomUUID();

/** Whether a process with this number runs on this host. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
