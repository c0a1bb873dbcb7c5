#![no_main]

// The first line names a file of an athlete's archive, the rest is what somebody wrote into it.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let mut parts = bytes.splitn(2, |byte| *byte == b'\n');
    let (Some(name), Some(lines)) = (parts.next(), parts.next()) else { return };
    let Ok(name) = std::str::from_utf8(name) else { return };
    if (name.starts_with("documents/") || name.ends_with(".jsonl")) && name.len() < 80 {
        isotone_fuzz::athlete::take_in(name, lines);
    }
});
