//! How often what is not routine may happen.

use serde::Serialize;

/// How often what is not routine may still happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct Budget {
    pub(crate) failures: u8,
    pub(crate) commands: u8,
    pub(crate) node_losses: u8,
    pub(crate) moves: u8,
}

/// What an action takes from the budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cost {
    Nothing,
    Failure,
    Command,
    NodeLoss,
    Move,
}

impl Budget {
    /// What is left; `None` if there is not enough.
    pub(crate) fn pay(mut self, cost: Cost) -> Option<Self> {
        let purse = match cost {
            Cost::Nothing => return Some(self),
            Cost::Failure => &mut self.failures,
            Cost::Command => &mut self.commands,
            Cost::NodeLoss => &mut self.node_losses,
            Cost::Move => &mut self.moves,
        };
        *purse = purse.checked_sub(1)?;
        Some(self)
    }
}
