"""The rules R0 to R3 for workouts in pandas: pandas_rules.py CSV. Prints the seconds and the number of events.

R0: one row per id. R1: no links in this data. R2: the same sport with IoU >= 0.7, or one inside the other to 0.85 with both ends
within 15 minutes. R3: starts within 3 minutes, lengths within 15 %, distances within 10 %. One observation per device in an event.
Vectorised: each workout is compared with the four that start next; groups are found by spreading the least number.
"""

import sys
import time

import numpy as np
import pandas as pd

rows = pd.read_csv(sys.argv[1])
began = time.perf_counter()
rows = rows.drop_duplicates(["athlete", "id"], keep="last").sort_values(["athlete", "start", "id"], ignore_index=True)
length = rows["end"] - rows["start"]
rows["group"] = np.arange(len(rows))
pairs = []
for step in range(1, 5):
    other = rows.shift(-step)
    overlap = np.minimum(rows["end"], other["end"]) - np.maximum(rows["start"], other["start"])
    overlap = overlap.clip(lower=0)
    other_length = other["end"] - other["start"]
    iou = overlap / (length + other_length - overlap)
    inside = overlap / np.minimum(length, other_length)
    start_off, end_off = (other["start"] - rows["start"]).abs(), (other["end"] - rows["end"]).abs()
    r2 = (iou >= 0.7) | ((inside >= 0.85) & (start_off <= 900) & (end_off <= 900))
    near = lambda a, b, share: (a - b).abs() <= share * np.maximum(a, b)
    r3 = (start_off <= 180) & near(length, other_length, 0.15) & near(rows["metres"], other["metres"], 0.10)
    one_device = (rows["provider"] == other["provider"]) & (rows["device"] == other["device"])
    same = (rows["athlete"] == other["athlete"]) & (r2 | r3) & ~one_device
    index = np.flatnonzero(same.to_numpy())
    pairs.append(np.stack([index, index + step]))
left, right = np.concatenate(pairs, axis=1)
group = rows["group"].to_numpy()
while True:
    least = np.minimum(group[left], group[right])
    after = group.copy()
    np.minimum.at(after, left, least)
    np.minimum.at(after, right, least)
    after = after[after]
    if (after == group).all():
        break
    group = after
rows["group"] = group
events = rows.groupby("group").agg(
    athlete=("athlete", "first"), start=("start", "first"), end=("end", "first"), metres=("metres", "first"), links=("id", "size")
)
print(time.perf_counter() - began, len(rows), len(events))
