"""Makes random.json, the first draws of some random streams, from the definitions alone: python make_random.py"""

import json
from pathlib import Path

MASK = 0xFFFFFFFF


def seed_state(text):
    """FNV-1a from four bases, each finished as MurmurHash3 finishes."""
    state = []
    for word in range(4):
        value = 0x811C9DC5 ^ ((word + 1) * 0x9E3779B9 & MASK)
        for unit in text.encode("utf-16-le")[::2]:  # the purposes below are ASCII
            value = ((value ^ unit) * 0x01000193) & MASK
        value = ((value ^ (value >> 16)) * 0x85EBCA6B) & MASK
        value = ((value ^ (value >> 13)) * 0xC2B2AE35) & MASK
        state.append(value ^ (value >> 16))
    return state


def rotate(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK


def draws(s):
    """xoshiro128** 1.1 of Blackman and Vigna, as in https://prng.di.unimi.it/xoshiro128starstar.c"""
    while True:
        yield rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 9 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 11)


def first_draws(seed, purpose):
    stream = draws(seed_state(f"{seed}/{purpose}"))
    return [next(stream) for _ in range(4)]


cases = [
    {"seed": seed, "purpose": purpose, "draws": first_draws(seed, purpose)}
    for seed in [0, 1, -1, 42, 2**53 - 1]
    for purpose in ["", "split", "bagging"]
]
Path(__file__).with_name("random.json").write_text(json.dumps(cases, indent=2) + "\n")
