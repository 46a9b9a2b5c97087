//! What one input brings about, collected.

use std::collections::BTreeSet;

use common::{
    ids::{ConversationId, IdempotencyKey},
    protocol::v1::{ClientBody, ClientFrame, RequestId},
};

use crate::{
    effect::{Effect, Write},
    input::{Context, Route},
    model::{Model, requests::Asked},
    slice::Slice,
};

/// What one input brings about.
pub(super) struct Turn {
    ctx: Context,
    effects: Vec<Effect>,
    slices: BTreeSet<Slice>,
}

impl Turn {
    pub(super) fn new(ctx: Context) -> Self {
        Self {
            ctx,
            effects: Vec::new(),
            slices: BTreeSet::new(),
        }
    }

    pub(super) fn end(self) -> (Vec<Effect>, BTreeSet<Slice>) {
        (self.effects, self.slices)
    }

    /// The key that this input may make.
    pub(super) fn new_key(&self) -> IdempotencyKey {
        let mut random = [0; 10];
        random.copy_from_slice(&self.ctx.random[..10]);
        IdempotencyKey::new(self.ctx.wall, random)
    }

    /// The draw that this input may make.
    pub(super) fn draw(&self) -> u32 {
        let [.., a, b, c, d] = self.ctx.random;
        u32::from_be_bytes([a, b, c, d])
    }

    pub(super) fn effect(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn touch(&mut self, slice: Slice) {
        self.slices.insert(slice);
    }

    /// This may look different.
    pub(super) fn touches(&self, slice: Slice) -> bool {
        self.slices.contains(&slice)
    }

    /// Something may look different.
    pub(super) fn touches_any(&self) -> bool {
        !self.slices.is_empty()
    }

    /// Everything about a conversation may look different.
    pub(super) fn touch_conversation(&mut self, conv: ConversationId) {
        self.slices.extend([
            Slice::Sidebar,
            Slice::Header(conv),
            Slice::Typing(conv),
            Slice::Timeline(conv),
            Slice::Composer(conv),
        ]);
    }

    /// Everything may look different: the list, and what is on screen.
    pub(super) fn touch_all(&mut self, model: &Model) {
        self.slices.extend([
            Slice::Session,
            Slice::Link,
            Slice::Bars,
            Slice::Route,
            Slice::Sidebar,
        ]);
        self.slices.extend([Slice::NewConversation, Slice::Account]);
        if let Route::Conversation(conv) = model.route {
            self.touch_conversation(conv);
        }
    }

    /// Asks the server for something that it answers.
    pub(super) fn ask(&mut self, model: &mut Model, what: Asked, body: ClientBody) -> RequestId {
        let id = model.requests.ask(what, model.now);
        self.effect(Effect::Send(ClientFrame { id, body }));
        id
    }

    /// Tells the server something that it does not answer, unless it refuses it.
    pub(super) fn tell(&mut self, model: &mut Model, body: ClientBody) -> RequestId {
        let id = model.requests.next_id();
        self.effect(Effect::Send(ClientFrame { id, body }));
        id
    }

    /// Changes the local storage; nothing waits for it.
    pub(super) fn store(&mut self, model: &mut Model, writes: Vec<Write>) {
        if !writes.is_empty() {
            let ticket = model.storage.ticket();
            if writes.iter().any(|write| matches!(write, Write::Put(_))) {
                model.storage.needs_room(ticket);
            }
            self.effect(Effect::Store { ticket, writes });
        }
    }
}
