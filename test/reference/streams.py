"""xoshiro128** with the numbers made from it, and its seeding by a name through seedrandom's ARC4, in Python's integers."""
import json
from pathlib import Path

MASK = 2**32 - 1


def rotate(x, k):
    return (x << k | x >> (32 - k)) & MASK


class Xoshiro:
    def __init__(self, state):
        self.s = list(state)

    def uint32(self):
        s = self.s
        result = rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 9 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)
        return result

    def real(self):
        high = self.uint32() >> 5
        return (high << 26 | self.uint32() >> 6) / 2**53

    def int(self, n):
        while True:
            product = self.uint32() * n
            if product & MASK >= 2**32 % n:
                return product >> 32


def run(state):
    uint32, real, integer = Xoshiro(state), Xoshiro(state), Xoshiro(state)
    bounds = [1, 2, 3, 6, 10, 1000, 2**21, 2**21 + 1, 10**9, 2**31 + 1, 3 * 10**9, 2**32]
    return {
        "state": state,
        "uint32": [uint32.uint32() for _ in range(100)],
        "real": [real.real() for _ in range(50)],
        "bounds": bounds,
        "int": [[integer.int(n) for n in bounds] for _ in range(20)],
    }


def seeds(name):
    """Four signed 32-bit integers of seedrandom(name): the key is the name itself, and the first 256 bytes are thrown away."""
    key = [ord(character) & 255 for character in name]  # true for names of up to 256 characters, which need no smearing
    s, j = list(range(256)), 0
    for i in range(256):
        j = j + key[i % len(key)] + s[i] & 255
        s[i], s[j] = s[j], s[i]
    i = j = 0
    stream = []
    for _ in range(256 + 16):
        i = i + 1 & 255
        j = j + s[i] & 255
        s[i], s[j] = s[j], s[i]
        stream.append(s[s[i] + s[j] & 255])
    return [int.from_bytes(bytes(stream[256 + 4 * k : 260 + 4 * k]), "big", signed=True) for k in range(4)]


states = [[1, 2, 3, 4], [0, 0, 0, 1], [0xDEADBEEF, 0x12345678, 0xFFFFFFFF, 0x80000000]]
names = ["split/0", "tune/fold/3/tree/17", "a"]
result = {"runs": [run(s) for s in states], "seeds": {name: seeds(name) for name in names}}
Path(__file__).with_suffix(".json").write_text(json.dumps(result, separators=(",", ":")) + "\n")
