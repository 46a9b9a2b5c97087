//! X4: nothing but pixels gets through, and nothing is decoded that would take more than it may.

use image::{ImageBuffer, ImageEncoder, Rgba, codecs::png::PngEncoder};

use super::*;

/// Red at the left, blue at the right, with this opacity.
fn halves(width: u32, height: u32, alpha: u8) -> DynamicImage {
    let pixel = |x: u32, _| {
        let [red, blue] = if x < width / 2 { [255, 0] } else { [0, 255] };
        Rgba([red, 0, blue, alpha])
    };
    DynamicImage::from(ImageBuffer::from_fn(width, height, pixel))
}

fn file(image: &DynamicImage, claim: Claim) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = match claim {
        Claim::Jpeg => DynamicImage::from(image.to_rgb8()),
        _ => image.clone(),
    };
    image.write_to(&mut file, claim.format()).unwrap();
    file.into_inner()
}

fn decoded(picture: &Picture) -> DynamicImage {
    let format = match picture.kind {
        PictureKind::Jpeg => ImageFormat::Jpeg,
        PictureKind::WebP => ImageFormat::WebP,
    };
    image::load_from_memory_with_format(&picture.bytes, format).unwrap()
}

fn has(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

#[test]
fn a_picture_is_the_middle_scaled_down_and_never_up() {
    for claim in [Claim::Png, Claim::Jpeg, Claim::WebP] {
        for (width, height, side) in [
            (600, 400, 256),
            (300, 2_400, 256),
            (256, 256, 256),
            (90, 40, 40),
            (1, 1, 1),
        ] {
            let file = file(&halves(width, height, 255), claim);
            let picture = encode(claim, &file).unwrap();
            assert_eq!(picture.kind, PictureKind::Jpeg, "{claim:?}");
            let shown = decoded(&picture);
            assert_eq!(shown.dimensions(), (side, side), "{claim:?}");
            if side > 1 {
                let [left, right] = [side / 8, side - 1 - side / 8].map(|x| shown.get_pixel(x, 0));
                assert!(left[0] > 200 && left[2] < 60, "{left:?}");
                assert!(right[2] > 200 && right[0] < 60, "{right:?}");
            }
        }
    }
}

#[test]
fn what_is_transparent_stays_so() {
    let file = file(&halves(600, 600, 100), Claim::Png);
    let picture = encode(Claim::Png, &file).unwrap();
    assert_eq!(picture.kind, PictureKind::WebP);
    let shown = decoded(&picture);
    assert_eq!(shown.dimensions(), (256, 256));
    assert_eq!(shown.get_pixel(3, 3)[3], 100);
}

#[test]
fn x4_what_is_no_picture_is_refused() {
    let whole = |claim| file(&halves(64, 64, 255), claim);
    let bomb = claiming(100_000);
    let gif = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;".to_vec();
    let svg =
        br#"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec();
    let html = b"<!DOCTYPE html><script>alert(1)</script>".to_vec();
    for claim in [Claim::Png, Claim::Jpeg, Claim::WebP] {
        let mut wrong = vec![
            Vec::new(),
            bomb.clone(),
            gif.clone(),
            svg.clone(),
            html.clone(),
        ];
        for other in [Claim::Png, Claim::Jpeg, Claim::WebP] {
            let file = whole(other);
            wrong.push(file[..file.len() / 3].to_vec());
            wrong.push(file[..12].to_vec());
            if other != claim {
                wrong.push(file);
            }
        }
        for file in wrong {
            assert_eq!(encode(claim, &file), None, "{claim:?} {file:.20?}");
        }
    }
}

/// Pixels that are missing are never made up. A JPEG says where it ends; of the others it is the pixels that have to be there.
#[test]
fn x4_a_file_that_is_cut_off_is_refused() {
    for claim in [Claim::Png, Claim::Jpeg, Claim::WebP] {
        let whole = file(&halves(300, 200, 255), claim);
        assert!(encode(claim, &whole).is_some());
        let mut left = vec![whole.len() / 2, whole.len() * 2 / 3];
        left.extend((claim == Claim::Jpeg).then_some(whole.len() - 1));
        for left in left {
            assert_eq!(encode(claim, &whole[..left]), None, "{claim:?} {left}");
        }
    }
}

/// The limit of the sides is asked before anything is decoded, that of the memory too.
#[test]
fn x4_what_is_too_large_is_refused() {
    let long = file(&halves(LONGEST_SIDE + 1, 1, 255), Claim::Png);
    assert_eq!(encode(Claim::Png, &long), None);
    let just = file(&halves(LONGEST_SIDE, 2, 255), Claim::Png);
    assert!(encode(Claim::Png, &just).is_some());
    // Of four bytes each: within the sides, and within or beyond the memory.
    for (side, fits) in [(2_700, true), (3_000, false)] {
        let file = claiming(side);
        assert_eq!(opened(Claim::Png, &file).is_some(), fits, "{side}");
    }
}

/// A small PNG whose header says that it has sides of this length.
fn claiming(side: u32) -> Vec<u8> {
    let mut file = file(&halves(64, 64, 255), Claim::Png);
    file[16..20].copy_from_slice(&side.to_be_bytes());
    file[20..24].copy_from_slice(&side.to_be_bytes());
    // A decoder may check the header's sum first.
    let sum = crc(&file[12..29]);
    file[29..33].copy_from_slice(&sum.to_be_bytes());
    file
}

#[test]
fn x4_nothing_but_pixels_gets_through() {
    const PLACE: &[u8] = b"48.8584 N 2.2945 E";
    const PAGE: &[u8] = b"<html><script>alert(document.cookie)</script></html>";
    let exif = exif(PLACE);
    let image = halves(300, 200, 255);
    let mut jpeg = Vec::new();
    let mut encoder = JpegEncoder::new(&mut jpeg);
    encoder.set_exif_metadata(exif.clone()).unwrap();
    image.to_rgb8().write_with_encoder(encoder).unwrap();
    let mut png = Vec::new();
    let mut encoder = PngEncoder::new(&mut png);
    encoder.set_exif_metadata(exif).unwrap();
    image.write_with_encoder(encoder).unwrap();
    for (claim, mut file) in [(Claim::Jpeg, jpeg), (Claim::Png, png)] {
        assert!(has(&file, PLACE), "the file says where it was taken");
        file.extend_from_slice(PAGE);
        let picture = encode(claim, &file).unwrap();
        assert!(!has(&picture.bytes, PLACE), "{claim:?}");
        assert!(!has(&picture.bytes, b"script"), "{claim:?}");
        assert!(!has(&picture.bytes, b"Exif"), "{claim:?}");
        // It was held upright: what was at the left is above.
        let shown = decoded(&picture);
        let [above, below] = [10, 190].map(|y| shown.get_pixel(100, y));
        assert!(above[0] > 200 && below[2] > 200, "{above:?} {below:?}");
    }
}

/// Held at a quarter turn (6), and taken at this place.
fn exif(place: &[u8]) -> Vec<u8> {
    let mut exif = b"MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(place);
    exif
}

/// The sum at the end of a chunk (PNG, annex D).
fn crc(bytes: &[u8]) -> u32 {
    let rotated = |sum: u32, byte: &u8| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    };
    !bytes.iter().fold(u32::MAX, rotated)
}
