//! One input after the other; what they change is shown when [`client_core::showing`] says so.

use client_core::{
    input::{Context, Input},
    reduce::reduce,
    showing::Cause,
};

use super::Inner;
use crate::services::{clock, crash, entropy, window};

impl Inner {
    pub(super) fn dispatch(&self, input: Input) {
        if crash::has_stopped() {
            return;
        }
        if matches!(input, Input::Ui(_)) {
            // What has only become due by now is not shown as the person's doing.
            self.waiting.borrow_mut().push_back(Input::Tick);
        }
        self.waiting.borrow_mut().push_back(input);
        if self.busy.replace(true) {
            return;
        }
        while let Some(input) = self.next() {
            let context = Context {
                mono: clock::mono(),
                wall: clock::wall(),
                random: entropy::bytes(),
            };
            let cause = Cause::of(&input);
            let is_tick = matches!(input, Input::Tick);
            let (effects, changed) = reduce(&mut self.model.borrow_mut(), input, context);
            let cause = cause.having(&effects, &changed);
            let mut showing = self.showing.borrow_mut();
            if is_tick {
                showing.rang();
            }
            let visible = showing.changed(cause, changed, context.mono);
            if !visible.is_empty() {
                let began = clock::mono();
                self.slices.refresh(&self.model.borrow(), &visible);
                showing.shown(cause, began, clock::mono(), window::visible());
            }
            if let Some(at) = showing.wake(context.mono) {
                self.effects.show_at(at);
            }
            drop(showing);
            for effect in effects {
                self.effects.run(effect);
            }
        }
        self.busy.set(false);
    }

    fn next(&self) -> Option<Input> {
        self.waiting.borrow_mut().pop_front()
    }
}
