//! JSON of any form, as it stands in the text.

use core::fmt;
use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, SeqAccess, Visitor},
};

use super::Misfit;

/// JSON of any form. Objects keep their order and their duplicates; text without escapes is not copied.
#[derive(Debug)]
pub enum Tree<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without a sign, a fraction or an exponent.
    Natural(u64),
    /// Another number; the contract has none.
    Number,
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Tree<'a>>),
    /// An object.
    Object(Vec<(Name<'a>, Tree<'a>)>),
}

/// The name of an object's field.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

impl Tree<'_> {
    /// The field of that name. An object that has two does not fit, whichever is meant.
    pub fn find(&self, name: &str) -> Result<Option<&Self>, Misfit> {
        let mut of_that_name = self.object()?.iter().filter(|(field, _)| field.0 == name);
        match (of_that_name.next(), of_that_name.next()) {
            (found, None) => Ok(found.map(|(_, value)| value)),
            _ => Err(Misfit),
        }
    }

    /// The text of the field that says which of several an object is.
    pub fn tag(&self, name: &str) -> Result<&str, Misfit> {
        self.find(name)?.ok_or(Misfit)?.text()
    }

    /// Refuses an object with a field that is none of these.
    pub fn has_only(&self, names: &[&str]) -> Result<(), Misfit> {
        let known = |(field, _): &(Name<'_>, _)| names.contains(&field.0.as_ref());
        self.object()?.iter().all(known).then_some(()).ok_or(Misfit)
    }

    pub(super) fn natural(&self) -> Result<u64, Misfit> {
        match self {
            Self::Natural(value) => Ok(*value),
            _ => Err(Misfit),
        }
    }

    /// The text, if it is one.
    pub fn text(&self) -> Result<&str, Misfit> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(Misfit),
        }
    }

    pub(super) fn list(&self) -> Result<&[Self], Misfit> {
        match self {
            Self::List(list) => Ok(list),
            _ => Err(Misfit),
        }
    }

    fn object(&self) -> Result<&[(Name<'_>, Self)], Misfit> {
        match self {
            Self::Object(fields) => Ok(fields),
            _ => Err(Misfit),
        }
    }
}

impl<'de> Deserialize<'de> for Tree<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Grow)
    }
}

/// Builds a tree from whatever comes.
struct Grow;

impl<'de> Visitor<'de> for Grow {
    type Value = Tree<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Tree<'de>, E> {
        Ok(Tree::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Tree<'de>, E> {
        Ok(Tree::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Tree<'de>, E> {
        Ok(Tree::Natural(value))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree<'de>, E> {
        Ok(Tree::Number)
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Tree<'de>, E> {
        Ok(Tree::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree<'de>, A::Error> {
        let mut list = Vec::new();
        while let Some(value) = seq.next_element()? {
            list.push(value);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree<'de>, A::Error> {
        let mut object = Vec::new();
        while let Some(entry) = map.next_entry()? {
            object.push(entry);
        }
        Ok(Tree::Object(object))
    }
}
