//! The checksum of FIT files.

const NIBBLES: [u16; 16] = [
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401, 0xA001, 0x6C00, 0x7800, 0xB401, 0x5000,
    0x9C01, 0x8801, 0x4400,
];

/// The checksum of these bytes; over a file with its stored checksum it is 0.
pub(super) fn crc(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        let half = |crc: u16, nibble: u8| {
            (crc >> 4) ^ NIBBLES[usize::from(crc & 0xF)] ^ NIBBLES[usize::from(nibble)]
        };
        half(half(crc, byte & 0xF), byte >> 4)
    })
}
