//! Checks of what helm said: renders that failed, refusals that rendered.

pub(super) mod accepted_refusal;
pub(super) mod empty_render;
pub(super) mod failed_lint;
pub(super) mod failed_template;
pub(super) mod ignored_value;
pub(super) mod other_refusal;
pub(super) mod parity;
mod said;
pub(super) mod stale_made_once;
