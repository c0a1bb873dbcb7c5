"""Ours and an OpenCV pipeline on the same photos: see run."""

import csv
import json
import math
import statistics
import subprocess
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)


def linear(codes):
    light = codes / 255.0
    return np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)


LINEAR = linear(np.arange(256.0)).astype(np.float32)


class Pipeline:
    """What one writes in an afternoon: tags, a homography, samples, the global white, the nearest colour."""

    def __init__(self, layout):
        parameters = cv2.aruco.DetectorParameters()
        parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
        family = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_25h9)
        self.detector = cv2.aruco.ArucoDetector(family, parameters)
        self.tags = {}
        for tag in layout["fiducials"]:
            (x, y), half = tag["center"], tag["size"] / 2
            self.tags[tag["id"]] = [[x - half, y - half], [x + half, y - half], [x + half, y + half], [x - half, y + half]]
        channel = layout["channel"]
        self.volumes = np.array(channel["volume_table"])
        self.dead = channel["dead_volume_ul"]
        self.stations, self.sides = walk(channel["path"])
        zone = layout["assay_zones"][0]
        shape, inset = zone["shape"], zone["read_inset_mm"]
        xs = np.linspace(shape["x"] + inset, shape["x"] + shape["w"] - inset, 12)
        ys = np.linspace(shape["y"] + inset, shape["y"] + shape["h"] - inset, 40)
        self.chamber = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2)
        self.curve_at = np.array([point["value"] for point in zone["calibration"]])
        self.curve = np.log(np.array([point["rgb_linear_rel_white"] for point in zone["calibration"]]))

    def read(self, data):
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
        decoded = time.process_time()
        corners, ids, _ = self.detector.detectMarkers(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY))
        found = [] if ids is None else [(int(i), c[0]) for i, c in zip(ids.ravel(), corners) if int(i) in self.tags]
        if len(found) < 2:
            return decoded, None, None
        patch = np.array([p for i, _ in found for p in self.tags[i]], np.float32)
        pixel = np.concatenate([c for _, c in found]).astype(np.float32)
        plane, _ = cv2.findHomography(patch, pixel)
        if plane is None:
            return decoded, None, None

        def look(points):
            at = cv2.perspectiveTransform(points.reshape(-1, 1, 2).astype(np.float32), plane).reshape(1, -1, 2)
            return LINEAR[cv2.remap(image, at[..., 0], at[..., 1], cv2.INTER_LINEAR)[0][:, ::-1]]

        inside, gap = look(self.stations), look(self.sides)
        orange = np.log(inside[:, 0] + 1e-4) - np.log(inside[:, 2] + 1e-4)
        white = np.log(gap[:, 0] + 1e-4) - np.log(gap[:, 2] + 1e-4)
        votes = np.clip((orange - white - 0.2) / 0.15, -1, 1)
        front = 0.1 * float(np.argmax(2 * np.concatenate([[0], np.cumsum(votes)])))
        body = np.median(gap, axis=0)
        colour = np.log(np.median(look(self.chamber), axis=0) / body + 1e-4)
        fine = np.linspace(self.curve_at[0], self.curve_at[-1], 600)
        curve = np.stack([np.interp(fine, self.curve_at, self.curve[:, c]) for c in range(3)], -1)
        chloride = float(fine[np.argmin(((curve - colour) ** 2).sum(1))])
        return decoded, front, chloride


