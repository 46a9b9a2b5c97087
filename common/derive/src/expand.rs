//! The code that reads a type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    Data, DataEnum, DeriveInput, Error, Field, Fields, Ident, Result, Variant, ext::IdentExt,
};

use crate::said::{Absent, Said};

/// `impl Read` for the type.
pub(crate) fn read(input: &DeriveInput) -> Result<TokenStream> {
    let said = Said::of(&input.attrs)?;
    let body = match &input.data {
        Data::Struct(data) => construction(&quote!(Self), &data.fields, &said)?,
        Data::Enum(data) => choice(data, &said)?,
        Data::Union(_) => return Err(Error::new_spanned(input, "a union has no form on the wire")),
    };
    let name = &input.ident;
    Ok(quote! {
        impl ::common::json::Read for #name {
            fn read(tree: &::common::json::Tree<'_>) -> ::core::result::Result<Self, ::common::json::Misfit> {
                #body
            }
        }
    })
}

/// One of several, by its name: that of a tag, or the text itself.
fn choice(data: &DataEnum, said: &Said) -> Result<TokenStream> {
    let mut arms = Vec::new();
    let mut other = quote!(::core::result::Result::Err(::common::json::Misfit));
    for variant in &data.variants {
        let ident = &variant.ident;
        let own = Said::of(&variant.attrs)?;
        if said.tag.is_none() && !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new_spanned(
                variant,
                "an enum with values needs a tag",
            ));
        }
        let value = construction(&quote!(Self::#ident), &variant.fields, &own)?;
        if own.other {
            other = value;
        } else {
            let name = name(variant, &own, said);
            arms.push(quote!(#name => #value,));
        }
    }
    let chosen = said
        .tag
        .as_ref()
        .map_or_else(|| quote!(tree.text()?), |tag| quote!(tree.tag(#tag)?));
    Ok(quote! {
        match #chosen {
            #(#arms)*
            _ => #other,
        }
    })
}

/// The value of a struct or of a variant, from the fields of the tree.
fn construction(path: &TokenStream, fields: &Fields, said: &Said) -> Result<TokenStream> {
    match fields {
        Fields::Unit => Ok(quote!(::core::result::Result::Ok(#path))),
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(quote! {
            ::common::json::Read::read(tree).map(#path)
        }),
        Fields::Unnamed(fields) => Err(Error::new_spanned(fields, "fields have names")),
        Fields::Named(fields) => {
            let mut names = Vec::new();
            let mut values = Vec::new();
            for field in &fields.named {
                let (name, value) = read_field(field, said)?;
                names.push(name);
                values.push(value);
            }
            let strict = said
                .deny_unknown_fields
                .then(|| quote!(tree.has_only(&[#(#names),*])?;));
            let default = said.default.as_ref().map(|absent| match absent {
                Absent::Default => {
                    quote!(let default = <Self as ::core::default::Default>::default();)
                }
                Absent::From(path) => quote!(let default: Self = #path();),
            });
            Ok(quote! {{
                #strict
                #default
                ::core::result::Result::Ok(#path { #(#values,)* })
            }})
        }
    }
}

/// The field's name on the wire, and how it is read.
fn read_field(field: &Field, around: &Said) -> Result<(String, TokenStream)> {
    let said = Said::of(&field.attrs)?;
    let Some(ident) = &field.ident else {
        return Err(Error::new_spanned(field, "fields have names"));
    };
    let name = said.rename.unwrap_or_else(|| ident.unraw().to_string());
    let optional = quote!(::common::json::optional(tree, #name)?);
    let value = match said.default {
        _ if said.flatten => quote!(::common::json::Read::read(tree)?),
        Some(Absent::Default) => quote!(#optional.unwrap_or_default()),
        Some(Absent::From(path)) => quote!(#optional.unwrap_or_else(#path)),
        None if around.default.is_some() => quote!(#optional.unwrap_or(default.#ident)),
        None => quote!(::common::json::field(tree, #name)?),
    };
    Ok((name, quote!(#ident: #value)))
}

fn name(variant: &Variant, own: &Said, around: &Said) -> String {
    match &own.rename {
        Some(name) => name.clone(),
        None if around.snake_case => snake_case(&variant.ident),
        None => variant.ident.to_string(),
    }
}

fn snake_case(ident: &Ident) -> String {
    let mut snake = String::new();
    for letter in ident.to_string().chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}
