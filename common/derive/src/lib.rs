//! `#[derive(Read)]`: reads a type of the contract from a `common::json::Tree`.
//!
//! It follows the attributes by which serde writes the type, so that its form on the wire is said once. Serde's own derive would read the
//! same; it is compiled anew for every type and every way in which one lies in another, which was a sixth of the app. Here a field costs
//! one call, and all that can be done once stands in `common::json`.
//!
//! - [`said`]: which attributes there are, and that no other one compiles.
//! - [`expand`]: the code for a struct, for an enum of names, and for an enum of objects with a tag.

mod expand;
mod said;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Derives `common::json::Read`.
#[proc_macro_derive(Read, attributes(serde))]
pub fn read(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::read(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
