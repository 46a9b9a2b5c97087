//! A file as a picture of oneself: its middle square, as large as it is kept. Loaded with the page that takes one.

use common::{
    ids::{PictureId, UserId},
    limits::PICTURE_PIXELS,
};
use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, CanvasRenderingContext2d, HtmlCanvasElement, HtmlImageElement, ImageBitmap, Url,
};

use super::window;

/// A file that was chosen.
pub(crate) use web_sys::File;

/// What the picture is encoded as; browsers that cannot write it write PNG.
const KIND: &str = "image/webp";
/// Of 1: at this size nothing is seen of what is left out.
const QUALITY: f64 = 0.9;

/// A picture as it is uploaded.
pub(crate) struct Scaled(Blob);

impl Scaled {
    /// Its media type.
    pub(crate) fn kind(&self) -> String {
        self.0.type_()
    }

    /// The file.
    pub(crate) fn body(&self) -> &JsValue {
        &self.0
    }

    /// An address in this page, to show it before the server has it.
    pub(crate) fn preview(&self) -> Option<Preview> {
        Url::create_object_url_with_blob(&self.0).ok().map(Preview)
    }
}

/// An address in this page, for as long as this is kept.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Preview(String);

impl Preview {
    /// The address.
    pub(crate) fn address(&self) -> String {
        self.0.clone()
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It was made by the same interface; there is nothing to fail.
        let _ = Url::revoke_object_url(&self.0);
    }
}

/// The middle square of a picture; nothing, if the file is none that this browser can read.
pub(crate) async fn scaled(file: &File) -> Option<Scaled> {
    cut(file).await.ok().map(Scaled)
}

async fn cut(file: &File) -> Result<Blob, JsValue> {
    // The browser turns a photograph the right way up as it reads it.
    let read = window::get().create_image_bitmap_with_blob(file)?;
    let bitmap: ImageBitmap = JsFuture::from(read).await?.unchecked_into();
    let (width, height) = (bitmap.width(), bitmap.height());
    let square = width.min(height);
    let size = square.min(PICTURE_PIXELS);
    let canvas: HtmlCanvasElement = window::document()
        .create_element("canvas")?
        .unchecked_into();
    canvas.set_width(size);
    canvas.set_height(size);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    // Only the best takes all pixels of a large photograph into account. A browser that does not know it draws all the same.
    let _ = Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into());
    let size = f64::from(size);
    // Behind what is transparent: what stands where a picture is not there yet must not show through.
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, size, size);
    context.draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
        &bitmap,
        f64::from((width - square) / 2),
        f64::from((height - square) / 2),
        f64::from(square),
        f64::from(square),
        0.0,
        0.0,
        size,
        size,
    )?;
    bitmap.close();
    let written = Promise::new(&mut |write, _| {
        // Refused only for a canvas that holds what is another site's.
        let _ = canvas.to_blob_with_type_and_encoder_options(&write, KIND, &QUALITY.into());
    });
    JsFuture::from(written).await?.dyn_into()
}

/// Fetches a picture, so that it is there at once where it is shown. What is not there yet is shown without.
pub(crate) async fn fetch(user: UserId, picture: PictureId) {
    if let Ok(image) = HtmlImageElement::new() {
        image.set_src(&format!("/api/picture/{user}/{picture}"));
        drop(JsFuture::from(image.decode()).await);
    }
}
