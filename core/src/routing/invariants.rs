//! What is always true of a router, checked by tests and fuzzing.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;

use crate::deployment::ReplicaId;
use crate::routing::Router;

impl Router {
    /// Checks what is always true between two calls.
    ///
    /// # Errors
    /// What is not, in words.
    pub fn check_invariants(&self) -> Result<(), String> {
        let deadlines = self.requests.iter().map(|(id, request)| (request.deadline, *id));
        if !deadlines.clone().all(|it| self.deadlines.contains(&it))
            || deadlines.count() != self.deadlines.len()
        {
            return Err("a request without its deadline, or a deadline without its request".into());
        }
        if self.next_wake().is_some_and(|at| at <= self.now) {
            return Err("a wake-up in the past".into());
        }
        for (rid, number) in &self.numbers {
            let lane = self.lane(*number).ok_or_else(|| format!("`{rid}` has no lane"))?;
            let mut in_flight = BTreeMap::<ReplicaId, u32>::new();
            let requests = self.requests.iter().filter(|(_, request)| request.lane == *number);
            for (id, request) in requests {
                match request.replica {
                    Some(replica) => {
                        let count = in_flight.entry(replica).or_default();
                        *count = count.saturating_add(1);
                    }
                    None if lane.is_waiting(*id) => {}
                    None => return Err(format!("request {id} neither runs nor waits")),
                }
            }
            lane.check(&in_flight).map_err(|problem| format!("`{rid}`: {problem}"))?;
        }
        Ok(())
    }
}
