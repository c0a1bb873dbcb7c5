"""Writes tight basket instances, one JSON object per line: instances.py COUNT SEED.

100 items, 0 to 4 of each, eight amounts. A basket of three to five items is planted, and each window is drawn around
what it holds, 4 to 10 % to either side. Amounts are whole numbers, so that no solver rounds.
"""

import json
import random
import sys

ITEMS, MOST, WINDOWS = 100, 4, 8


def instance(draw):
    # A quarter of the amounts is zero, as in food; the rest spreads over two orders of magnitude.
    def amount():
        return 0 if draw.random() < 0.25 else round(10 * 10 ** (2 * draw.random()))

    items = [[amount() for _ in range(WINDOWS)] for _ in range(ITEMS)]
    planted = {item: draw.randint(1, MOST) for item in draw.sample(range(ITEMS), draw.randint(3, 5))}
    held = [sum(items[item][w] * count for item, count in planted.items()) for w in range(WINDOWS)]
    margin = [draw.uniform(0.04, 0.10) for _ in range(WINDOWS)]
    low = [int(total * (1 - part)) for total, part in zip(held, margin)]
    high = [-int(-total * (1 + part)) for total, part in zip(held, margin)]
    return {"items": items, "min": low, "max": high, "most": MOST, "planted": len(planted)}


count, seed = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(seed)
for _ in range(count):
    print(json.dumps(instance(draw)))
