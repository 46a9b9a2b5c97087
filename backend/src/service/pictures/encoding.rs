//! From a file that somebody sent to a picture: decoded within limits, cut to a square, scaled down and encoded anew.
//!
//! Only pixels get through. What else a file holds (where it was taken, a name, a second file behind the first) is not in what is stored.

use std::io::Cursor;

use bytes::Bytes;
use common::limits::PICTURE_PIXELS;
use image::{
    DynamicImage, GenericImageView, ImageDecoder, ImageFormat, ImageReader, Limits, RgbaImage,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::{self, FilterType},
};

use crate::store::picture::{Picture, PictureKind};

/// What a file says that it is. It is believed only if the file begins like one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// A PNG image.
    Png,
    /// A JPEG image.
    Jpeg,
    /// A WebP image.
    WebP,
}

/// The longest side that is decoded, in pixels: what a camera makes is larger, but browsers send pictures scaled down already.
const LONGEST_SIDE: u32 = 3_072;
/// The memory that an image may take when it is decoded: nine million pixels without transparency, seven with it. A decoder of JPEG that comes in
/// several passes takes twice that besides (154 MB for 48 MiB, measured), so that two at once stay below a quarter of a gigabyte.
pub(super) const MEMORY: u64 = 28 * 1024 * 1024;
/// Beyond so many times the size that is wanted, an image is first averaged down: the better filter's cost grows with the image.
const COARSELY: u32 = 4;
/// A face at 256 pixels shows no difference above this.
const QUALITY: u8 = 85;

impl Claim {
    const fn format(self) -> ImageFormat {
        match self {
            Self::Png => ImageFormat::Png,
            Self::Jpeg => ImageFormat::Jpeg,
            Self::WebP => ImageFormat::WebP,
        }
    }
}

/// The picture in this file; `None` if it is not what it claims to be, or cannot be read within the limits. Of an animation it is the first
/// frame.
pub(super) fn encode(claim: Claim, file: &[u8]) -> Option<Picture> {
    if claim == Claim::Jpeg && is_cut_off(file) {
        return None;
    }
    let mut decoder = opened(claim, file)?;
    let orientation = decoder.orientation().ok()?;
    let image = DynamicImage::from_decoder(decoder).ok()?;
    let mut square = DynamicImage::from(square(&image)?);
    drop(image);
    square.apply_orientation(orientation);
    write(&square.into_rgba8())
}

/// A decoder that has read the file's header and nothing else, if what it says is within the limits.
fn opened(claim: Claim, file: &[u8]) -> Option<impl ImageDecoder> {
    let format = image::guess_format(file).ok()?;
    if format != claim.format() {
        return None;
    }
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    // Most decoders leave it to others to ask how much that will be.
    (decoder.total_bytes() <= MEMORY).then_some(decoder)
}

/// A JPEG whose image is not followed by the marker that ends it: other decoders say so themselves, this one paints what is missing grey. Of a
/// file that is not built like one it is the decoder that judges.
fn is_cut_off(file: &[u8]) -> bool {
    const SCAN: u8 = 0xda;
    const END: [u8; 2] = [0xff, 0xd9];
    // What comes before the image may hold a smaller one, with an end of its own: it is skipped by its length.
    let mut rest = file.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = *rest {
        if marker == SCAN {
            return !rest.windows(END.len()).any(|bytes| bytes == END);
        }
        let length = 2 + usize::from(u16::from_be_bytes([high, low]));
        rest = rest.get(length..).unwrap_or_default();
    }
    false
}

/// The middle of an image, at most [`PICTURE_PIXELS`] wide. Nothing becomes larger: that would only blur it.
fn square(image: &DynamicImage) -> Option<RgbaImage> {
    let (width, height) = image.dimensions();
    let side = width.min(height);
    if side == 0 {
        return None;
    }
    let middle = imageops::crop_imm(image, (width - side) / 2, (height - side) / 2, side, side);
    let wanted = side.min(PICTURE_PIXELS);
    Some(if side == wanted {
        middle.to_image()
    } else if side > wanted * COARSELY {
        let coarse = wanted * 2;
        let averaged = imageops::thumbnail(&*middle, coarse, coarse);
        imageops::resize(&averaged, wanted, wanted, FilterType::Lanczos3)
    } else {
        imageops::resize(&*middle, wanted, wanted, FilterType::Lanczos3)
    })
}

/// A photograph is smallest as JPEG, which knows no transparency; a drawing that has some is kept exactly, and WebP does that in fewer bytes than PNG.
fn write(image: &RgbaImage) -> Option<Picture> {
    let mut bytes = Vec::new();
    let opaque = image.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let kind = if opaque {
        let rgb = DynamicImage::from(image.clone()).into_rgb8();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, QUALITY);
        rgb.write_with_encoder(encoder).ok()?;
        PictureKind::Jpeg
    } else {
        let encoder = WebPEncoder::new_lossless(&mut bytes);
        image.write_with_encoder(encoder).ok()?;
        PictureKind::WebP
    };
    Some(Picture {
        kind,
        bytes: Bytes::from(bytes),
    })
}

#[cfg(test)]
mod tests;
