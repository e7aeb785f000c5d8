// A whole workflow in a link: "#w=" and the deflated canonical text in base64url. It never leaves the browser by itself.
import {serializeWorkflow, type Workflow} from "../../runtime/workflow.ts";

const most = 4e6;

/** The part of a link after "#". */
export async function linkOf(workflow: Workflow): Promise<string> {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(serializeWorkflow(workflow)));
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `w=${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** The text of the workflow in a link; undefined where there is none or it is damaged. */
export async function readLink(hash: string): Promise<string | undefined> {
  const code = /^#w=([\w-]+)$/.exec(hash)?.[1];
  if (code === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    return new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), bytes));
  } catch {
    return undefined;
  }
}

// Stops at a size no workflow has: a small link may unfold into gigabytes.
async function through(stream: CompressionStream | DecompressionStream, bytes: Uint8Array): Promise<Uint8Array> {
  const readable = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(stream);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of readable) {
    parts.push(part);
    size += part.length;
    if (size > most) throw new Error("too large");
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
