// The shapes of seven nodes that hang together, and where one arrives in each: with bit k saying that node k (of those in preorder) sends to
// the right, a byte that says at which of the eight exits, from left to right.
/** 429 shapes of 128 bytes, with a gap after 256 of them. */
export const EXITS: usize = memory.data(430 * 128, 64);
/** By the bits that describe a shape, its number from 1, or 0. */
const numbers: usize = memory.data(2 * 16384, 64);
let known: i32 = 0;

// Of the node at hand: left and right child among the seven, or ~exit (i32 each).
const children: usize = memory.data(8 * 7, 8);
let next: i32 = 0;
let exits: i32 = 0;

/** What the eighth lane of a block of this shape holds; two bits a node in preorder say whether left and right child belong to the seven. */
export function shapeOf(description: u32): u32 {
  const at = numbers + (<usize>description << 1);
  if (load<u16>(at) == 0) {
    known++;
    store<u16>(at, <u16>known);
    const lane = <u32>(known - 1) << 7;
    // Where the lane is negative its bit is set too, since it is compared with 0.
    describe(description, lane < 32768 ? lane : lane + 128);
  }
  return (<u32>load<u16>(at) - 1) << 7;
}

function describe(description: u32, place: u32): void {
  next = 0;
  exits = 0;
  visit(description);
  for (let sides: u32 = 0; sides < 128; sides++) {
    let node = 0;
    while (node >= 0) node = load<i32>(children + (<usize>node << 3) + (((sides >>> node) & 1) << 2));
    store<u8>(EXITS + place + sides, <u8>(~node << 2));
  }
}

function visit(description: u32): i32 {
  const node = next++;
  const bits = description >>> (2 * node);
  const left = bits & 1 ? visit(description) : ~exits++;
  const right = bits & 2 ? visit(description) : ~exits++;
  store<i32>(children + (<usize>node << 3), left);
  store<i32>(children + (<usize>node << 3), right, 4);
  return node;
}
