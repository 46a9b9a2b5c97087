//! Who may do what: a row for every call over HTTP and every frame of a client, against every kind of caller.
//!
//! Calls are those of the router's own list, frames those that the contract's samples write down; one without a row fails. (Nobody
//! can leave a private conversation, so that who was never in stands for who is not any more.)

mod calls;
mod frames;
