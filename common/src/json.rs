//! Values of the contract as JSON, and back.
//!
//! Writing is serde's. Reading is ours: a text becomes a [`Tree`], once for all types, and `#[derive(Read)]` takes from it what a type
//! needs. What does not fit is dropped, so there is one error and it says nothing: in the browser, serde's reading with its words for every
//! field was a sixth of the app.
//!
//! What reads like what serde derives: fields that nobody knows are passed over, at any depth; one that is known must not come twice; an
//! `Option` may be absent; a number must fit its type. What is stricter: an object is an object (serde also takes a list of its values, in
//! the order of the source), and a variant is named (serde also takes its number).

mod tree;

use serde::Serialize;

pub use self::tree::Tree;
/// Derives [`Read`](trait@Read) from the attributes by which serde writes the type.
pub use common_derive::Read;

/// Reads a value of the contract; `None` if the text is not one.
pub fn read<T: Read>(text: &str) -> Option<T> {
    let tree: Tree<'_> = serde_json::from_str(text).ok()?;
    T::read(&tree).ok()
}

/// Writes a value of the contract.
pub fn write<T: Serialize + ?Sized>(value: &T) -> String {
    // Serialising fails for maps with keys that are not strings and for types that report errors of their own. The contract has neither;
    // the snapshot tests write every frame.
    serde_json::to_string(value).unwrap_or_default()
}

/// The text does not fit the type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text does not fit the type")]
pub struct Misfit;

/// A type that can be read from JSON.
pub trait Read: Sized {
    /// The value that the tree stands for.
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit>;

    /// What an absent field of this type is.
    fn absent() -> Result<Self, Misfit> {
        Err(Misfit)
    }
}

/// A field of an object.
pub fn field<T: Read>(tree: &Tree<'_>, name: &str) -> Result<T, Misfit> {
    tree.find(name)?.map_or_else(T::absent, T::read)
}

/// A field of an object, if it is there.
pub fn optional<T: Read>(tree: &Tree<'_>, name: &str) -> Result<Option<T>, Misfit> {
    tree.find(name)?.map(T::read).transpose()
}

impl Read for bool {
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
        match tree {
            Tree::Bool(value) => Ok(*value),
            _ => Err(Misfit),
        }
    }
}

macro_rules! number {
    ($($kind:ty)*) => {
        $(impl Read for $kind {
            fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
                tree.natural()?.try_into().map_err(|_| Misfit)
            }
        })*
    };
}
number!(u16 u32 u64 usize);

impl Read for String {
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
        tree.text().map(str::to_owned)
    }
}

impl<T: Read> Read for Option<T> {
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
        match tree {
            Tree::Null => Ok(None),
            some => T::read(some).map(Some),
        }
    }

    fn absent() -> Result<Self, Misfit> {
        Ok(None)
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(tree: &Tree<'_>) -> Result<Self, Misfit> {
        tree.list()?.iter().map(T::read).collect()
    }
}

#[cfg(test)]
mod tests;
