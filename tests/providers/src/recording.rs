//! Recordings of devices, made up.

use jiff::Timestamp;

/// Seconds from 1970 to the beginning of FIT's time.
const FIT_EPOCH: i64 = 631_065_600;

/// The FIT file of a run: what made it, when it began and how long it was.
pub fn fit_run(start: Timestamp, seconds: u32) -> Vec<u8> {
    let begun = u32::try_from(start.as_second() - FIT_EPOCH).unwrap_or(0);
    // Message 0 (file): type, time of making, serial number.
    let mut data = vec![0x40, 0, 0, 0, 0, 3, 0, 1, 0, 4, 4, 0x86, 3, 4, 0x8C];
    data.extend([0x00, 4]);
    data.extend(begun.to_le_bytes());
    data.extend(3_141_592_653_u32.to_le_bytes());
    // Message 18 (session): start, elapsed and timer time (ms), distance (cm), sport.
    data.extend([0x41, 0, 0, 18, 0, 5, 2, 4, 0x86, 7, 4, 0x86, 8, 4, 0x86, 9, 4, 0x86, 5, 1, 0]);
    data.push(0x01);
    for value in [begun, seconds * 1000, seconds * 1000, seconds * 300] {
        data.extend(value.to_le_bytes());
    }
    data.push(1);
    let mut file = vec![12, 0x10, 0, 0];
    file.extend(u32::try_from(data.len()).unwrap_or(0).to_le_bytes());
    file.extend(b".FIT");
    file.extend(data);
    let checksum = file.iter().fold(0_u16, |sum, &byte| {
        let step = |sum: u16, _| if sum & 1 == 1 { (sum >> 1) ^ 0xA001 } else { sum >> 1 };
        (0..8).fold(sum ^ u16::from(byte), step)
    });
    file.extend(checksum.to_le_bytes());
    file
}
