//! What both rims share, `http` and `ws`: which site this is and who may speak to it, whom a proxy speaks for, how many
//! connections there may be, and how a refusal of the
//! service is put into words.

mod client_address;
mod connections;
mod refusal;
mod site;

pub use connections::{ConnectionCaps, ConnectionGuard};
pub use refusal::refusal;
pub use site::{CrossSite, Site};

#[cfg(test)]
mod tests;
