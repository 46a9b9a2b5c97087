//! Whether the person is looking.

use common::limits::IDLE_MS;

use crate::input::Mono;

/// Whether the person is looking, as far as the browser can tell.
#[derive(Clone, Copy, Debug)]
pub struct Attention {
    /// The page is on screen.
    pub visible: bool,
    /// The window has the keyboard.
    pub focused: bool,
    /// When a key, the mouse or a finger last moved.
    pub input: Mono,
}

impl Default for Attention {
    /// As it is when a person has just opened the page; the shell says at once where it is not so.
    fn default() -> Self {
        Self {
            visible: true,
            focused: true,
            input: Mono::default(),
        }
    }
}

impl Attention {
    /// The person is at this device: there was input lately.
    pub fn is_active(&self, now: Mono) -> bool {
        now < self.idle_at()
    }

    /// When that ends by itself.
    pub fn idle_at(&self) -> Mono {
        self.input.plus(IDLE_MS)
    }

    /// What is on screen is being looked at.
    pub fn is_there(&self, now: Mono) -> bool {
        self.visible && self.focused && self.is_active(now)
    }

    /// When that ends by itself, if it has not ended.
    pub fn ends_at(&self, now: Mono) -> Option<Mono> {
        self.is_there(now).then(|| self.idle_at())
    }
}
