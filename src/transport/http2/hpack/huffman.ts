// The Huffman code of HPACK (RFC 7541 §5.2 and Appendix B), read four bits at a time.
import { constants } from 'node:http2';
import { ConnectionError } from '../frames.js';

/**
 * Symbols by the length of their codes in bits. The code is canonical: codes of one length count up in the order of their symbols,
 * and those of the next length go on from there.
 */
const SYMBOLS: readonly (readonly [number, readonly number[]])[] = [
  [5, [48, 49, 50, 97, 99, 101, 105, 111, 115, 116]],
  [
    6,
    [32, 37, 45, 46, 47, 51, 52, 53, 54, 55, 56, 57, 61, 65, 95, 98, 100, 102, 103, 104, 108, 109, 110, 112, 114, 117],
  ],
  [
    7,
    [
      58, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 89, 106, 107, 113,
      118, 119, 120, 121, 122,
    ],
  ],
  [8, [38, 42, 44, 59, 88, 90]],
  [10, [33, 34, 40, 41, 63]],
  [11, [39, 43, 124]],
  [12, [35, 62]],
  [13, [0, 36, 64, 91, 93, 126]],
  [14, [94, 125]],
  [15, [60, 96, 123]],
  [19, [92, 195, 208]],
  [20, [128, 130, 131, 162, 184, 194, 224, 226]],
  [21, [153, 161, 167, 172, 176, 177, 179, 209, 216, 217, 227, 229, 230]],
  [
    22,
    [
      129, 132, 133, 134, 136, 146, 154, 156, 160, 163, 164, 169, 170, 173, 178, 181, 185, 186, 187, 189, 190, 196, 198,
      228, 232, 233,
    ],
  ],
  [
    23,
    [
      1, 135, 137, 138, 139, 140, 141, 143, 147, 149, 150, 151, 152, 155, 157, 158, 165, 166, 168, 174, 175, 180, 182,
      183, 188, 191, 197, 231, 239,
    ],
  ],
  [24, [9, 142, 144, 145, 148, 159, 171, 206, 215, 225, 236, 237]],
  [25, [199, 207, 234, 235]],
  [26, [192, 193, 200, 201, 202, 205, 210, 213, 218, 219, 238, 240, 242, 243, 255]],
  [27, [203, 204, 211, 212, 214, 221, 222, 223, 241, 244, 245, 246, 247, 248, 250, 251, 252, 253, 254]],
  [
    28,
    [2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 127, 220, 249],
  ],
  [30, [10, 13, 22, 256]],
];
/** Stands for the end of a text, and must not be in one. */
const END_OF_STRING = 256;

// What a step says: the node it leads to, and above it the symbol that was completed on the way, if any.
const NODE = 0xff;
const SYMBOL_SHIFT = 8;
const COMPLETES = 1 << 16;
const NO_CODE = 1 << 17;

const { steps, mayEnd } = build();

let text = Buffer.allocUnsafeSlow(16 * 1024);

/** The text, a character for each byte. Throws COMPRESSION_ERROR for what is no text in this code. */
export function decodeHuffman(bytes: Buffer, start: number, end: number): string {
  // The shortest code has 5 bits.
  const most = Math.ceil(((end - start) * 8) / 5);
  if (most > text.length) text = Buffer.allocUnsafeSlow(most);
  let node = 0;
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    const high = steps[(node << 4) | (byte >> 4)] as number;
    if ((high & COMPLETES) !== 0) text[length++] = high >> SYMBOL_SHIFT;
    const low = steps[((high & NODE) << 4) | (byte & 15)] as number;
    if ((low & COMPLETES) !== 0) text[length++] = low >> SYMBOL_SHIFT;
    if (((high | low) & NO_CODE) !== 0) throw notInCode();
    node = low & NODE;
  }
  if (!mayEnd.has(node)) throw notInCode();
  return text.toString('latin1', 0, length);
}

function notInCode(): ConnectionError {
  return new ConnectionError(constants.NGHTTP2_COMPRESSION_ERROR);
}

/** A node's two branches: another node, a symbol as its complement, or nothing yet. */
type Branches = [number | undefined, number | undefined];

function build() {
  const nodes = tree();
  const table = new Uint32Array(nodes.length * 16);
  for (let node = 0; node < nodes.length; node += 1)
    for (let bits = 0; bits < 16; bits += 1) table[(node << 4) | bits] = step(nodes, node, bits);
  return { steps: table, mayEnd: paddings(nodes) };
}

function tree(): Branches[] {
  const nodes: Branches[] = [[undefined, undefined]];
  let code = 0;
  let bits = 0;
  for (const [length, symbols] of SYMBOLS)
    for (const symbol of symbols) {
      code <<= length - bits;
      bits = length;
      plant(nodes, { code, length, symbol });
      code += 1;
    }
  return nodes;
}

function plant(nodes: Branches[], { code, length, symbol }: { code: number; length: number; symbol: number }): void {
  let at = nodes[0] as Branches;
  for (let left = length - 1; left > 0; left -= 1) {
    const bit = ((code >>> left) & 1) as 0 | 1;
    at[bit] ??= nodes.push([undefined, undefined]) - 1;
    at = nodes[at[bit]] as Branches;
  }
  at[(code & 1) as 0 | 1] = ~symbol;
}

function step(nodes: readonly Branches[], from: number, bits: number): number {
  let node = from;
  let completed = 0;
  for (let left = 3; left >= 0; left -= 1) {
    const next = (nodes[node] as Branches)[((bits >> left) & 1) as 0 | 1] as number;
    if (next >= 0) node = next;
    else if (~next === END_OF_STRING) return NO_CODE;
    else {
      completed = COMPLETES | (~next << SYMBOL_SHIFT);
      node = 0;
    }
  }
  return completed | node;
}

/** Where a text may end: after a symbol, or within less than 8 bits of the end of string's code, all of them ones. */
function paddings(nodes: readonly Branches[]): ReadonlySet<number> {
  const ends = new Set([0]);
  for (let node = 0; ends.size < 8; ends.add(node)) node = (nodes[node] as Branches)[1] as number;
  return ends;
}
