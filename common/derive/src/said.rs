//! What the `serde` attributes of a type, a variant or a field say.

use syn::{Attribute, ExprPath, LitStr, Result, meta::ParseNestedMeta};

/// All attributes of one place. Where each may stand is judged by serde, which reads them too.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute that is there or not"
)]
pub(crate) struct Said {
    /// The field that names the variant.
    pub(crate) tag: Option<String>,
    /// Variants are written `like_this`.
    pub(crate) snake_case: bool,
    /// Another name than the one in the source.
    pub(crate) rename: Option<String>,
    /// What takes the place of what is absent.
    pub(crate) default: Option<Absent>,
    /// The value's fields stand among those of what it lies in.
    pub(crate) flatten: bool,
    /// The variant for every name that is not known.
    pub(crate) other: bool,
    /// Fields that are not known are refused.
    pub(crate) deny_unknown_fields: bool,
}

/// The value of a field that is absent.
pub(crate) enum Absent {
    /// Its type's default; beside a struct, the field of the struct's default.
    Default,
    /// What this function gives.
    From(ExprPath),
}

impl Said {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut said = Self::default();
        for attribute in attributes {
            if attribute.path().is_ident("serde") {
                attribute.parse_nested_meta(|meta| said.hear(&meta))?;
            }
        }
        Ok(said)
    }

    fn hear(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let text = || meta.value()?.parse::<LitStr>();
        let name = meta.path.require_ident()?.to_string();
        match name.as_str() {
            "tag" => self.tag = Some(text()?.value()),
            "rename" => self.rename = Some(text()?.value()),
            "rename_all" => {
                let case = text()?;
                if case.value() != "snake_case" {
                    return Err(syn::Error::new(
                        case.span(),
                        "names are written in snake_case",
                    ));
                }
                self.snake_case = true;
            }
            "default" if meta.input.peek(syn::Token![=]) => {
                self.default = Some(Absent::From(text()?.parse()?));
            }
            "default" => self.default = Some(Absent::Default),
            "flatten" => self.flatten = true,
            "other" => self.other = true,
            "deny_unknown_fields" => self.deny_unknown_fields = true,
            // A struct around one value is always read as that value; the other one is about writing.
            "transparent" => {}
            "skip_serializing_if" => drop(text()?),
            _ => return Err(meta.error("`Read` does not know this attribute")),
        }
        Ok(())
    }
}
