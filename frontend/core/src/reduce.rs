//! What happens changes the model, and may ask something of the world.

use std::collections::BTreeSet;

use crate::{
    effect::Effect,
    input::{Context, Input},
    model::Model,
    slice::Slice,
};

/// Lets something happen. Pure: the same model, input and context give the same answer. The effects are to be run in order; the slices are
/// what may look different now.
pub fn reduce(_model: &mut Model, _input: Input, _ctx: Context) -> (Vec<Effect>, BTreeSet<Slice>) {
    (Vec::new(), BTreeSet::new())
}
