//! What happens changes the model, and may ask something of the world.
//!
//! One file per kind of input, all writing into one [`turn::Turn`]; after each input, whatever has become possible or due is done by
//! [`due`]. Read on in `server.rs`, then `crate::select`; from here a message goes on to `backend::ws`.

mod account;
mod compose;
mod consent;
mod drafts;
mod due;
mod intent;
mod link;
mod notifying;
mod place;
mod presence;
mod reading;
mod server;
mod session;
mod storage;
mod sync;
mod tabs;
mod telling;
mod turn;
mod typing;
mod why;

use std::collections::BTreeSet;

use crate::{
    effect::Effect,
    input::{Context, Input},
    model::Model,
    slice::Slice,
};

/// Lets something happen. Pure: the same model, input and context give the same answer. The effects are to be run in order; the slices are
/// what may look different now.
pub fn reduce(model: &mut Model, input: Input, ctx: Context) -> (Vec<Effect>, BTreeSet<Slice>) {
    let mut turn = turn::Turn::new(ctx);
    model.now = ctx.mono;
    model.wall = ctx.wall;
    match input {
        Input::Started {
            build,
            route,
            online,
        } => session::started(model, &mut turn, build, route, online),
        Input::Restored(records) => storage::restored(model, &mut turn, records),
        Input::Stored(ticket) => storage::stored(model, &mut turn, ticket),
        Input::StoreFailed(ticket) => storage::failed(model, &mut turn, ticket),
        Input::Link(event) => link::happened(model, &mut turn, event),
        Input::Permission(permission) => notifying::permitted(model, &mut turn, permission),
        Input::Tabs(event) => tabs::said(model, &mut turn, event),
        Input::Attention(event) => reading::attention(model, &mut turn, event),
        Input::Server { socket, frame } if model.link.socket == Some(socket) => {
            server::said(model, &mut turn, frame);
        }
        // The last words of a socket that was given up.
        Input::Server { .. } => {}
        Input::Http(answer) => session::answered(model, &mut turn, answer),
        Input::Ui(intent) => intent::wished(model, &mut turn, intent),
        Input::Tick => model.wake = None,
    }
    due::run(model, &mut turn);
    why::refresh(model, &mut turn);
    turn.end()
}

#[cfg(test)]
mod tests;