def walk(path, step=0.1):
    """Places every step along the channel, and places in the white beside it."""
    points, sides, at, rest = [], [], None, 0.0
    for piece in path:
        if piece["type"] == "start":
            at = np.array(piece["p"])
            continue
        to = np.array(piece["to"])
        if piece["type"] == "line":
            length = np.linalg.norm(to - at)
            along = (to - at) / length
            place = lambda t: (at + along * t, along)
        else:
            center, radius = np.array(piece["center"]), np.linalg.norm(at - np.array(piece["center"]))
            turn = -1.0 if piece["ccw"] else 1.0
            begin = math.atan2(*(at - center)[::-1])
            swept = ((math.atan2(*(to - center)[::-1]) - begin) * turn) % (2 * math.pi)
            length = radius * swept

            def place(t, center=center, radius=radius, turn=turn, begin=begin):
                angle = begin + turn * t / radius
                out = np.array([math.cos(angle), math.sin(angle)])
                return center + radius * out, turn * np.array([-out[1], out[0]])

        t = rest
        while t < length:
            spot, along = place(t)
            points.append(spot)
            sides.append(spot + np.array([-along[1], along[0]]))
            t += step
        rest, at = t - length, to
    return np.array(points), np.array(sides)


def main():
    folder, layout_file, ours_binary = sys.argv[1:]
    with open(layout_file) as file:
        layout = json.load(file)
    with open(f"{folder}/truth.csv") as file:
        truths = {row["file"]: row for row in csv.DictReader(file) if row["set"] in ("easy", "realistic", "hard")}
    pipeline = Pipeline(layout)
    ours = subprocess.Popen([ours_binary], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    results = {}
    for name, truth in truths.items():
        path = f"{folder}/{name}"
        # Ours first for one, then theirs; each reads the photo a few times, the quickest counts.
        ours.stdin.write(path + "\n")
        ours.stdin.flush()
        answer = ours.stdout.readline().split(",")
        data = np.fromfile(path, np.uint8)
        best = None
        for _ in range(3):
            start = time.process_time()
            decoded, front, chloride = pipeline.read(data)
            whole = time.process_time() - start
            if best is None or whole < best[1]:
                best = (decoded - start, whole)
        number = lambda text: float(text) if text.strip() else None
        results[name] = {
            "level": truth["set"],
            "truth": truth,
            "ours": (float(answer[0]), float(answer[1]), number(answer[2]), number(answer[3])),
            "opencv": (1e3 * best[0], 1e3 * best[1], front, chloride),
        }
    ours.stdin.close()
    ours.wait()
    report(results)


def report(results):
    print("level      who     photos   decode ms  whole ms   front: read  median mm  p95 mm  off >1 %   chloride: read  RMSE mmol/L")
    for level in ("easy", "realistic", "hard"):
        rows = [r for r in results.values() if r["level"] == level]
        if not rows:
            continue
        medians = {}
        for who in ("ours", "opencv"):
            decode = statistics.median(r[who][0] for r in rows)
            whole = statistics.median(r[who][1] for r in rows)
            medians[who] = (decode, whole)
            fronts = [
                abs(r[who][2] - float(r["truth"]["fill_mm"]))
                for r in rows
                if r["truth"]["expect_fill"] == "value" and r[who][2] is not None
            ]
            chloride = [
                r[who][3] - float(r["truth"]["chloride_mM"])
                for r in rows
                if r["truth"]["expect_assay"] == "value" and r[who][3] is not None
            ]
            wanted = sum(r["truth"]["expect_fill"] == "value" for r in rows)
            assays = sum(r["truth"]["expect_assay"] == "value" for r in rows)
            print(
                f"{level:10} {who:7} {len(rows):6}   {decode:9.2f}  {whole:8.2f}   "
                f"{len(fronts):6}/{wanted:<4}  {statistics.median(fronts):9.3f}  {np.quantile(fronts, 0.95):6.2f}  "
                f"{sum(f > 3.59 for f in fronts):8}   {len(chloride):9}/{assays:<4}  "
                f"{math.sqrt(statistics.fmean(c * c for c in chloride)):11.2f}"
            )
        (od, ow), (cd, cw) = medians["ours"], medians["opencv"]
        print(
            f"{level:10} ratio            ours / OpenCV: decode {od / cd:.2f}, whole {ow / cw:.2f}; "
            f"whole / own decode: ours {ow / od:.2f}, OpenCV {cw / cd:.2f}"
        )


if __name__ == "__main__":
    main()
