// Makes compressed-arrow.json: one table as an Arrow stream whose buffers were compressed by the lz4 and zstd programs.
//     node test/nodes/formats/compressed-arrow.mjs
import {execFileSync} from "node:child_process";
import {writeFileSync} from "node:fs";
import {fileURLToPath} from "node:url";
import {Bool, Float64, Int32, Table, tableToIPC, Utf8, vectorFromArray} from "apache-arrow";
import * as fb from "apache-arrow/fb/Message_generated";
import {Builder, ByteBuffer} from "flatbuffers";

const rows = Array.from({length: 9_000}, (_, i) => i);
const table = new Table({
  x: vectorFromArray(
    rows.map((i) => (i % 7) / 4),
    new Float64()
  ),
  name: vectorFromArray(
    rows.map((i) => (i % 11 === 3 ? null : `source ${i % 100}`)),
    new Utf8()
  ),
  n: vectorFromArray(
    rows.map((i) => (i % 50) - 7),
    new Int32()
  ),
  ok: vectorFromArray(
    rows.map((i) => i % 3 === 0),
    new Bool()
  )
});
const stream = tableToIPC(table, "stream");

const programs = {
  // Blocks that refer to earlier ones, as Arrow's own writer makes them; and blocks on their own with checksums.
  lz4: (bytes) => execFileSync("lz4", ["-BD", "-B4", "-c"], {input: bytes, stdio: ["pipe", "pipe", "ignore"]}),
  "lz4-blocks": (bytes) => execFileSync("lz4", ["-BX", "-B4", "-c", "-9"], {input: bytes, stdio: ["pipe", "pipe", "ignore"]}),
  zstd: (bytes) => execFileSync("zstd", ["-c", "-q"], {input: bytes})
};

const files = {};
for (const [name, compress] of Object.entries(programs)) files[name] = compressed(name, compress).toString("base64");
writeFileSync(fileURLToPath(new URL("./compressed-arrow.json", import.meta.url)), `${JSON.stringify(files, null, 1)}\n`);

function compressed(name, compress) {
  const parts = [];
  for (let at = 0; at < stream.length; ) {
    const view = new DataView(stream.buffer, stream.byteOffset + at);
    const length = view.getInt32(4, true);
    if (length === 0) {
      parts.push(Buffer.from(stream.subarray(at, at + 8)));
      break;
    }
    const message = fb.Message.getRootAsMessage(new ByteBuffer(stream.subarray(at + 8, at + 8 + length)));
    const size = Number(message.bodyLength());
    const body = stream.subarray(at + 8 + length, at + 8 + length + size);
    if (message.headerType() === fb.MessageHeader.RecordBatch)
      parts.push(packed(message.header(new fb.RecordBatch()), body, name, compress));
    else parts.push(Buffer.from(stream.subarray(at, at + 8 + length + size)));
    at += 8 + length + size;
  }
  return Buffer.concat(parts);
}

function packed(batch, body, name, compress) {
  const chunks = [];
  const places = [];
  let at = 0;
  for (let i = 0; i < batch.buffersLength(); ++i) {
    const {offset, length} = {offset: Number(batch.buffers(i).offset()), length: Number(batch.buffers(i).length())};
    const plain = Buffer.from(body.subarray(offset, offset + length));
    let stored = Buffer.alloc(0);
    // Short ones are stored as they are, marked so.
    if (length > 0) {
      const head = Buffer.alloc(8);
      head.writeBigInt64LE(length < 64 ? -1n : BigInt(length));
      stored = Buffer.concat([head, length < 64 ? plain : compress(plain)]);
    }
    places.push([at, stored.length]);
    chunks.push(stored, Buffer.alloc((8 - (stored.length % 8)) % 8));
    at += stored.length + chunks.at(-1).length;
  }
  const b = new Builder(1024);
  fb.RecordBatch.startNodesVector(b, batch.nodesLength());
  for (let i = batch.nodesLength() - 1; i >= 0; --i) schemaNode(b, batch.nodes(i));
  const nodes = b.endVector();
  fb.RecordBatch.startBuffersVector(b, places.length);
  for (const [offset, length] of places.toReversed()) fb.Buffer.createBuffer(b, BigInt(offset), BigInt(length));
  const buffers = b.endVector();
  b.startObject(2);
  if (name === "zstd") b.addFieldInt8(0, 1, 0);
  const codec = b.endObject();
  b.startObject(5);
  b.addFieldInt64(0, batch.length(), 0n);
  b.addFieldOffset(1, nodes, 0);
  b.addFieldOffset(2, buffers, 0);
  b.addFieldOffset(3, codec, 0);
  const header = b.endObject();
  b.startObject(5);
  b.addFieldInt16(0, 4, 0);
  b.addFieldInt8(1, fb.MessageHeader.RecordBatch, 0);
  b.addFieldOffset(2, header, 0);
  b.addFieldInt64(3, BigInt(at), 0n);
  b.finish(b.endObject());
  const bytes = Buffer.from(b.asUint8Array());
  const padding = Buffer.alloc((8 - (bytes.length % 8)) % 8);
  const head = Buffer.alloc(8);
  head.writeInt32LE(-1);
  head.writeInt32LE(bytes.length + padding.length, 4);
  return Buffer.concat([head, bytes, padding, ...chunks]);
}

function schemaNode(b, node) {
  fb.FieldNode.createFieldNode(b, node.length(), node.nullCount());
}
