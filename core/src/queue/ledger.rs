//! The queues' books: who waits, what is charged, which project pays where.

use alloc::collections::{BTreeMap, BTreeSet};

use crate::cluster::ComputeGroupId;
use crate::deployment::{Charge, ReplicaId};
use crate::queue::{EnrollmentLimits, ProjectQueues, QueueError, QueueId, QueueKind, QueueSpec};
use crate::resources::Resources;
use crate::rid::ProjectRid;

/// Every queue, and which project is charged to which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Queues {
    queues: BTreeMap<QueueId, Queue>,
    projects: BTreeMap<ProjectRid, ProjectQueues>,
    enrollment: EnrollmentLimits,
}

/// One queue's book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queue {
    pub(crate) spec: QueueSpec,
    usage: u64,
    /// The waiting replicas by their turn.
    waiting: BTreeSet<Ticket>,
}

/// A waiting replica and its turn; the smaller is earlier.
pub(crate) type Ticket = (u64, ReplicaId);

impl Queue {
    /// What its admitted replicas are charged together.
    pub(crate) const fn usage(&self) -> u64 {
        self.usage
    }

    /// Whether it could be charged that much more.
    pub(crate) fn affords(&self, amount: u64) -> bool {
        self.usage.checked_add(amount).is_some_and(|usage| usage <= self.spec.limit)
    }

    /// The waiting replicas by their turn.
    pub(crate) const fn waiting(&self) -> &BTreeSet<Ticket> {
        &self.waiting
    }

    /// The waiting replica whose turn is next after `ticket`, or the first.
    pub(crate) fn next_after(&self, ticket: Option<Ticket>) -> Option<Ticket> {
        use core::ops::Bound::{Excluded, Unbounded};
        let from = ticket.map_or(Unbounded, Excluded);
        self.waiting.range((from, Unbounded)).next().copied()
    }
}

impl Queues {
    /// Whether a queue may be set so.
    ///
    /// # Errors
    /// It exists with another kind, or the enrollment does not have that much.
    pub(crate) fn check_queue(&self, spec: &QueueSpec) -> Result<(), QueueError> {
        if self.queues.get(&spec.id).is_some_and(|known| known.spec.kind != spec.kind) {
            return Err(QueueError::KindMismatch { queue: spec.id.clone(), kind: spec.kind });
        }
        let others = self.queues.values().filter(|queue| queue.spec.id != spec.id);
        let others = others.map(|queue| &queue.spec);
        check_enrollment(others.chain([spec]), &self.enrollment, spec.kind)
    }

    /// Whether the enrollment may be set so.
    ///
    /// # Errors
    /// The queues have been given more.
    pub(crate) fn check_enrollment(&self, limits: &EnrollmentLimits) -> Result<(), QueueError> {
        let specs = || self.queues.values().map(|queue| &queue.spec);
        check_enrollment(specs(), limits, QueueKind::Vcpu)?;
        check_enrollment(specs(), limits, QueueKind::Vgpu)
    }

    /// Whether a project may be charged to these queues.
    ///
    /// # Errors
    /// A queue is unknown, or of the other kind.
    pub(crate) fn check_project(&self, queues: &ProjectQueues) -> Result<(), QueueError> {
        let vcpu = Some((&queues.vcpu, QueueKind::Vcpu));
        let vgpu = queues.vgpu.as_ref().map(|id| (id, QueueKind::Vgpu));
        for (id, kind) in [vcpu, vgpu].into_iter().flatten() {
            let queue = self.get(id).ok_or_else(|| QueueError::NotFound { queue: id.clone() })?;
            if queue.spec.kind != kind {
                return Err(QueueError::KindMismatch { queue: id.clone(), kind });
            }
        }
        Ok(())
    }

    pub(crate) fn set_queue(&mut self, spec: QueueSpec) {
        if let Some(known) = self.queues.get_mut(&spec.id) {
            known.spec = spec;
        } else {
            let queue = Queue { usage: 0, waiting: BTreeSet::new(), spec };
            self.queues.insert(queue.spec.id.clone(), queue);
        }
    }

    pub(crate) const fn set_enrollment(&mut self, limits: EnrollmentLimits) {
        self.enrollment = limits;
    }

    pub(crate) fn set_project(&mut self, project: ProjectRid, queues: ProjectQueues) {
        self.projects.insert(project, queues);
    }

    pub(crate) const fn enrollment(&self) -> &EnrollmentLimits {
        &self.enrollment
    }

    pub(crate) const fn projects(&self) -> &BTreeMap<ProjectRid, ProjectQueues> {
        &self.projects
    }

    pub(crate) fn get(&self, id: &QueueId) -> Option<&Queue> {
        self.queues.get(id)
    }

