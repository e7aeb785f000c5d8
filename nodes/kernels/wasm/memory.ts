// A heap that only grows until it is reset: what one training set or forest needs lies one after the other, on lines of 64 bytes.

let top: usize = aligned(__heap_base);

@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Forgets everything allocated, or what was allocated since `mark`. */
export function reset(mark: usize = aligned(__heap_base)): void {
  top = mark;
}

/** Where the next allocation will be. */
export function mark(): usize {
  return top;
}

/** Room for so many bytes, not cleared, with 64 bytes more behind so that vectors may be read past the end. */
export function allocate(bytes: usize): usize {
  const address = top;
  top = aligned(address + bytes + 64);
  const missing = <i32>((top + 0xffff) >>> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
  return address;
}
