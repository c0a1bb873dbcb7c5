//! The checksum of FIT files (CRC-16/ARC), eight bytes at a time.

/// What the bits of a byte do to the checksum when as many bytes as the index says follow it.
static TABLES: [[u16; 256]; 8] = tables();

const fn tables() -> [[u16; 256]; 8] {
    let mut tables = [[0_u16; 256]; 8];
    let mut byte = 0;
    while byte < 256 {
        #[expect(clippy::cast_possible_truncation, reason = "a byte")]
        let mut crc = byte as u16;
        let mut bit = 0;
        while bit < 8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
            bit += 1;
        }
        tables[0][byte] = crc;
        byte += 1;
    }
    let mut behind = 1;
    while behind < 8 {
        let mut byte = 0;
        while byte < 256 {
            let before = tables[behind - 1][byte];
            tables[behind][byte] = before >> 8 ^ tables[0][(before & 0xFF) as usize];
            byte += 1;
        }
        behind += 1;
    }
    tables
}

/// The checksum of these bytes; over a file with its stored checksum it is 0.
pub(super) fn crc(bytes: &[u8]) -> u16 {
    let of = |behind: usize, byte: u8| TABLES[behind][usize::from(byte)];
    let (eights, rest) = bytes.as_chunks::<8>();
    let crc = eights.iter().fold(0_u16, |crc, &[a, b, c, d, e, f, g, h]| {
        let [low, high] = (crc ^ u16::from_le_bytes([a, b])).to_le_bytes();
        of(7, low) ^ of(6, high) ^ of(5, c) ^ of(4, d) ^ of(3, e) ^ of(2, f) ^ of(1, g) ^ of(0, h)
    });
    rest.iter().fold(crc, |crc, &byte| {
        let [low, high] = crc.to_le_bytes();
        u16::from(high) ^ of(0, low ^ byte)
    })
}

#[cfg(test)]
mod tests {
    use super::crc;

    #[test]
    fn it_is_the_checksum_that_catalogues_list() {
        assert_eq!(crc(b"123456789"), 0xBB3D, "CRC-16/ARC");
    }

    #[test]
    fn eight_bytes_at_a_time_are_as_good_as_a_bit() {
        let bit = |crc: u16, _| if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
        let bytes: Vec<u8> = (0..=255_u8).map(|byte| byte.wrapping_mul(37)).collect();
        for length in 0..bytes.len() {
            let slow =
                bytes[..length].iter().fold(0, |crc: u16, byte| (0..8).fold(crc ^ u16::from(*byte), bit));
            assert_eq!(crc(&bytes[..length]), slow, "{length} bytes");
        }
    }
}
