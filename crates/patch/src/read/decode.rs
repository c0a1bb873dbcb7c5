//! From the bytes of a file to a photo.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use super::exif::{self, Exif};
use super::photo::Photo;
use super::refusal::Refusal;

/// The longest side, px.
const MOST_SIDE: usize = 16_384;
/// The most pixels: 64 million.
const MOST_PIXELS: usize = 64 << 20;
/// The shortest side in which a patch could be made out, px.
const LEAST_SIDE: usize = 200;

fn fits(width: usize, height: usize) -> Result<(), Refusal> {
    if width > MOST_SIDE || height > MOST_SIDE || width.saturating_mul(height) > MOST_PIXELS {
        Err(Refusal::TooLarge)
    } else if width < LEAST_SIDE || height < LEAST_SIDE {
        Err(Refusal::TooSmall)
    } else {
        Ok(())
    }
}

/// A photo with what its file says of it.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The photo, turned as it was stored; mirrored back where the file says that it was mirrored.
    pub photo: Photo,
    /// The focal length in px, where the file says it.
    pub focal_px: Option<f64>,
    /// By how many quarter turns clockwise the photo is turned when it is looked at.
    pub quarter_turns: u8,
}

impl From<Photo> for Decoded {
    /// A photo of which nothing else is known.
    fn from(photo: Photo) -> Self {
        Self { photo, focal_px: None, quarter_turns: 0 }
    }
}

/// Decodes a JPEG, PNG or HEIC.
///
/// # Errors
/// [`Refusal`] of the group about files: what is wrong with the bytes.
pub fn decode(bytes: &[u8]) -> Result<Decoded, Refusal> {
    match bytes {
        [0xff, 0xd8, ..] => jpeg(bytes),
        [0x89, b'P', b'N', b'G', ..] => png(bytes),
        [b'G', b'I', b'F', b'8', ..] => Err(Refusal::Animated),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => heic(bytes),
        _ => Err(Refusal::NotAPhoto),
    }
}

/// The size that a JPEG claims, before anything is decoded: that of the first frame among its segments.
fn claimed(bytes: &[u8]) -> Option<(usize, usize)> {
    let two = |at: usize| Some(usize::from(u16::from_be_bytes([*bytes.get(at)?, *bytes.get(at + 1)?])));
    let mut at = 2;
    loop {
        match (*bytes.get(at)?, *bytes.get(at + 1)?) {
            (0xff, 0xff) => at += 1,
            // Frames of all kinds; the four that are left out are tables.
            (0xff, kind @ 0xc0..=0xcf) if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                return Some((two(at + 7)?, two(at + 5)?));
            }
            (0xff, 0x01 | 0xd0..=0xd8) => at += 2,
            (0xff, 0xd9 | 0xda) => return None,
            (0xff, _) => at = at + 2 + two(at + 2)?,
            _ => return None,
        }
    }
}

fn jpeg(bytes: &[u8]) -> Result<Decoded, Refusal> {
    if let Some((width, height)) = claimed(bytes) {
        fits(width, height)?;
    }
    let options = DecoderOptions::default()
        .set_strict_mode(true)
        .set_max_width(MOST_SIDE)
        .set_max_height(MOST_SIDE)
        .jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| Refusal::Damaged)?;
    let (width, height) = decoder.dimensions().ok_or(Refusal::Damaged)?;
    fits(width, height)?;
    if matches!(decoder.input_colorspace(), Some(ColorSpace::CMYK | ColorSpace::YCCK)) {
        return Err(Refusal::PrintColours);
    }
    let said = decoder.exif().map(|exif| exif::read(exif)).unwrap_or_default();
    let rgb = decoder.decode().map_err(|_| Refusal::Damaged)?;
    finish(Photo::new(width, height, rgb).ok_or(Refusal::Damaged)?, said)
}

fn png(bytes: &[u8]) -> Result<Decoded, Refusal> {
    let mut decoder =
        png::Decoder::new_with_limits(std::io::Cursor::new(bytes), png::Limits { bytes: 4 * MOST_PIXELS });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let header = decoder.read_header_info().map_err(|_| Refusal::Damaged)?;
    let (width, height) = (header.width as usize, header.height as usize);
    fits(width, height)?;
    if header.animation_control.is_some() {
        return Err(Refusal::Animated);
    }
    let mut reader = decoder.read_info().map_err(|_| Refusal::Damaged)?;
    if reader.info().animation_control.is_some() {
        return Err(Refusal::Animated);
    }
    let size = reader.output_buffer_size().ok_or(Refusal::TooLarge)?;
    let mut data = vec![0; size];
    let frame = reader.next_frame(&mut data).map_err(|_| Refusal::Damaged)?;
    data.truncate(frame.buffer_size());
    let rgb: Vec<u8> = match frame.color_type {
        png::ColorType::Rgb => data,
        png::ColorType::Rgba => data.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect(),
        png::ColorType::Grayscale => data.iter().flat_map(|v| [*v; 3]).collect(),
        png::ColorType::GrayscaleAlpha => data.chunks_exact(2).flat_map(|p| [p[0]; 3]).collect(),
        png::ColorType::Indexed => return Err(Refusal::Damaged),
    };
    finish(Photo::new(width, height, rgb).ok_or(Refusal::Damaged)?, Exif::default())
}

fn heic(bytes: &[u8]) -> Result<Decoded, Refusal> {
    use heic_rs::{DecodeOptions, Error, context::Context};
    let refused = |error| match error {
        // Films, other codecs, and what else goes by this container.
        Error::Unsupported(_) => Refusal::Heic,
        Error::PixelLimit { .. } => Refusal::TooLarge,
        _ => Refusal::Damaged,
    };
    let info = heic_rs::probe(bytes).map_err(refused)?;
    fits(info.width as usize, info.height as usize)?;
    let options = DecodeOptions { max_pixels: Some(MOST_PIXELS as u64), ..DecodeOptions::default() };
    let image = heic_rs::decode(bytes, &options).map_err(refused)?;
    let (width, height) = (image.width as usize, image.height as usize);
    let about = Context::open(bytes).and_then(|context| context.exif(info.primary_item));
    let said = about.ok().flatten().map(exif::read).unwrap_or_default();
    // The decoder turns and mirrors it as it is looked at; what its EXIF says of that is not to be done again.
    let said = Exif { focal_of_width: said.focal_of_width, ..Exif::default() };
    finish(Photo::new(width, height, image.data).ok_or(Refusal::Damaged)?, said)
}

/// The tags of a patch say which way it lies, so that a turned photo needs no turning; a mirrored one does.
fn finish(photo: Photo, said: Exif) -> Result<Decoded, Refusal> {
    let side = photo.width().max(photo.height()) as f64;
    let photo = if said.mirrored { photo.mirrored() } else { photo };
    let focal_px = said.focal_of_width.map(|part| part * side);
    Ok(Decoded { photo, focal_px, quarter_turns: said.quarter_turns })
}
