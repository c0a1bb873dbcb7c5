//! A baseline JPEG writer, 4:2:0, with the tables of the standard (ITU-T T.81, annex K). Only for what the renderer
//! paints: it exists because the small encoders there are carry a licence that this project does not admit.

const LUMA_QUANTA: [u8; 64] = [
    16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17,
    22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78,
    87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA_QUANTA: [u8; 64] = [
    17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
];
const ZIGZAG: [usize; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
    14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39,
    46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// A Huffman table in the standard's form: how many codes of each length, and their symbols.
struct Table {
    lengths: [u8; 16],
    symbols: &'static [u8],
}

const DC_LUMA: Table = Table {
    lengths: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
    symbols: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
};
const DC_CHROMA: Table = Table {
    lengths: [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0],
    symbols: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
};
const AC_LUMA: Table = Table {
    lengths: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
    symbols: &[
        0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22,
        0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08, 0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33,
        0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28, 0x29, 0x2a, 0x34,
        0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55,
        0x56, 0x57, 0x58, 0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76,
        0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96,
        0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5,
        0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4,
        0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1,
        0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
    ],
};

/// The codes of a table by symbol: bits and length.
fn codes(table: &Table) -> [(u32, u8); 256] {
    let mut out = [(0, 0); 256];
    let (mut code, mut next) = (0, 0);
    for (index, count) in table.lengths.iter().enumerate() {
        for _ in 0..*count {
            out[usize::from(table.symbols[next])] = (code, index as u8 + 1);
            code += 1;
            next += 1;
        }
        code <<= 1;
    }
    out
}

#[derive(Default)]
struct Bits {
    out: Vec<u8>,
    held: u32,
    count: u8,
}

impl Bits {
    fn put(&mut self, bits: u32, length: u8) {
        for shift in (0..length).rev() {
            self.held = (self.held << 1) | ((bits >> shift) & 1);
            self.count += 1;
            if self.count == 8 {
                self.out.push(self.held as u8);
                if self.held as u8 == 0xff {
                    self.out.push(0);
                }
                (self.held, self.count) = (0, 0);
            }
        }
    }

    fn value(&mut self, value: i32, size: u8) {
        let bits = if value < 0 { value + (1 << size) - 1 } else { value };
        self.put(bits as u32, size);
    }
}

fn size(value: i32) -> u8 {
    (32 - value.unsigned_abs().leading_zeros()) as u8
}

/// The cosine transform of a block, quantised, in zigzag order.
fn transform(block: &[f32; 64], quanta: &[u16; 64], cosines: &[[f32; 8]; 8]) -> [i32; 64] {
    let mut rows = [0.0_f32; 64];
    for y in 0..8 {
        for u in 0..8 {
            rows[y * 8 + u] = (0..8).map(|x| block[y * 8 + x] * cosines[u][x]).sum();
        }
    }
    std::array::from_fn(|at| {
        let (v, u) = (ZIGZAG[at] / 8, ZIGZAG[at] % 8);
        let sum: f32 = (0..8).map(|y| rows[y * 8 + u] * cosines[v][y]).sum();
        (sum / f32::from(quanta[ZIGZAG[at]])).round() as i32
    })
}

struct Plane {
    width: usize,
    height: usize,
    values: Vec<f32>,
}

impl Plane {
    fn block(&self, x0: usize, y0: usize) -> [f32; 64] {
        std::array::from_fn(|at| {
            let (x, y) = ((x0 + at % 8).min(self.width - 1), (y0 + at / 8).min(self.height - 1));
            self.values[y * self.width + x] - 128.0
        })
    }

    fn halved(&self) -> Self {
        let (width, height) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let mut values = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let at = |dx: usize, dy: usize| {
                    let (x, y) = ((2 * x + dx).min(self.width - 1), (2 * y + dy).min(self.height - 1));
                    self.values[y * self.width + x]
                };
                values.push(0.25 * (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)));
            }
        }
        Self { width, height, values }
    }
}

fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xff, marker]);
    out.extend(((body.len() + 2) as u16).to_be_bytes());
    out.extend(body);
}