    /// Every queue, in the order of their names.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Queue> {
        self.queues.values()
    }

    /// The queues that send work to a compute group.
    pub(crate) fn of_group(&self, group: &ComputeGroupId) -> impl Iterator<Item = &Queue> {
        self.iter().filter(move |queue| queue.spec.compute_groups.contains(group))
    }

    /// What a replica of the project is charged, and to which queue; `None` where the project has
    /// no queue of the kind that it needs.
    pub(crate) fn charge(&self, project: &ProjectRid, resources: &Resources) -> Option<Charge> {
        let queues = self.projects.get(project)?;
        Some(match resources.gpu {
            Some(gpu) => Charge { queue: queues.vgpu.clone()?, amount: gpu.count.into() },
            None => Charge { queue: queues.vcpu.clone(), amount: resources.cpu.0 },
        })
    }

    pub(crate) fn enqueue(&mut self, queue: &QueueId, ticket: Ticket) {
        if let Some(queue) = self.queues.get_mut(queue) {
            queue.waiting.insert(ticket);
        }
    }

    pub(crate) fn withdraw(&mut self, queue: &QueueId, ticket: Ticket) {
        if let Some(queue) = self.queues.get_mut(queue) {
            queue.waiting.remove(&ticket);
        }
    }

    pub(crate) fn add_charge(&mut self, charge: &Charge) {
        if let Some(queue) = self.queues.get_mut(&charge.queue) {
            queue.usage = queue.usage.saturating_add(charge.amount);
        }
    }

    pub(crate) fn remove_charge(&mut self, charge: &Charge) {
        if let Some(queue) = self.queues.get_mut(&charge.queue) {
            queue.usage = queue.usage.saturating_sub(charge.amount);
        }
    }
}

fn check_enrollment<'a>(
    specs: impl Iterator<Item = &'a QueueSpec>,
    enrollment: &EnrollmentLimits,
    kind: QueueKind,
) -> Result<(), QueueError> {
    let limits = specs.filter(|spec| spec.kind == kind).map(|spec| spec.limit);
    let sum = limits.fold(0, u64::saturating_add);
    match enrollment.of(kind) {
        Some(limit) if sum > limit => Err(QueueError::EnrollmentExceeded { kind, sum, limit }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(id: &str, kind: QueueKind, limit: u64) -> QueueSpec {
        QueueSpec {
            id: id.into(),
            kind,
            limit,
            compute_groups: BTreeSet::new(),
            order: super::super::AdmissionOrder::StrictFifo,
        }
    }

    #[test]
    fn queues_of_a_kind_share_the_enrollment() {
        let mut queues = Queues::default();
        queues.set_enrollment(EnrollmentLimits { vcpu: Some(10), vgpu: None });
        queues.set_queue(spec("a", QueueKind::Vcpu, 6));
        assert_eq!(queues.check_queue(&spec("b", QueueKind::Vcpu, 4)), Ok(()));
        assert_eq!(queues.check_queue(&spec("a", QueueKind::Vcpu, 10)), Ok(()));
        assert_eq!(queues.check_queue(&spec("b", QueueKind::Vgpu, u64::MAX)), Ok(()));
        let refused = queues.check_queue(&spec("b", QueueKind::Vcpu, 5)).unwrap_err();
        assert_eq!(refused.code(), "enrollment_exceeded");
        let lowered = EnrollmentLimits { vcpu: Some(5), vgpu: None };
        assert!(queues.check_enrollment(&lowered).is_err());
    }

    #[test]
    fn a_queue_keeps_its_kind() {
        let mut queues = Queues::default();
        queues.set_queue(spec("a", QueueKind::Vcpu, 6));
        let refused = queues.check_queue(&spec("a", QueueKind::Vgpu, 6)).unwrap_err();
        assert_eq!(refused.code(), "queue_kind_mismatch");
        let project = ProjectQueues { vcpu: "a".into(), vgpu: Some("a".into()) };
        assert_eq!(queues.check_project(&project).unwrap_err().code(), "queue_kind_mismatch");
        let unknown = ProjectQueues { vcpu: "b".into(), vgpu: None };
        assert_eq!(queues.check_project(&unknown).unwrap_err().code(), "queue_not_found");
    }

    #[test]
    fn a_charge_past_the_limit_is_not_affordable() {
        let mut queues = Queues::default();
        queues.set_queue(spec("a", QueueKind::Vcpu, 6));
        queues.add_charge(&Charge { queue: "a".into(), amount: 4 });
        let queue = queues.get(&"a".into()).unwrap();
        assert!(queue.affords(2) && !queue.affords(3) && !queue.affords(u64::MAX));
    }
}
