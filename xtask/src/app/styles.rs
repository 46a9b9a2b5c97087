//! Joins the style sheets into one: they are written apart, and smaller and sooner there together.

use std::{fs, path::Path};

use super::piece::{self, Piece, integrity};
use crate::{failure::Failure, workspace};

/// How Trunk writes the link of a style sheet.
const LINK: &str = "<link rel=\"stylesheet\" href=\"/";

/// Puts one sheet in the place of those that the page in `dist` names, in their order.
pub(super) fn join(dist: &Path) -> Result<(), Failure> {
    let at = dist.join("index.html");
    let mut page = workspace::read(&at)?;
    let mut all = String::new();
    let mut place = None;
    while let Some(start) = page.find(LINK) {
        let link = &page[start..];
        let end = link.find('>').map_or(link.len(), |end| end + 1);
        let name = link[LINK.len()..end].split('"').next().unwrap_or_default();
        let file = dist.join(name);
        all.push_str(&workspace::read(&file)?);
        all.push('\n');
        fs::remove_file(&file).map_err(Failure::while_doing(format!("removing {name}")))?;
        page.replace_range(start..start + end, "");
        place.get_or_insert(start);
    }
    let Some(place) = place else {
        return Err(Failure::Step("the page names no style sheet".to_owned()));
    };
    let sheet = Piece {
        name: format!("styles-{}.css", piece::hash(&[all.as_bytes()])),
        bytes: all.into_bytes(),
    };
    let link = format!(
        "{LINK}{}\" integrity=\"{}\">",
        sheet.name,
        integrity(&sheet.bytes)
    );
    page.insert_str(place, &link);
    sheet.write(dist)?;
    workspace::write(&at, &page)
}

#[cfg(test)]
mod tests;