/// Writes rows of red, green and blue as a JPEG of this quality (1 to 100).
pub fn encode(rgb: &[u8], width: usize, height: usize, quality: u32) -> Vec<u8> {
    let quality = quality.clamp(1, 100);
    let scale = if quality < 50 { 5000 / quality } else { 200 - 2 * quality };
    let scaled = |table: &[u8; 64]| table.map(|q| ((u32::from(q) * scale + 50) / 100).clamp(1, 255) as u16);
    let quanta = [scaled(&LUMA_QUANTA), scaled(&CHROMA_QUANTA)];
    let mut out = vec![0xff, 0xd8];
    segment(&mut out, 0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    for (index, table) in quanta.iter().enumerate() {
        let mut body = vec![index as u8];
        body.extend(ZIGZAG.iter().map(|at| table[*at] as u8));
        segment(&mut out, 0xdb, &body);
    }
    let [h1, h0] = (height as u16).to_be_bytes();
    let [w1, w0] = (width as u16).to_be_bytes();
    segment(&mut out, 0xc0, &[8, h1, h0, w1, w0, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
    let tables = [(0x00, &DC_LUMA), (0x10, &AC_LUMA), (0x01, &DC_CHROMA), (0x11, &AC_LUMA)];
    for (class, table) in tables {
        let mut body = vec![class];
        body.extend(table.lengths);
        body.extend(table.symbols);
        segment(&mut out, 0xc4, &body);
    }
    segment(&mut out, 0xda, &[3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
    out.extend(scan(rgb, width, height, &quanta));
    out.extend([0xff, 0xd9]);
    out
}

fn planes(rgb: &[u8], width: usize, height: usize) -> [Plane; 3] {
    let weights = [[0.299, 0.587, 0.114], [-0.168_736, -0.331_264, 0.5], [0.5, -0.418_688, -0.081_312]];
    let plane = |index: usize| {
        let offset = if index == 0 { 0.0 } else { 128.0 };
        let [r, g, b]: [f32; 3] = weights[index];
        let mix = |p: &[u8]| r * f32::from(p[0]) + g * f32::from(p[1]) + b * f32::from(p[2]) + offset;
        Plane { width, height, values: rgb.chunks_exact(3).map(mix).collect() }
    };
    [plane(0), plane(1).halved(), plane(2).halved()]
}

fn scan(rgb: &[u8], width: usize, height: usize, quanta: &[[u16; 64]; 2]) -> Vec<u8> {
    let cosines: [[f32; 8]; 8] = std::array::from_fn(|u| {
        std::array::from_fn(|x| {
            let norm = if u == 0 { 0.125_f64.sqrt() } else { 0.5 };
            (norm * ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0).cos()) as f32
        })
    });
    let planes = planes(rgb, width, height);
    let dc = [codes(&DC_LUMA), codes(&DC_CHROMA)];
    let ac = codes(&AC_LUMA);
    let mut bits = Bits::default();
    let mut before = [0; 3];
    for y in (0..height).step_by(16) {
        for x in (0..width).step_by(16) {
            let luma = [(0, 0), (8, 0), (0, 8), (8, 8)].map(|(dx, dy)| (0, x + dx, y + dy));
            let chroma = [(1, x / 2, y / 2), (2, x / 2, y / 2)];
            for (plane, bx, by) in luma.into_iter().chain(chroma) {
                let kind = usize::from(plane > 0);
                let block = transform(&planes[plane].block(bx, by), &quanta[kind], &cosines);
                let step = block[0] - before[plane];
                before[plane] = block[0];
                let (code, length) = dc[kind][usize::from(size(step))];
                bits.put(code, length);
                bits.value(step, size(step));
                write_ac(&mut bits, &block, &ac);
            }
        }
    }
    if bits.count > 0 {
        let fill = 8 - bits.count;
        bits.put((1 << fill) - 1, fill);
    }
    bits.out
}

fn write_ac(bits: &mut Bits, block: &[i32; 64], ac: &[(u32, u8); 256]) {
    let mut zeros = 0;
    for value in &block[1..] {
        if *value == 0 {
            zeros += 1;
            continue;
        }
        while zeros > 15 {
            bits.put(ac[0xf0].0, ac[0xf0].1);
            zeros -= 16;
        }
        let (code, length) = ac[zeros * 16 + usize::from(size(*value))];
        bits.put(code, length);
        bits.value(*value, size(*value));
        zeros = 0;
    }
    if zeros > 0 {
        bits.put(ac[0].0, ac[0].1);
    }
}
