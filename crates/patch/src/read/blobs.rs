//! Dark blobs and the quadrangles around them.

use super::small::Small;

type Point = [f64; 2];

/// Dark pixels of a row, from and to (inclusive).
#[derive(Clone, Copy)]
struct Run {
    y: u32,
    from: u32,
    to: u32,
    label: u32,
}

#[derive(Clone, Copy)]
struct Blob {
    left: u32,
    right: u32,
    top: u32,
    bottom: u32,
    area: u32,
}

fn root(parents: &mut [u32], mut of: u32) -> u32 {
    while parents[of as usize] != of {
        parents[of as usize] = parents[parents[of as usize] as usize];
        of = parents[of as usize];
    }
    of
}

/// Connects dark runs that touch from row to row.
fn runs(dark: &[bool], width: usize) -> (Vec<Run>, Vec<u32>) {
    let (mut all, mut parents): (Vec<Run>, Vec<u32>) = (Vec::new(), Vec::new());
    let (mut before, mut here) = (0, 0);
    for (y, row) in dark.chunks_exact(width.max(1)).enumerate() {
        let mut x = 0;
        let mut above = before;
        while let Some(skip) = row[x..].iter().position(|d| *d) {
            let from = x + skip;
            let to = from + row[from..].iter().position(|d| !*d).unwrap_or(width - from) - 1;
            let mut label = parents.len() as u32;
            parents.push(label);
            while above < here && (all[above].to as usize) < from {
                above += 1;
            }
            let mut touching = above;
            while touching < here && all[touching].from as usize <= to {
                let other = root(&mut parents, all[touching].label);
                let own = root(&mut parents, label);
                parents[other.max(own) as usize] = other.min(own);
                label = other.min(own);
                touching += 1;
            }
            all.push(Run { y: y as u32, from: from as u32, to: to as u32, label });
            x = to + 1;
            if x >= width {
                break;
            }
        }
        before = here;
        here = all.len();
    }
    (all, parents)
}

/// The quadrangles of dark blobs that could be tags, corners clockwise, in pixels of the small picture.
pub(crate) fn quadrangles(small: &Small, dark: &[bool]) -> Vec<[Point; 4]> {
    let (mut all, mut parents) = runs(dark, small.width);
    let mut blobs: Vec<Option<Blob>> = vec![None; parents.len()];
    for run in &mut all {
        run.label = root(&mut parents, run.label);
        let area = run.to + 1 - run.from;
        let blob = blobs[run.label as usize].get_or_insert(Blob {
            left: run.from,
            right: run.to,
            top: run.y,
            bottom: run.y,
            area: 0,
        });
        blob.left = blob.left.min(run.from);
        blob.right = blob.right.max(run.to);
        blob.bottom = run.y;
        blob.area += area;
    }
    let most = (small.width.max(small.height) as f64 * MOST_SIDE) as u32;
    let could = |blob: &Blob| {
        let (w, h) = (blob.right + 1 - blob.left, blob.bottom + 1 - blob.top);
        w >= LEAST_PX
            && h >= LEAST_PX
            && w <= most
            && h <= most
            && f64::from(blob.area) > 0.2 * f64::from(w * h)
    };
    let mut slots: Vec<u32> = vec![u32::MAX; parents.len()];
    let mut outlines: Vec<Vec<Point>> = Vec::new();
    for run in &all {
        let label = run.label as usize;
        if !blobs[label].as_ref().is_some_and(could) {
            continue;
        }
        if slots[label] == u32::MAX {
            slots[label] = outlines.len() as u32;
            outlines.push(Vec::new());
        }
        let (y, from, to) = (f64::from(run.y), f64::from(run.from) - 0.5, f64::from(run.to) + 0.5);
        outlines[slots[label] as usize].extend([
            [from, y - 0.5],
            [to, y - 0.5],
            [from, y + 0.5],
            [to, y + 0.5],
        ]);
    }
    outlines.iter_mut().filter_map(|outline| quadrangle(hull(outline))).collect()
}

/// A tag smaller than this cannot be decoded, px.
const LEAST_PX: u32 = 9;
/// A tag takes no more of the longer side.
const MOST_SIDE: f64 = 0.3;

fn cross(o: Point, a: Point, b: Point) -> f64 {
    (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])
}

/// The convex hull (Andrew's monotone chain), clockwise as seen with y down.
fn hull(points: &mut [Point]) -> Vec<Point> {
    points.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
    let mut hull: Vec<Point> = Vec::new();
    let mut half = |points: &mut dyn Iterator<Item = &Point>| {
        let start = hull.len();
        for point in points {
            while hull.len() >= start + 2 && cross(hull[hull.len() - 2], hull[hull.len() - 1], *point) <= 0.0
            {
                hull.pop();
            }
            hull.push(*point);
        }
        hull.pop();
    };
    half(&mut points.iter());
    half(&mut points.iter().rev());
    hull
}

pub(crate) fn area(polygon: &[Point]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    0.5 * polygon.iter().zip(next).map(|(a, b)| a[0] * b[1] - a[1] * b[0]).sum::<f64>()
}

fn crossing([a, b]: [Point; 2], [c, d]: [Point; 2]) -> Option<Point> {
    let (ux, uy, vx, vy) = (b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]);
    let det = ux * vy - uy * vx;
    let t = ((c[0] - a[0]) * vy - (c[1] - a[1]) * vx) / det;
    (det.abs() > 1e-9).then(|| [a[0] + t * ux, a[1] + t * uy])
}

/// The quadrangle around a convex outline: edges are taken away where the neighbours, made longer, add least.
fn quadrangle(mut polygon: Vec<Point>) -> Option<[Point; 4]> {
    let inner = area(&polygon);
    while polygon.len() > 4 {
        let n = polygon.len();
        let of = |i: usize| polygon[i % n];
        let (index, corner, _) = (0..n)
            .filter_map(|i| {
                let (a, b, c, d) = (of(i + n - 1), of(i), of(i + 1), of(i + 2));
                let corner = crossing([a, b], [c, d])?;
                // The neighbours must meet beyond the edge.
                let beyond = cross(b, corner, c);
                (beyond >= 0.0).then_some((i, corner, beyond))
            })
            .min_by(|a, b| a.2.total_cmp(&b.2))?;
        polygon[index] = corner;
        polygon.remove((index + 1) % n);
    }
    let quad: [Point; 4] = polygon.try_into().ok()?;
    let outer = area(&quad);
    let sides: [f64; 4] = std::array::from_fn(|i| {
        let (a, b) = (quad[i], quad[(i + 1) % 4]);
        (a[0] - b[0]).hypot(a[1] - b[1])
    });
    let (short, long) =
        (sides.iter().copied().fold(f64::MAX, f64::min), sides.iter().copied().fold(0.0, f64::max));
    (outer > 0.0 && inner / outer > 0.75 && short > 6.0 && long < 5.0 * short).then_some(quad)
}
