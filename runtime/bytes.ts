/** Bytes end to end; in pieces where to join them would only take room. */
export type Pieces = readonly Uint8Array[];

export function byteLength(pieces: Pieces): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

/** The bytes in one piece. */
export function joined(pieces: Pieces): Uint8Array {
  if (pieces.length === 1) return pieces[0]!;
  const whole = new Uint8Array(byteLength(pieces));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** The same bytes in pieces of at most so many. */
export function* cutTo(most: number, pieces: Pieces): Generator<Uint8Array> {
  for (const piece of pieces)
    for (let at = 0; at < piece.length; at += most)
      yield at === 0 && piece.length <= most ? piece : piece.subarray(at, at + most);
}
