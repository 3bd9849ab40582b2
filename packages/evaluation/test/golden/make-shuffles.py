"""Makes shuffles.json: for lengths and seeds, range(length) as CPython's random.Random(seed).shuffle leaves it, in one string; of long
lists the SHA-256 of that string. Needs nothing beside Python 3.2 or later: python3 make-shuffles.py
"""

import hashlib
import json
import random
from pathlib import Path

cases = []
for seed, length in [
    *((0, length) for length in [0, 1, 2, 3, 7, 8, 9, 31, 32, 33, 100, 700]),
    *((seed, 20) for seed in [1, 42, 2**31, 2**32 - 1]),
    *((0, length) for length in [4096, 14994, 14999, 15000]),
]:
    items = list(range(length))
    random.Random(seed).shuffle(items)
    words = " ".join(map(str, items))
    digest = hashlib.sha256(words.encode()).hexdigest()
    cases.append({"seed": seed, "length": length, **({"sha256": digest} if length > 1000 else {"shuffled": words})})
Path(__file__).with_name("shuffles.json").write_text(json.dumps(cases, indent=2) + "\n")
